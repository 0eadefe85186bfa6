"""Quotes side by side, aligned on what their lines treat, and what each would be if something were otherwise. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quotes.benefits import Line, Result, Share
from quotes.tariffs import PROSTHESES, Tariff, TariffBook

FAMILIES = {
    "crown": "crown", "implant_crown": "crown", "temporary_crown": "temporary_crown", "inlay_core": "inlay_core",
    "bridge": "bridge", "denture": "denture", "other_prosthesis": "denture", "implant": "implant",
    "orthodontics": "orthodontics", "care": "care", "prevention": "care", "frame": "frame", "lens": "lens",
    "contact_lens": "contact_lens", "supplement": "supplement", "pairing": "supplement", "fitting": "supplement",
}  # fmt: skip
"""Natures that treat the same thing, whatever they are made of."""

ORDER = tuple(dict.fromkeys(FAMILIES.values()))
EYES = ("", "R", "L")
"""The right eye first, as on every prescription."""


@dataclass(frozen=True, slots=True)
class Treated:
    """What a line treats: a family on these teeth, or the lens of an eye; `nth` counts lines that treat the same."""

    rank: int
    family: str
    teeth: tuple[int, ...]
    eye: str
    code: str
    nth: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison: for each quote the place of its line, None where it has none."""

    treated: Treated
    cells: tuple[int | None, ...]


def aligned(results: Sequence[Result]) -> list[Row]:
    """Rows in the order of families, then teeth; every line of every quote stands in one."""
    cells: dict[Treated, list[int | None]] = {}
    for column, result in enumerate(results):
        seen: dict[Treated, int] = {}
        for place, one in enumerate(result.shares):
            first = _treated(one)
            nth = seen[first] = seen.get(first, -1) + 1
            row = cells.setdefault(replace(first, nth=nth), [None] * len(results))
            row[column] = place
    return [Row(treated, tuple(cells[treated])) for treated in sorted(cells, key=_place)]


def _place(one: Treated) -> tuple[object, ...]:
    return one.rank, one.family, one.teeth, EYES.index(one.eye), one.code, one.nth


def _treated(one: Share) -> Treated:
    family = FAMILIES.get(one.nature, "")
    eye = one.line.lens.eye if one.line.lens else ""
    # Codes that nobody knows, and supplements, are alike when they are the same code.
    code = one.line.code if family in ("", "supplement", "care") else ""
    rank = ORDER.index(family) if family else len(ORDER)
    return Treated(rank, family, tuple(sorted(one.line.teeth)), eye, code, 0)


def extremes(figures: Sequence[int | None]) -> tuple[list[int], list[int]]:
    """Places of the lowest and of the highest figures; none when all that are there are equal."""
    known = [figure for figure in figures if figure is not None]
    if len(set(known)) < 2:
        return [], []
    low, high = min(known), max(known)
    places = range(len(figures))
    return [at for at in places if figures[at] == low], [at for at in places if figures[at] == high]


# ---- what if


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line put in place of another one; `to` is None where the tables have nothing that fits."""

    line: int
    to: Tariff | None


def fully_covered(lines: Sequence[Line], day: date, book: TariffBook) -> tuple[list[Line], list[Exchange]]:
    """The same care in class A or in 100 % Santé, at the ceiling, where the tables have it for the tooth or the correction."""
    changed, exchanges = [], []
    for place, line in enumerate(lines):
        row = book.find(line.code, line.care_date or day)
        if row is None or row.is_fully_covered or row.nature not in PROSTHESES | {"frame", "lens"}:
            changed.append(line)
            continue
        found = _alternative(line, row, day, book)
        exchanges.append(Exchange(place, found))
        if found is None or found.ceiling is None:
            changed.append(line)
        else:
            changed.append(
                replace(
                    line,
                    code=found.code,
                    price=min(line.price, found.ceiling),
                    label="",
                    basket="",
                    material="",
                    amo=None,
                )
            )
    return changed, exchanges


def _alternative(line: Line, row: Tariff, day: date, book: TariffBook) -> Tariff | None:
    """The closest fully covered row: same material first, then the dearest ceiling."""
    fitting = [
        other
        for other in book.on(line.care_date or day, domain=row.domain)
        if other.is_fully_covered and other.ceiling is not None and other.nature == row.nature
        if all(other.fits_tooth(tooth) for tooth in line.teeth) and _fits_lens(other, line)
    ]
    return min(fitting, key=lambda other: (other.material != row.material, -(other.ceiling or 0)), default=None)


def _fits_lens(row: Tariff, line: Line) -> bool:
    if row.nature != "lens":
        return True
    if line.lens is None or row.spheres is None:
        return False
    return row.spheres[0] <= line.lens.sphere <= row.spheres[1] and row.lens in ("", line.lens.kind)


def spread_over_two_years(
    lines: Sequence[Line], *, next_year: date, computed: Callable[[Sequence[Line]], Result]
) -> tuple[list[Line], Result]:
    """The last lines put off until NEXT_YEAR, as many as leave the member the least to pay; all of them now when it is equal.

    The order of the quote is kept: care is put off, not chosen.
    """
    best_lines, best = list(lines), computed(lines)
    for kept in range(len(lines) - 1, 0, -1):
        tried = [line if place < kept else replace(line, care_date=next_year) for place, line in enumerate(lines)]
        result = computed(tried)
        if result.rac < best.rac:
            best_lines, best = tried, result
    return best_lines, best
