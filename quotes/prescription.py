"""Lenses: the categories of the responsible contract, and the grounds for a new pair before its time. Plain Python.

Spheres, cylinders and additions are hundredths of a dioptre; axes are degrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.ages import age_on


class LensKind(StrEnum):
    SINGLE = "single"
    PROGRESSIVE = "progressive"


@dataclass(frozen=True, slots=True)
class Lens:
    """What is prescribed for one eye, as it was written; `eye` is R, L or empty. A prism changes no category."""

    kind: LensKind
    sphere: int
    cylinder: int = 0
    addition: int = 0
    axis: int | None = None
    prism: int = 0
    eye: str = ""


def plus(lens: Lens) -> tuple[int, int, int | None]:
    """Sphere, cylinder and axis in plus notation, which the categories are written in: S + C, -C, axis turned by 90°."""
    if lens.cylinder >= 0:
        return lens.sphere, lens.cylinder, lens.axis
    axis = None if lens.axis is None else ((lens.axis + 90 - 1) % 180) + 1
    return lens.sphere + lens.cylinder, -lens.cylinder, axis


# Of a kind: widest spherical lens, lowest sphere with a cylinder, highest sphere plus cylinder of the simpler category.
_LIMITS = {LensKind.SINGLE: (600, -600, 600), LensKind.PROGRESSIVE: (400, -800, 800)}
_CATEGORIES = {LensKind.SINGLE: ("a", "c"), LensKind.PROGRESSIVE: ("c", "f")}
_WIDEST_CYLINDER = 400


def category_of_lens(lens: Lens) -> str:
    """Of one lens: a (simple), c (complex) or f (very complex): CSS R871-2 3°."""
    simple, hard = _CATEGORIES[lens.kind]
    spherical, lowest, highest = _LIMITS[lens.kind]
    sphere, cylinder, _axis = plus(lens)
    if cylinder == 0:
        return simple if -spherical <= sphere <= spherical else hard
    if sphere > 0:
        return simple if sphere + cylinder <= highest else hard
    return simple if sphere >= lowest and cylinder <= _WIDEST_CYLINDER else hard


_PAIRS = {"aa": "a", "ac": "b", "cc": "c", "af": "d", "cf": "e", "ff": "f"}


def category_of_pair(lenses: list[Lens]) -> str:
    """Of two lenses, a to f; of one, its own; empty for none or more: no pair of glasses has three."""
    letters = sorted(category_of_lens(lens) for lens in lenses)
    if len(letters) == 1:
        return letters[0]
    return _PAIRS["".join(letters)] if len(letters) == 2 else ""


# ---- renewal (arrêté of 2018-12-03)

ADULT, CHILD = 16, 6
ADULT_MONTHS, CHILD_MONTHS, INFANT_MONTHS = 24, 12, 6
EARLY_MONTHS = 12
"""Before this many months no change of sight counts for an adult."""

RULED_SINCE = date(2020, 1, 1)


class Ground(StrEnum):
    """Why a pair of glasses may be renewed before its time."""

    SIGHT_CHANGED = "sight_changed"
    EYE_DISEASE = "eye_disease"
    HEAVY_TREATMENT = "heavy_treatment"
    CHILD_SIGHT_CHANGED = "child_sight_changed"
    FRAME_TOO_SMALL = "frame_too_small"


AT_ANY_TIME = frozenset({Ground.EYE_DISEASE, Ground.HEAVY_TREATMENT})


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError(day)


def earliest_renewal(delivered: date, *, birth: date | None, ground: Ground | None, on: date) -> date:
    """From which day a pair delivered on DELIVERED may be renewed; age counts on the day ON, unknown is an adult's."""
    age = ADULT if birth is None else age_on(birth, on)
    if ground in AT_ANY_TIME or (ground is Ground.CHILD_SIGHT_CHANGED and age < ADULT):
        return delivered
    if age >= ADULT:
        return months_after(delivered, EARLY_MONTHS if ground is Ground.SIGHT_CHANGED else ADULT_MONTHS)
    if age < CHILD and ground is Ground.FRAME_TOO_SMALL:
        return months_after(delivered, INFANT_MONTHS)
    return months_after(delivered, CHILD_MONTHS)


_HALF, _QUARTER = 50, 25
_AXIS_CHANGES = ((50, 20), (100, 10), (10_000, 5))
"""Up to this cylinder, a turn of so many degrees counts (from memory, to verify)."""


def sight_changed(before: Sequence[Lens], now: Sequence[Lens]) -> bool:
    """Half a dioptre on one eye, a quarter on both, half of the addition, or a turned axis."""
    pairs = _by_eye(before, now)
    moved = [_moved(old, new) for old, new in pairs]
    return (
        any(change >= _HALF for change in moved)
        or sum(change >= _QUARTER for change in moved) >= 2
        or any(abs(new.addition - old.addition) >= _HALF for old, new in pairs)
        or any(_turned(old, new) for old, new in pairs)
    )


def _by_eye(before: Sequence[Lens], now: Sequence[Lens]) -> list[tuple[Lens, Lens]]:
    """Each eye as it was and as it is; in the order of both where a prescription does not name its eyes."""
    old = {lens.eye: lens for lens in before}
    if "" in old or any(not lens.eye for lens in now):
        return list(zip(before, now, strict=False))
    return [(old[lens.eye], lens) for lens in now if lens.eye in old]


def _moved(old: Lens, new: Lens) -> int:
    (sphere, cylinder, _), (other_sphere, other_cylinder, _) = plus(old), plus(new)
    return max(abs(sphere - other_sphere), abs(cylinder - other_cylinder))


def _turned(old: Lens, new: Lens) -> bool:
    (_, _, axis), (_, cylinder, other) = plus(old), plus(new)
    if axis is None or other is None or not cylinder:
        return False
    turn = abs(axis - other)
    needed = next(degrees for limit, degrees in _AXIS_CHANGES if cylinder <= limit)
    return min(turn, 180 - turn) >= needed
