"""The mutual on one line: the contract's clause, its caps, and what a responsible contract owes. Plain Python, integer cents."""

from dataclasses import dataclass
from datetime import date

from quotes.benefits.shares import Result, Share
from quotes.guarantees import EACH, LUMP, PERCENT, Clause, Form, Guarantee
from quotes.money import share
from quotes.tariffs import Tariff


def cover_fully(one: Share, tariff: Tariff) -> None:
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
class Purse:
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


def floor_of(one: Share, guarantee: Guarantee) -> int:
    return one.ticket if guarantee.is_responsible else 0


def is_waiting(one: Share, guarantee: Guarantee) -> bool:
    return guarantee.waits_until is not None and one.day <= guarantee.waits_until


def cover_line(one: Share, guarantee: Guarantee, purse: Purse, category: str) -> None:
    """One line by itself: clause, cap, then the floor, which is owed even when everything else is used."""
    clause = guarantee.clause_for(one.nature, one.basket, category)
    if is_waiting(one, guarantee):
        one.because("amc", "amc.waiting", until=guarantee.waits_until or date.max)
        clause = None
    wanted = wanted_of(one, clause, purse)
    floor = floor_of(one, guarantee)
    given = max(purse.capped(one, wanted), 0)
    if clause is not None and clause.form in LUMP and clause.unit not in EACH:
        used = {Form.ON_TOP: given, Form.TM_PLUS: given - one.ticket, Form.INCL: given + one.schemes}[clause.form]
        purse.use_lump(clause, one.day, max(used, 0))
    one.amc = max(given, floor)
    purse.use_caps(one, one.amc)
    if one.amc > given or clause is None:
        one.because("amc", "amc.floor" if floor or guarantee.is_responsible else "amc.no_clause", ticket=one.ticket)


def wanted_of(one: Share, clause: Clause | None, purse: Purse) -> int:
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
