"""Who pays what on a quote: compulsory scheme, local scheme, mutual, member. Plain Python, integer cents.

The steps are those of the glossary of sources: base and rate of the day, local scheme, mutual's clause, cap, floor and
ceilings of the responsible contract. Every figure carries the rules that made it, as data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quotes.guarantees import EACH, LUMP, PERCENT, Clause, Form, Guarantee, Unit
from quotes.money import WHOLE, share, spread
from quotes.prescription import (
    RULED_SINCE,
    Ground,
    Lens,
    category_of_pair,
    earliest_renewal,
    sight_changed,
)
from quotes.tariffs import EQUIPMENT, RENEWED, Grid, Tariff, TariffBook

LOCAL_RATE = 9_000
"""Compulsory and local scheme together in Alsace-Moselle: the patient keeps a tenth (CSS D325-7)."""


class Scheme(StrEnum):
    GENERAL = "general"
    LOCAL = "alsace_moselle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """`renewal_ground` is what was told; a change of sight is also found from `previous_lenses`, in the order of the quote's."""

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


FIGURES = ("base", "amo", "regime_local", "amc", "rac")


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


def compute(
    lines: Sequence[Line],
    *,
    day: date,
    beneficiary: Beneficiary,
    guarantee: Guarantee,
    book: TariffBook,
    domain: str = "",
) -> Result:
    """Shares of every line on DAY, the care date. DOMAIN, dental or optical, is that of codes outside the tables."""
    shares = [_schemes_of(line, day, beneficiary, book, domain) for line in lines]
    lenses = [one.line.lens for one in shares if one.line.lens is not None and one.nature == "lens"]
    result = Result(shares, category_of_pair(lenses))
    renewed = _settle_renewal(result, day, beneficiary)
    for one in renewed:
        one.because("amc", "amc.too_early")
    paid = [one for one in shares if one not in renewed]
    if guarantee.is_cover:
        _mutual_of(paid, result, guarantee, book)
    else:
        for one in paid:
            one.because("amc", "amc.none")
    for one in shares:
        _explain_rest(one)
    return result


# ---- compulsory and local scheme


def _schemes_of(line: Line, day: date, beneficiary: Beneficiary, book: TariffBook, domain: str) -> Share:
    day = line.care_date or day
    tariff = book.find(line.code, day)
    one = Share(line, day, tariff, tariff.domain if tariff else domain)
    _settle_base(one)
    _settle_rate(one, beneficiary, book)
    whole = share(one.reimbursable, one.rate)
    if tariff is None and line.participation:
        one.participation = min(line.participation, whole)
        one.because("amo", "amo.participation", amount=one.participation)
    one.amo = whole - one.participation
    if beneficiary.scheme is Scheme.LOCAL:
        one.regime_local = max(share(one.reimbursable, LOCAL_RATE) - whole, 0)
        one.because("regime_local", "local.top_up", rate=LOCAL_RATE, base=one.reimbursable)
    else:
        one.because("regime_local", "local.other")
    return one


def _settle_base(one: Share) -> None:
    line, tariff = one.line, one.tariff
    if tariff is not None and tariff.base is not None:
        one.base = tariff.base
        one.because("base", "base.tariff", code=tariff.code, since=tariff.valid_from, amount=tariff.base)
    elif line.base is not None:
        one.base = line.base
        one.because("base", "base.stated", amount=line.base)
    else:
        one.is_certain = False
        one.because("base", "base.unknown")
    if one.base is not None and line.price < one.base:
        one.because("base", "base.price", price=line.price)


def _settle_rate(one: Share, beneficiary: Beneficiary, book: TariffBook) -> None:
    line, tariff = one.line, one.tariff
    if not one.reimbursable:
        one.because("amo", "amo.nothing")
        return
    if beneficiary.has_ald:
        one.rate = WHOLE
        one.because("amo", "amo.ald", base=one.reimbursable)
        return
    if tariff is not None and tariff.rate is not None:
        one.rate, rule = tariff.rate, "amo.code_rate"
    elif tariff is None and line.rate is not None:
        one.rate, rule = line.rate, "amo.stated_rate"
    else:
        one.rate, row = book.rate(one.domain or "dental", one.day)
        rule = "amo.rate" if row is not None and row.valid_from > date.min else "amo.first_rate"
        if row is not None and rule == "amo.rate":
            one.because("amo", rule, rate=one.rate, base=one.reimbursable, since=row.valid_from)
            return
    one.because("amo", rule, rate=one.rate, base=one.reimbursable)


def _settle_renewal(result: Result, day: date, beneficiary: Beneficiary) -> list[Share]:
    """Lines of a pair of glasses that comes too early: nobody pays anything of them but the member."""
    delivered = beneficiary.last_delivery
    glasses = [one for one in result.shares if one.nature in RENEWED]
    if delivered is None or not glasses or day < RULED_SINCE:
        return []
    ground = beneficiary.renewal_ground
    lenses = [one.line.lens for one in glasses if one.line.lens is not None]
    if ground is None and beneficiary.previous_lenses and sight_changed(list(beneficiary.previous_lenses), lenses):
        ground = Ground.SIGHT_CHANGED
    from_day = earliest_renewal(delivered, birth=beneficiary.birth_date, ground=ground, on=day)
    result.renewable_from = from_day
    early = [one for one in glasses if one.day < from_day]
    for one in early:
        one.rate = one.amo = one.participation = one.regime_local = 0
        one.reasons["amo"] = [Reason("amo.too_early", {"delivered": delivered, "from_day": from_day})]
        one.reasons["regime_local"] = [Reason("amo.too_early", {"delivered": delivered, "from_day": from_day})]
    return early


def _explain_rest(one: Share) -> None:
    one.because("rac", "rac.rest")
    if one.participation:
        one.because("rac", "rac.participation", amount=one.participation)


# ---- the mutual


def _mutual_of(paid: list[Share], result: Result, guarantee: Guarantee, book: TariffBook) -> None:
    purse = _Purse(guarantee, result)
    others = []
    for one in paid:
        if guarantee.is_responsible and one.tariff is not None and one.tariff.is_fully_covered:
            _cover_fully(one, one.tariff)
        else:
            others.append(one)
    pair = [one for one in others if _belongs_to_pair(one, guarantee, book)]
    if pair:
        _cover_pair(pair, paid, result, guarantee, book.grid(pair[0].day), purse)
    for one in sorted((one for one in others if one not in pair), key=lambda one: one.day):
        _cover_line(one, guarantee, purse, result.category)


def _cover_fully(one: Share, tariff: Tariff) -> None:
    """100 % Santé: the whole price above the schemes, up to the ceiling (R871-2). No cap is used."""
    if tariff.ceiling is None:
        one.is_certain = False
        one.because("amc", "amc.full_unknown_ceiling", price=one.price)
        one.amc = one.rest
        return
    limit = max(min(one.price, tariff.ceiling), one.reimbursable)
    one.amc = limit - one.schemes
    rule = "amc.full_to_ceiling" if one.price > tariff.ceiling else "amc.full"
    one.because("amc", rule, ceiling=tariff.ceiling, code=tariff.code, since=tariff.valid_from)


@dataclass(slots=True)
class _Purse:
    """What is left of caps and of lump sums while lines are taken one after the other."""

    guarantee: Guarantee
    result: Result

    def lump(self, clause: Clause, day: date) -> int:
        if clause.unit in EACH:
            return clause.amount
        key = self._key(clause, day)
        left = min(clause.amount, clause.left.get(key[1], clause.amount))
        return max(left - self.result.purses.get(key, 0), 0)

    def use_lump(self, clause: Clause, day: date, cents: int) -> None:
        key = self._key(clause, day)
        self.result.purses[key] = self.result.purses.get(key, 0) + cents

    def _key(self, clause: Clause, day: date) -> tuple[int, int]:
        return self.guarantee.clauses.index(clause), self.guarantee.year_of(day)

    def capped(self, one: Share, wanted: int) -> int:
        """WANTED within every cap that the line uses."""
        year = self.guarantee.year_of(one.day)
        places = [at for at, cap in enumerate(self.guarantee.caps) if cap.is_for(one.nature, one.basket)]
        given = wanted
        for at in places:
            cap = self.guarantee.caps[at]
            left = max(cap.left.get(year, cap.amount) - self.result.uses.get((at, year), 0), 0)
            if given > left:
                one.because("amc", "amc.cap", left=left, year=year)
                given = left
        return given

    def use_caps(self, one: Share, cents: int) -> None:
        """What the mutual pays counts, a floor too, until nothing is left."""
        year = self.guarantee.year_of(one.day)
        for at, cap in enumerate(self.guarantee.caps):
            if cap.is_for(one.nature, one.basket):
                used = self.result.uses.get((at, year), 0)
                self.result.uses[at, year] = min(used + cents, max(cap.left.get(year, cap.amount), used))


def _floor(one: Share, guarantee: Guarantee) -> int:
    return one.ticket if guarantee.is_responsible else 0


def _is_waiting(one: Share, guarantee: Guarantee) -> bool:
    return guarantee.waits_until is not None and one.day <= guarantee.waits_until


def _cover_line(one: Share, guarantee: Guarantee, purse: _Purse, category: str) -> None:
    """One line by itself: clause, cap, then the floor, which is owed even when everything else is used."""
    clause = guarantee.clause_for(one.nature, one.basket, category)
    if _is_waiting(one, guarantee):
        one.because("amc", "amc.waiting", until=guarantee.waits_until or date.max)
        clause = None
    wanted = _wanted(one, clause, purse)
    floor = _floor(one, guarantee)
    given = max(purse.capped(one, wanted), 0)
    if clause is not None and clause.form in LUMP and clause.unit not in EACH:
        used = {Form.ON_TOP: given, Form.TM_PLUS: given - one.ticket, Form.INCL: given + one.schemes}[clause.form]
        purse.use_lump(clause, one.day, max(used, 0))
    one.amc = max(given, floor)
    purse.use_caps(one, one.amc)
    if one.amc > given or clause is None:
        one.because("amc", "amc.floor" if floor or guarantee.is_responsible else "amc.no_clause", ticket=one.ticket)


def _wanted(one: Share, clause: Clause | None, purse: _Purse) -> int:
    """What the clause alone promises for the line, between nothing and the rest."""
    if clause is None or clause.form is Form.NONE:
        return 0
    if clause.form is Form.RESPONSIBLE:
        one.because("amc", "amc.ticket", ticket=one.ticket)
        return one.ticket
    if clause.form in PERCENT:
        return _wanted_percent(one, clause)
    left = purse.lump(clause, one.day)
    if left < clause.amount:
        one.because("amc", "amc.purse", left=left, amount=clause.amount)
    if clause.form is Form.INCL:
        one.because("amc", "amc.incl", amount=left)
        return min(max(left - one.schemes, 0), one.rest)
    if clause.form is Form.TM_PLUS:
        one.because("amc", "amc.tm_plus", ticket=one.ticket, amount=left)
        return min(one.rest, one.ticket + left)
    one.because("amc", "amc.on_top", amount=left)
    return min(one.rest, left)


def _wanted_percent(one: Share, clause: Clause) -> int:
    promised = share(one.base or 0, clause.percent)
    if clause.form is Form.PCT_EXCL:
        one.because("amc", "amc.pct_excl", percent=clause.percent, base=one.base or 0, promised=promised)
        return min(one.rest, promised)
    one.because("amc", "amc.pct_incl", percent=clause.percent, base=one.base or 0, promised=promised)
    return max(min(one.price, promised) - one.schemes, 0)


# ---- class B glasses


def _is_of_unit(unit: Unit | None, nature: str) -> bool:
    """An amount for a frame is for no lens, nor the other way round."""
    return nature == {Unit.FRAME: "frame", Unit.LENS: "lens"}.get(unit or Unit.ITEM, nature)


def _belongs_to_pair(one: Share, guarantee: Guarantee, book: TariffBook) -> bool:
    """Frames and lenses are judged together where the decree or the contract judges them together."""
    if one.nature not in EQUIPMENT:
        return False
    if guarantee.is_responsible and book.grid(one.day).is_ruled:
        return True
    clause = guarantee.clause_for(one.nature, one.basket)
    return clause is not None and clause.unit is Unit.EQUIPMENT


def _cover_pair(
    pair: list[Share], paid: list[Share], result: Result, guarantee: Guarantee, grid: Grid, purse: _Purse
) -> None:
    """Frame and lenses of class B. Amounts here hold the schemes' share, as those of the decree do."""
    is_ruled = guarantee.is_responsible
    frame_most = grid.frame_most if is_ruled else None
    class_a = sum(
        one.schemes + one.amc
        for one in paid
        if one.nature in EQUIPMENT and one not in pair and one.tariff is not None and one.tariff.is_fully_covered
    )
    floors = [one.schemes + _floor(one, guarantee) for one in pair]
    most = [_most_for(one, floor, frame_most) for one, floor in zip(pair, floors, strict=True)]
    amounts = _promised(pair, floors, most, class_a, guarantee, purse, result.category)
    least = 0
    if is_ruled:
        least = _least_for(pair, amounts, floors, guarantee, grid, result.category)
        amounts = _raised(pair, amounts, most, least - class_a, result.category)
        amounts = _lowered(pair, amounts, floors, class_a, grid, result.category)
    kept = _capped(pair, amounts, floors, purse)
    # The decree's least is owed as the ticket is: a cap that is used up takes nothing from it.
    amounts = _raised(pair, kept, most, least - class_a, result.category)
    for one, amount, before in zip(pair, amounts, kept, strict=True):
        one.amc = amount - one.schemes
        purse.use_caps(one, amount - before)


def _most_for(one: Share, floor: int, frame_most: int | None) -> int:
    if one.nature != "frame" or frame_most is None or one.price <= frame_most:
        return one.price
    one.because("amc", "amc.frame_most", most=frame_most)
    return max(frame_most, floor)


def _promised(
    pair: list[Share],
    floors: list[int],
    most: list[int],
    class_a: int,
    guarantee: Guarantee,
    purse: _Purse,
    category: str,
) -> list[int]:
    """What clauses and caps promise of each line, schemes included, between its floor and its most."""
    amounts = list(floors)
    together: dict[int, list[int]] = {}
    for at, one in enumerate(pair):
        clause = guarantee.clause_for(one.nature, one.basket, category)
        if _is_waiting(one, guarantee):
            one.because("amc", "amc.waiting", until=guarantee.waits_until or date.max)
        elif clause is not None and clause.form in LUMP and clause.unit not in EACH:
            together.setdefault(guarantee.clauses.index(clause), []).append(at)
        elif clause is not None and _is_of_unit(clause.unit, one.nature):
            amounts[at] = min(max(one.schemes + _wanted(one, clause, purse), floors[at]), most[at])
    for place, places in together.items():
        _share_lump(guarantee.clauses[place], places, pair, amounts, most, class_a, purse)
    return amounts


def _capped(pair: list[Share], amounts: list[int], floors: list[int], purse: _Purse) -> list[int]:
    """What caps leave of AMOUNTS: floors are owed first and count first, so that no order of lines costs the member more."""
    for one, floor in zip(pair, floors, strict=True):
        purse.use_caps(one, floor - one.schemes)
    kept = list(amounts)
    for at in sorted(range(len(pair)), key=lambda at: pair[at].day):
        extra = purse.capped(pair[at], amounts[at] - floors[at])
        purse.use_caps(pair[at], extra)
        kept[at] = floors[at] + extra
        if not extra:
            pair[at].because("amc", "amc.floor", ticket=pair[at].ticket)
    return kept


def _share_lump(
    clause: Clause,
    places: list[int],
    pair: list[Share],
    amounts: list[int],
    most: list[int],
    class_a: int,
    purse: _Purse,
) -> None:
    """One amount for the whole pair: what the class A part costs is taken off, the rest is shared by the room of each line."""
    left = purse.lump(clause, pair[places[0]].day)
    held = {
        Form.INCL: 0,
        Form.ON_TOP: sum(pair[at].schemes for at in places),
        Form.TM_PLUS: sum(pair[at].schemes + pair[at].ticket for at in places),
    }[clause.form]
    for at in places:
        pair[at].because("amc", f"amc.pair_{clause.form.name.lower()}", amount=left)
        if class_a:
            pair[at].because("amc", "amc.class_a_deducted", amount=class_a)
    before = sum(amounts[at] for at in places)
    parts = spread(left + held - class_a - before, [most[at] - amounts[at] for at in places])
    for at, part in zip(places, parts, strict=True):
        amounts[at] += part
    used = sum(amounts[at] for at in places) + (class_a if clause.form is Form.INCL else 0) - held
    purse.use_lump(clause, pair[places[0]].day, max(used, 0))


def _least_for(
    pair: list[Share],
    amounts: list[int],
    floors: list[int],
    guarantee: Guarantee,
    grid: Grid,
    category: str,
) -> int:
    """The decree's least for the pair: owed by a contract that covers class B beyond the ticket, once it waits no longer."""
    covers = sum(amounts) > sum(floors) or _promises_class_b(pair, guarantee, category)
    if not covers or any(_is_waiting(one, guarantee) for one in pair):
        return 0
    return (grid.collective_least if guarantee.is_collective else grid.least).get(category, 0)


def _raised(pair: list[Share], amounts: list[int], most: list[int], least: int, category: str) -> list[int]:
    """AMOUNTS with what they are short of LEAST together, as far as prices go."""
    if sum(amounts) >= least:
        return amounts
    extra = spread(least - sum(amounts), [top - now for top, now in zip(most, amounts, strict=True)])
    for one, more in zip(pair, extra, strict=True):
        if more:
            one.because("amc", "amc.grid_least", least=least, category=category)
    return [now + more for now, more in zip(amounts, extra, strict=True)]


def _lowered(
    pair: list[Share], amounts: list[int], floors: list[int], class_a: int, grid: Grid, category: str
) -> list[int]:
    """AMOUNTS within the decree's most for the pair, the class A part included; the floors are kept."""
    ceiling = grid.most.get(category)
    if ceiling is None or sum(amounts) + class_a <= ceiling:
        return amounts
    room = spread(ceiling - class_a - sum(floors), [now - low for now, low in zip(amounts, floors, strict=True)])
    for one in pair:
        one.because("amc", "amc.grid_most", most=ceiling, category=category)
    return [low + more for low, more in zip(floors, room, strict=True)]


def _promises_class_b(pair: list[Share], guarantee: Guarantee, category: str) -> bool:
    """A cap that is used up does not turn a contract that covers class B into one that does not."""
    clauses = [guarantee.clause_for(one.nature, one.basket, category) for one in pair]
    return any(
        clause is not None
        and ((clause.form in LUMP and clause.amount > 0) or (clause.form is Form.PCT_INCL and clause.percent > WHOLE))
        for clause in clauses
    )
