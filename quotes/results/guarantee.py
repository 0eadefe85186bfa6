"""The guarantee that was applied, in words, with what is left of it in the year of the care."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from quotes import queries
from quotes.enums import ClauseForm, ClauseUnit, Domain, Nature
from quotes.guarantees import PERCENT, Form
from quotes.models import Analysis, Clause, Guarantee
from quotes.tariffs import EQUIPMENT
from ui import formats

OPTICAL = frozenset(EQUIPMENT | {"contact_lens", "supplement", "pairing", "fitting"})
DENTAL = frozenset(set(Nature.values) - OPTICAL)


@dataclass(frozen=True, slots=True)
class Purse:
    """A yearly cap and what is left of it, in cents; `part` is what was used, from 0 to 100."""

    name: str
    amount: int
    left: int
    part: int


@dataclass(frozen=True, slots=True)
class Promised:
    """`clauses` are (name, words). `version` is None where only the floor of the responsible contract is known."""

    version: Guarantee | None
    clauses: list[tuple[str, str]]
    purses: list[Purse]
    year: int


def promised_to(analysis: Analysis, natures: AbstractSet[str]) -> Promised:
    """What is promised for lines of these NATURES; for everything of the domain while there is none."""
    day, product = analysis.care_date, analysis.member.contract.product
    version = queries.guarantee_on(product, day)
    terms = queries.terms_of(version, member=analysis.member)
    if version is None:
        return Promised(None, [], [], day.year)
    year = terms.year_of(day)
    wanted = natures or (OPTICAL if analysis.domain == Domain.OPTICAL else DENTAL)
    clauses = [
        (clause.name, _words(clause))
        for clause in version.clauses.all()
        if not clause.natures or wanted & set(clause.natures)
    ]
    purses = [
        Purse(cap.name, cap.amount, left, 100 * (cap.amount - left) // cap.amount if cap.amount else 100)
        for cap in terms.caps
        if not cap.natures or wanted & cap.natures
        for left in [cap.left.get(year, cap.amount)]
    ]
    return Promised(version, clauses, purses, year)


def _words(clause: Clause) -> str:
    """300 % of the base, compulsory scheme included."""
    lang, form = get_language() or "fr", str(ClauseForm(clause.form).label)
    if Form(clause.form) in PERCENT:
        return f"{formats.number(Decimal(clause.percent).scaleb(-2), lang)}\N{NO-BREAK SPACE}{form}"
    if Form(clause.form) is Form.RESPONSIBLE:
        return form
    unit = f" {ClauseUnit(clause.unit).label}" if clause.unit else ""
    return f"{formats.euro(clause.amount, lang)}{unit}, {form}"
