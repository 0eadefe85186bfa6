"""The places where a profession is practised around somewhere, each once: what a draw is made among.

Places come from PostgreSQL as one string of eight bytes each, in the order of their ids: some thousands of rows as Python
objects would take longer than the search. Each process keeps the strings that it asked for until the directory changes.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, radians
from typing import Any, Final
from uuid import UUID

from django.db import connection

from practitioners.communes import Commune
from practitioners.eligibility import RADII_KM, WANTED
from practitioners.models import Edition
from practitioners.terms import Sought

EARTH_KM: Final = 6371.0
KM_PER_DEGREE: Final = 111.0
"""Of latitude, rounded down so that the box that is looked at holds the circle."""

KEPT: Final = 256
"""Sets that a process keeps: a large city's weighs some hundred kilobytes, a town's a few."""


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
    edition = Edition.objects.values_list("mark", flat=True).first()
    everywhere = replace(sought, left_out=frozenset())
    for radius in RADII_KM if sought.commune.latitude is not None else ():
        places = without(_places(edition, everywhere, radius), sought.left_out)
        if len(places) >= 8 * WANTED:
            return Found(places, radius)
    return Found(without(_places(edition, everywhere, None), sought.left_out), None)


def without(places: bytes, left_out: frozenset[int]) -> bytes:
    """The packed places but some: as few as a member was given before."""
    for place in sorted(left_out):
        packed = place.to_bytes(8, "big")
        at = bisect_left(range(0, len(places), 8), packed, key=lambda start: places[start : start + 8])
        places = places[: 8 * at] + places[8 * at :].removeprefix(packed)
    return places


def _places(edition: UUID | None, sought: Sought, radius: int | None) -> bytes:
    """Of a circle, or of the largest one with the whole department."""
    # Before the first import there is nothing to be kept.
    return _kept(edition, sought, radius) if edition is not None else _asked(sought, radius)


@lru_cache(maxsize=KEPT)
def _kept(_edition: UUID, sought: Sought, radius: int | None) -> bytes:
    """A change that comes between the reading of the mark and this statement is seen early, never late."""
    return _asked(sought, radius)


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


def _asked(sought: Sought, radius: int | None) -> bytes:
    where, bound = _where(sought.commune, radius)
    conditions, values = _wished(sought)
    statement = (
        "SELECT coalesce(string_agg(int8send(place_id), ''::bytea ORDER BY place_id), ''::bytea) FROM (SELECT DISTINCT a.place_id"
        f" FROM practitioners_activity a WHERE a.is_eligible AND a.profession = %s AND {where}{conditions}) places"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [sought.profession, *bound, *values])
        return bytes(cursor.fetchone()[0])


def _where(commune: Commune, radius: int | None) -> tuple[str, list[Any]]:
    if radius is not None:
        return _around(commune, radius)
    if commune.latitude is None:
        return "a.department = %s", [commune.department]
    circle, bound = _around(commune, RADII_KM[-1])
    return f"({circle} OR a.department = %s)", [*bound, commune.department]


def people_at(places: Sequence[int], sought: Sought) -> dict[int, list[str]]:
    """Identifiers of the people at each of these places who fit what is sought, in their order, each once."""
    conditions, values = _wished(sought)
    statement = (
        "SELECT a.place_id, a.practitioner_id FROM practitioners_activity a WHERE a.is_eligible AND a.profession = %s"
        f" AND a.place_id = ANY(%s){conditions} GROUP BY 1, 2"
    )
    at: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [sought.profession, list(places), *values])
        for place, person in sorted(cursor.fetchall()):
            at.setdefault(place, []).append(person)
    return at


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
    if wishes.network:
        parts.append(
            "a.practitioner_id IN (SELECT m.national_id FROM practitioners_networkmember m WHERE m.network_id = %s)"
        )
        values.append(wishes.network)
    if wishes.step_free:
        parts.append("a.place_id IN (SELECT place_id FROM practitioners_placefact WHERE access IN ('level', 'lift'))")
    return "".join(f" AND {part}" for part in parts), values


def place_ids(found: Found) -> list[int]:
    return [int.from_bytes(found.places[start : start + 8], "big") for start in range(0, len(found.places), 8)]
