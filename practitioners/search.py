"""The places where a profession is practised around somewhere, each once: what a draw is made among.

Places go through PostgreSQL as one string of eight bytes each, in the order of their ids: some thousands of rows as Python
objects would take longer than the search.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final

from django.db import connection

from practitioners.communes import Commune
from practitioners.eligibility import RADII_KM, WANTED
from practitioners.terms import Sought

EARTH_KM: Final = 6371.0
KM_PER_DEGREE: Final = 111.0
"""Of latitude, rounded down so that the box that is looked at holds the circle."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the places, eight bytes each, in order; `radius_km` is None when the whole department was added."""

    places: bytes
    radius_km: int | None

    @property
    def size(self) -> int:
        return len(self.places) // 8


def eligible_places(sought: Sought) -> Found:
    """The circle grows until there are five different places; then the department is added to the largest one."""
    commune = sought.commune
    if commune.latitude is not None:
        for radius in RADII_KM:
            found = _asked(sought, *_around(commune, radius))
            if len(found) >= 8 * WANTED:
                return Found(found, radius)
        circle, bound = _around(commune, RADII_KM[-1])
        return Found(_asked(sought, f"({circle} OR a.department = %s)", [*bound, commune.department]), None)
    return Found(_asked(sought, "a.department = %s", [commune.department]), None)


def _around(commune: Commune, radius: int) -> tuple[str, list[Any]]:
    """Inside the circle: a box first, which the index knows, then the distance (haversine)."""
    assert commune.latitude is not None  # noqa: S101  for the type checker: its callers asked
    assert commune.longitude is not None  # noqa: S101
    high = radius / KM_PER_DEGREE
    wide = high / max(0.01, cos(radians(commune.latitude)))
    box = [commune.latitude - high, commune.latitude + high, commune.longitude - wide, commune.longitude + wide]
    condition = (
        "(a.latitude BETWEEN %s AND %s AND a.longitude BETWEEN %s AND %s AND power(sin(radians(a.latitude - %s) / 2), 2)"
        " + cos(radians(%s)) * cos(radians(a.latitude)) * power(sin(radians(a.longitude - %s) / 2), 2)"
        " <= power(sin(%s::float8), 2))"
    )
    half_angle = (radius + 0.001) / EARTH_KM / 2
    return condition, [*box, commune.latitude, commune.latitude, commune.longitude, half_angle]


def _asked(sought: Sought, where: str, bound: Sequence[Any]) -> bytes:
    conditions, values = _wished(sought)
    statement = (
        "SELECT coalesce(string_agg(int8send(place_id), ''::bytea ORDER BY place_id), ''::bytea) FROM (SELECT DISTINCT a.place_id"
        f" FROM practitioners_activity a WHERE a.is_eligible AND a.profession = %s AND {where}{conditions}) places"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [sought.profession, *bound, *values])
        return bytes(cursor.fetchone()[0])


def _wished(sought: Sought) -> tuple[str, list[Any]]:
    """Conditions from constants, every value bound."""
    wishes = sought.wishes
    parts: list[str] = []
    values: list[Any] = []
    if sought.skills:
        parts.append("a.skill = ANY(%s)")
        values.append(list(sought.skills))
    if wishes.sex:
        parts.append("a.sex = %s")
        values.append(wishes.sex)
    known = []
    if wishes.language:
        known.append("f.languages @> ARRAY[%s]::varchar[]")
        values.append(wishes.language)
    known += [f"f.{name}" for name in ("home_visits", "teleconsultation") if getattr(wishes, name)]
    if known:
        parts.append(
            f"a.practitioner_id IN (SELECT f.national_id FROM practitioners_personfact f WHERE {' AND '.join(known)})"
        )
    if wishes.step_free:
        parts.append("a.place_id IN (SELECT place_id FROM practitioners_placefact WHERE access IN ('level', 'lift'))")
    if sought.left_out:
        parts.append("a.place_id <> ALL(%s)")
        values.append(sorted(sought.left_out))
    return "".join(f" AND {part}" for part in parts), values


def place_ids(found: Found) -> list[int]:
    return [int.from_bytes(found.places[start : start + 8], "big") for start in range(0, len(found.places), 8)]
