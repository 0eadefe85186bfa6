"""Who pays what on a quote: compulsory scheme, local scheme, mutual, member. Plain Python, integer cents.

The steps are those of the glossary of sources: base and rate of the day, local scheme, mutual's clause, cap, floor and
ceilings of the responsible contract. Every figure carries the rules that made it, as data.
"""

from collections.abc import Sequence
from datetime import date

from quotes.benefits.clauses import Purse, cover_fully, cover_line
from quotes.benefits.glasses import belongs_to_pair, cover_pair
from quotes.benefits.schemes import schemes_of, settle_renewal
from quotes.benefits.shares import Beneficiary, Line, Reason, Result, Scheme, Share
from quotes.guarantees import Guarantee
from quotes.prescription import category_of_pair
from quotes.tariffs import TariffBook

__all__ = ["Beneficiary", "Line", "Reason", "Result", "Scheme", "Share", "compute"]


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
    shares = [schemes_of(line, day, beneficiary, book, domain) for line in lines]
    lenses = [one.line.lens for one in shares if one.line.lens is not None and one.nature == "lens"]
    result = Result(shares, category_of_pair(lenses))
    renewed = settle_renewal(result, day, beneficiary)
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


def _mutual_of(paid: list[Share], result: Result, guarantee: Guarantee, book: TariffBook) -> None:
    purse = Purse(guarantee, result)
    others = []
    for one in paid:
        if guarantee.is_responsible and one.tariff is not None and one.tariff.is_fully_covered:
            cover_fully(one, one.tariff)
        else:
            others.append(one)
    pair = [one for one in others if belongs_to_pair(one, guarantee, book)]
    if pair:
        cover_pair(pair, paid, result, guarantee, book.grid(pair[0].day), purse)
    for one in sorted((one for one in others if one not in pair), key=lambda one: one.day):
        cover_line(one, guarantee, purse, result.category)


def _explain_rest(one: Share) -> None:
    one.because("rac", "rac.rest")
    if one.participation:
        one.because("rac", "rac.participation", amount=one.participation)
