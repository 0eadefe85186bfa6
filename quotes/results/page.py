"""Everything that the page of one analysis shows: as it is kept, or under a hypothesis that nothing is kept of."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from members.models import Product
from quotes import computing
from quotes.enums import ToldBy
from quotes.models import Analysis, Quote
from quotes.results.clock import Clock, clock_of
from quotes.results.columns import Column, Difference, Row, columns_of, commercial, rows_of, technical
from quotes.results.explaining import Explanation, explanation_of
from quotes.results.guarantee import Promised, promised_to
from quotes.results.usual import UsualShown, usual_of

CLASS_A, TWO_YEARS, PRODUCT = "classe-a", "deux-ans", "produit-"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What is supposed, in words; `swaps` are (quote, line, code before, code instead or nothing)."""

    code: str
    text: str
    swaps: list[tuple[int, int, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    analysis: Analysis
    quotes: list[Quote]
    is_mine: bool
    clock: Clock
    promised: Promised
    columns: list[Column]
    rows: list[Row]
    technical: list[Difference]
    commercial: list[Difference]
    usual: list[UsualShown]
    hypothesis: Hypothesis | None
    explanation: Explanation | None
    products: list[Product]
    is_early: bool

    @property
    def wants_previous(self) -> bool:
        """Glasses come too early, and nobody said what was prescribed before: a change of sight could not be found."""
        return self.is_early and self.may_change and not self.analysis.previous_lenses

    @property
    def may_change(self) -> bool:
        return self.is_mine and self.analysis.is_open

    @property
    def ways(self) -> list[tuple[str, str]]:
        """How a member can be told, the contact's own channel first."""
        channel = self.analysis.case.channel
        return sorted(((way.value, str(way.label)) for way in ToldBy), key=lambda one: one[0] != channel)

    @property
    def is_asked(self) -> bool:
        """What is missing is asked once."""
        return bool(self.analysis.asked_for)


def page_of(user: User, analysis: Analysis, *, supposed: str = "", explained: str = "") -> Page:
    """ANALYSIS has its quotes at hand. SUPPOSED is `classe-a`, `deux-ans` or `produit-7`; EXPLAINED as `explanation_of` reads it."""
    quotes = list(analysis.quotes.all())
    products = list(
        Product.objects.filter(mutual_id=analysis.mutual_id)
        .exclude(pk=analysis.member.contract.product_id)
        .order_by("level", "name")
    )
    kept = analysis.result or (computing.computed(analysis).as_json() if quotes else _NOTHING)
    found = _supposed(analysis, supposed, products) if quotes else None
    shown, hypothesis = found or (kept, None)
    return Page(
        analysis=analysis,
        quotes=quotes,
        is_mine=analysis.case.holder_id == user.pk,
        clock=clock_of(analysis, now=timezone.now()),
        promised=promised_to(analysis, _natures(shown)),
        columns=columns_of(shown, quotes, before=kept if hypothesis else None),
        rows=rows_of(shown),
        technical=technical(quotes),
        commercial=commercial(quotes),
        usual=usual_of(shown),
        hypothesis=hypothesis,
        explanation=explanation_of(shown, explained),
        products=products,
        is_early=any(found["rule"] == "renewal_early" for offer in shown["quotes"] for found in offer["anomalies"]),
    )


def _natures(result: dict[str, Any]) -> set[str]:
    lines = [line for offer in result["quotes"] for line in offer["lines"]]
    return {line["tariff"]["nature"] for line in lines if line["tariff"]}


_NOTHING: dict[str, Any] = {"quotes": [], "rows": [], "least": [], "most": [], "usual": {}}


def _supposed(analysis: Analysis, supposed: str, products: list[Product]) -> tuple[dict[str, Any], Hypothesis] | None:
    if supposed == CLASS_A:
        comparison = computing.in_class_a(analysis)
        return comparison.as_json(), Hypothesis(
            supposed, _("class A or 100 % Santé instead, where there is one"), _swaps(comparison)
        )
    if supposed == TWO_YEARS:
        comparison = computing.over_two_years(analysis)
        return comparison.as_json(), Hypothesis(
            supposed, _("the last lines put off until the next insurance year"), _put_off(comparison)
        )
    product = next((one for one in products if supposed == f"{PRODUCT}{one.pk}"), None)
    if product is None:
        return None
    text = _("with the product %(product)s") % {"product": product.name}
    return computing.computed(analysis, product=product).as_json(), Hypothesis(supposed, text)


def _swaps(comparison: computing.Comparison) -> list[tuple[int, int, str, str]]:
    return [
        (
            number,
            exchange.line + 1,
            offer.quote.lines.all()[exchange.line].code,
            exchange.to.code if exchange.to else "",
        )
        for number, offer in enumerate(comparison.offers, 1)
        for exchange in offer.exchanges
        if offer.quote is not None
    ]


def _put_off(comparison: computing.Comparison) -> list[tuple[int, int, str, str]]:
    """Lines that are not done on the first day."""
    return [
        (number, place, share.line.code, share.day.isoformat())
        for number, offer in enumerate(comparison.offers, 1)
        for place, share in enumerate(offer.result.shares, 1)
        if share.line.care_date is not None and share.day > min(one.day for one in offer.result.shares)
    ]
