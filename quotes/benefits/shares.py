"""What a quote is computed from, and who pays what of each of its lines. Plain Python, integer cents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quotes.prescription import Ground, Lens
from quotes.tariffs import Tariff


class Scheme(StrEnum):
    GENERAL = "general"
    LOCAL = "alsace_moselle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """`renewal_ground` is what was told; a change of sight is also found from `previous_lenses`."""

    scheme: Scheme = Scheme.GENERAL
    has_ald: bool = False
    birth_date: date | None = None
    last_delivery: date | None = None
    renewal_ground: Ground | None = None
    previous_lenses: tuple[Lens, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a quote. `base`, `rate` and `participation` count only where the tables have no such code that day.

    `care_date` is for a line done on another day than the rest. `basket`, `material` and `amo` are what the quote says itself.
    """

    code: str
    price: int
    label: str = ""
    teeth: tuple[int, ...] = ()
    lens: Lens | None = None
    base: int | None = None
    rate: int | None = None
    participation: int = 0
    care_date: date | None = None
    material: str = ""
    basket: str = ""
    amo: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that made a figure: a key of `wording.REASONS` and what it was applied to."""

    rule: str
    values: Mapping[str, int | str | date] = field(default_factory=dict)


@dataclass(slots=True)
class Share:
    """A line with who pays what of it. `base` None is unknown; `is_certain` is False when a figure rests on something unknown."""

    line: Line
    day: date
    tariff: Tariff | None
    domain: str
    base: int | None = None
    rate: int = 0
    participation: int = 0
    amo: int = 0
    regime_local: int = 0
    amc: int = 0
    is_certain: bool = True
    reasons: dict[str, list[Reason]] = field(default_factory=dict)

    @property
    def price(self) -> int:
        return self.line.price

    @property
    def rac(self) -> int:
        return self.line.price - self.amo - self.regime_local - self.amc

    @property
    def nature(self) -> str:
        """Of a code outside the tables only that it is a lens is known, when a prescription goes with it."""
        if self.tariff is not None:
            return self.tariff.nature
        return "lens" if self.line.lens is not None else ""

    @property
    def basket(self) -> str:
        return self.tariff.basket if self.tariff else ""

    @property
    def reimbursable(self) -> int:
        """What the base is applied to: never more than the price."""
        return min(self.price, self.base or 0)

    @property
    def schemes(self) -> int:
        """Compulsory and local scheme, before the flat participation that nobody gives back."""
        return self.amo + self.participation + self.regime_local

    @property
    def ticket(self) -> int:
        """Ticket modérateur: what the schemes leave of the base."""
        return self.reimbursable - self.schemes

    @property
    def rest(self) -> int:
        """The most that a mutual may pay."""
        return self.price - self.schemes

    def because(self, figure: str, rule: str, **values: int | str | date) -> None:
        self.reasons.setdefault(figure, []).append(Reason(rule, values))


@dataclass(slots=True)
class Result:
    """Shares in the order of the quote. `uses` is by cap and year what the mutual pays of it; `purses` the same of lump sums."""

    shares: list[Share]
    category: str = ""
    renewable_from: date | None = None
    uses: dict[tuple[int, int], int] = field(default_factory=dict)
    purses: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def price(self) -> int:
        return sum(share.price for share in self.shares)

    @property
    def amo(self) -> int:
        return sum(share.amo for share in self.shares)

    @property
    def regime_local(self) -> int:
        return sum(share.regime_local for share in self.shares)

    @property
    def amc(self) -> int:
        return sum(share.amc for share in self.shares)

    @property
    def rac(self) -> int:
        return sum(share.rac for share in self.shares)

    @property
    def is_certain(self) -> bool:
        return all(share.is_certain for share in self.shares)
