"""Compulsory and local scheme: base and rate of the day, and glasses that come too early. Plain Python, integer cents."""

from datetime import date

from members.ages import age_on
from quotes.benefits.shares import Beneficiary, Line, Reason, Result, Scheme, Share
from quotes.money import WHOLE, share
from quotes.prescription import ADULT, RULED_SINCE, Ground, earliest_renewal, sight_changed
from quotes.tariffs import RENEWED, TariffBook

LOCAL_RATE = 9_000
"""Compulsory and local scheme together in Alsace-Moselle: the patient keeps a tenth (CSS D325-7)."""


def schemes_of(line: Line, day: date, beneficiary: Beneficiary, book: TariffBook, domain: str) -> Share:
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


def settle_renewal(result: Result, day: date, beneficiary: Beneficiary) -> list[Share]:
    """Lines of a pair of glasses that comes too early: nobody pays anything of them but the member."""
    delivered = beneficiary.last_delivery
    glasses = [one for one in result.shares if one.nature in RENEWED]
    if delivered is None or not glasses or day < RULED_SINCE:
        return []
    ground = beneficiary.renewal_ground
    lenses = [one.line.lens for one in glasses if one.line.lens is not None]
    if ground is None and beneficiary.previous_lenses and sight_changed(beneficiary.previous_lenses, lenses):
        is_child = beneficiary.birth_date is not None and age_on(beneficiary.birth_date, day) < ADULT
        ground = Ground.CHILD_SIGHT_CHANGED if is_child else Ground.SIGHT_CHANGED
    from_day = earliest_renewal(delivered, birth=beneficiary.birth_date, ground=ground, on=day)
    result.renewable_from = from_day
    early = [one for one in glasses if one.day < from_day]
    for one in early:
        one.rate = one.amo = one.participation = one.regime_local = 0
        one.reasons["amo"] = [Reason("amo.too_early", {"delivered": delivered, "from_day": from_day})]
        one.reasons["regime_local"] = [Reason("amo.too_early", {"delivered": delivered, "from_day": from_day})]
    return early
