"""What a mutual promises, in every form of the market, and what the responsible contract asks of it. Plain Python.

Amounts in cents, percents in hundredths of a percent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quotes.money import WHOLE
from quotes.tariffs import CATEGORIES, EQUIPMENT, PROSTHESES, Grid


class Form(StrEnum):
    """How a clause counts; the values are those of the JSON of `analyse_quotes`."""

    NONE = "none"
    RESPONSIBLE = "responsable"
    PCT_INCL = "pct_br_incl_amo"
    PCT_EXCL = "pct_br_excl_amo"
    ON_TOP = "forfait_on_top"
    INCL = "forfait_incl_amo"
    TM_PLUS = "tm_plus_forfait"


PERCENT = frozenset({Form.PCT_INCL, Form.PCT_EXCL})
LUMP = frozenset({Form.ON_TOP, Form.INCL, Form.TM_PLUS})


class Unit(StrEnum):
    """What a lump sum is for."""

    ITEM = "item"
    EQUIPMENT = "equipment"
    FRAME = "frame"
    LENS = "lens"
    YEAR = "year"
    SEMESTER = "semester"


EACH = frozenset({Unit.ITEM, Unit.LENS, Unit.FRAME, Unit.SEMESTER})
"""Units that every line has anew; the others are one purse for all lines of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One promise. It is for lines of these natures and baskets, for pairs of these categories; empty means any.

    `left` says by year what is left of a lump sum that was used in part; a year without a figure has it whole.
    """

    form: Form
    percent: int = 0
    amount: int = 0
    unit: Unit | None = None
    left: Mapping[int, int] = field(default_factory=dict, hash=False)
    natures: frozenset[str] = frozenset()
    baskets: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    name: str = ""

    def is_for(self, nature: str, basket: str, category: str) -> bool:
        return (
            (not self.natures or nature in self.natures)
            and (not self.baskets or basket in self.baskets)
            and (not self.categories or category in self.categories)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that the mutual pays a beneficiary in a year for lines of these natures and baskets, 100 % Santé apart."""

    amount: int
    left: Mapping[int, int] = field(default_factory=dict, hash=False)
    natures: frozenset[str] = frozenset()
    baskets: frozenset[str] = frozenset()
    name: str = ""

    def is_for(self, nature: str, basket: str) -> bool:
        return (not self.natures or nature in self.natures) and (not self.baskets or basket in self.baskets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """Clauses in order of precedence: the first that is for a line counts. A line without any has the floor.

    `waits_until` is the last day of a waiting period, in which the floor alone is paid. `year_starts` is month and day.
    """

    clauses: tuple[Clause, ...] = ()
    caps: tuple[Cap, ...] = ()
    is_cover: bool = True
    is_responsible: bool = True
    is_collective: bool = False
    waits_until: date | None = None
    year_starts: tuple[int, int] = (1, 1)
    name: str = ""

    def clause_for(self, nature: str, basket: str, category: str = "") -> Clause | None:
        return next((clause for clause in self.clauses if clause.is_for(nature, basket, category)), None)

    def year_of(self, day: date) -> int:
        """Year in which an insurance year began."""
        return day.year - ((day.month, day.day) < self.year_starts)


NO_COVER = Guarantee(is_cover=False, is_responsible=False)
FLOOR_ONLY = Guarantee()


@dataclass(frozen=True, slots=True)
class Breach:
    """What a clause says against the responsible contract; `rule` is a key of `wording.BREACHES`, `values` its figures."""

    rule: str
    clause: int | None = None
    values: Mapping[str, int | str] = field(default_factory=dict)


COLLECTIVE_PROSTHESIS = 12_500
"""A collective contract pays prostheses and orthodontics 125 % of the base at least (CSS D911-1)."""


def breaches(guarantee: Guarantee, grid: Grid) -> list[Breach]:
    """Where a guarantee cannot be sold as a responsible contract under the GRID of its first day."""
    if not guarantee.is_responsible or not guarantee.is_cover:
        return []
    found = []
    for place, clause in enumerate(guarantee.clauses):
        found += [Breach(rule, place, values) for rule, values in _against(clause, grid)]
        if guarantee.is_collective:
            found += [Breach(rule, place, values) for rule, values in _against_collective(clause, grid)]
    return found


def _against(clause: Clause, grid: Grid) -> list[tuple[str, dict[str, int | str]]]:
    if clause.form is Form.PCT_INCL and clause.percent < WHOLE:
        return [("below_ticket", {"percent": clause.percent})]
    if clause.form not in LUMP or (clause.natures and not clause.natures & EQUIPMENT):
        return []
    if clause.unit is Unit.FRAME:
        most = grid.frame_most
        return [("frame_most", {"most": most})] if most is not None and clause.amount > most else []
    if clause.unit is not Unit.EQUIPMENT:
        return []
    faults: list[tuple[str, dict[str, int | str]]] = []
    for category in sorted(clause.categories or CATEGORIES):
        least, most = grid.least.get(category), grid.most.get(category)
        if clause.categories and most is not None and clause.amount > most:
            faults.append(("grid_most", {"category": category, "most": most}))
        if clause.form is Form.INCL and least is not None and clause.amount < least:
            faults.append(("grid_least", {"category": category, "least": least}))
    return faults


def _against_collective(clause: Clause, grid: Grid) -> list[tuple[str, dict[str, int | str]]]:
    natures = clause.natures
    if (
        clause.form is Form.PCT_INCL
        and clause.percent < COLLECTIVE_PROSTHESIS
        and natures & (PROSTHESES | {"orthodontics"})
    ):
        return [("collective_prosthesis", {"percent": clause.percent})]
    if clause.form is Form.INCL and clause.unit is Unit.EQUIPMENT:
        return [
            ("collective_least", {"category": category, "least": least})
            for category, least in sorted(grid.collective_least.items())
            if (not clause.categories or category in clause.categories) and clause.amount < least
        ]
    return []
