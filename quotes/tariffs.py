"""Tariff rows with validity dates, and what applies to a code on a day. Plain Python.

Nothing is guessed: a base or a ceiling that is not known is None, and whoever computes with the row says so.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Confidence = Literal["high", "medium", "low", "unknown"]

FULLY_COVERED = frozenset({"rac0", "A"})
"""Baskets of 100 % Santé: nothing is left to pay up to the ceiling (CSS R871-2)."""

PROSTHESES = frozenset(
    {"crown", "implant_crown", "inlay_core", "temporary_crown", "bridge", "denture", "other_prosthesis"}
)
EQUIPMENT = frozenset({"frame", "lens"})
RENEWED = frozenset({"frame", "lens", "supplement", "pairing", "fitting"})
"""What the delay between two pairs of glasses holds for."""

CATEGORIES = "abcdef"
LONG_AGO, FAR_OFF = date.min, date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One row. `base` and `ceiling` in cents or None; `rate` in hundredths of a percent, None for the scheme's general one.

    `basket` is rac0, modere, libre, soins, prevention, odf, npc, c2s, A, B or lpp. `teeth` are last digits of FDI numbers of
    permanent teeth, empty when any tooth will do; `spheres` are hundredths of a dioptre, both included.
    """

    code: str
    domain: str
    label: str
    nature: str
    basket: str
    base: int | None
    ceiling: int | None
    rate: int | None = None
    material: str = ""
    teeth: frozenset[int] = frozenset()
    lens: str = ""
    spheres: tuple[int, int] | None = None
    ages: tuple[int, int] | None = None
    valid_from: date = LONG_AGO
    valid_to: date = FAR_OFF
    source: str = ""
    confidence: Confidence = "medium"

    @property
    def is_fully_covered(self) -> bool:
        return self.basket in FULLY_COVERED

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    def fits_tooth(self, tooth: int) -> bool:
        """Permanent teeth only, where the code says which."""
        return not self.teeth or (tooth < 50 and tooth % 10 in self.teeth)


_TEETH = re.compile(r"([1-8])(?:-([1-8]))?").fullmatch


def teeth_of(text: str) -> frozenset[int]:
    """Of `1-4` or `5`. Raises ValueError."""
    if not text:
        return frozenset()
    found = _TEETH(text)
    if found is None:
        raise ValueError(text)
    first, last = int(found[1]), int(found[2] or found[1])
    return frozenset(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Grid:
    """What a responsible contract pays at least and at most for a class B pair of glasses, on one day, in cents.

    By category a to f; amounts hold the compulsory scheme's share (CSS R871-2 3°). Empty where nothing is ruled that day.
    """

    least: dict[str, int]
    most: dict[str, int]
    collective_least: dict[str, int]
    frame_most: int | None

    @property
    def is_ruled(self) -> bool:
        return bool(self.most) or self.frame_most is not None


_GRID = {"grid_min": "least", "grid_max": "most", "grid_collective_min": "collective_least"}


@dataclass(slots=True)
class TariffBook:
    """Every row, found by code and day. `version` names the set of rows for who keeps what was computed with it."""

    rows: tuple[Tariff, ...]
    version: str = ""
    _by_code: dict[str, list[Tariff]] = field(default_factory=dict)
    _starts: dict[str, list[date]] = field(default_factory=dict)
    _grids: dict[date, Grid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in sorted(self.rows, key=lambda row: row.valid_from):
            self._by_code.setdefault(row.code, []).append(row)
            self._starts.setdefault(row.code, []).append(row.valid_from)

    def find(self, code: str, day: date) -> Tariff | None:
        """The row of CODE in force on DAY."""
        starts = self._starts.get(code)
        place = bisect_right(starts, day) if starts else 0
        if not place:
            return None
        row = self._by_code[code][place - 1]
        return row if day <= row.valid_to else None

    def knows(self, code: str) -> bool:
        """On some day, not only today."""
        return code in self._by_code

    def history(self, code: str) -> list[Tariff]:
        """Every row of CODE, oldest first."""
        return list(self._by_code.get(code, ()))

    def on(self, day: date, *, domain: str = "") -> list[Tariff]:
        """What can stand on a quote that day."""
        return [
            row
            for row in self.rows
            if row.holds_on(day) and row.domain in ("dental", "optical") and domain in ("", row.domain)
        ]

    def rate(self, domain: str, day: date) -> tuple[int, Tariff | None]:
        """The compulsory scheme's general rate of DOMAIN on DAY, with its row."""
        row = self.find(f"RATE-{domain.upper()}", day)
        return (row.rate if row and row.rate is not None else 0), row

    def grid(self, day: date) -> Grid:
        if day not in self._grids:
            self._grids[day] = self._grid(day)
        return self._grids[day]

    def _grid(self, day: date) -> Grid:
        bounds: dict[str, dict[str, int]] = {name: {} for name in _GRID.values()}
        frame_most = None
        for row in self.rows:
            if row.domain != "grid" or not row.holds_on(day) or row.ceiling is None:
                continue
            if row.nature == "grid_frame_max":
                frame_most = row.ceiling
            else:
                bounds[_GRID[row.nature]][row.material] = row.ceiling
        return Grid(**bounds, frame_most=frame_most)


@dataclass(frozen=True, slots=True)
class Change:
    """What differs for one code between two days; None where no row is in force."""

    code: str
    before: Tariff | None
    after: Tariff | None


def changes(book: TariffBook, first: date, second: date) -> list[Change]:
    """Codes whose label, basket, base, ceiling or rate on SECOND is not what it was on FIRST, by code."""
    codes = sorted({row.code for row in book.rows if row.holds_on(first) or row.holds_on(second)})
    both = [Change(code, book.find(code, first), book.find(code, second)) for code in codes]
    return [change for change in both if _said(change.before) != _said(change.after)]


def _said(row: Tariff | None) -> tuple[object, ...]:
    return () if row is None else (row.label, row.basket, row.base, row.ceiling, row.rate)


def overlaps(rows: Iterable[Tariff]) -> list[str]:
    """Codes of which two rows hold on one day."""
    faulty = set()
    last: dict[str, date] = {}
    for row in sorted(rows, key=lambda row: (row.code, row.valid_from)):
        if row.code in last and row.valid_from <= last[row.code]:
            faulty.add(row.code)
        last[row.code] = max(row.valid_to, last.get(row.code, LONG_AGO))
    return sorted(faulty)
