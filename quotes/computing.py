"""An analysis computed: every quote, side by side, explained; as it is, and as it would be if something were otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from members.models import Product
from quotes import anomalies, answers, comparison, queries
from quotes.anomalies import Anomaly, Paper, Usual
from quotes.benefits import Beneficiary, Line, Result, compute
from quotes.comparison import Exchange, Row
from quotes.deadlines import next_year_starts
from quotes.guarantees import Guarantee as Terms
from quotes.models import Analysis, Guarantee, Quote
from quotes.money import written
from quotes.shapes import Asked
from quotes.tariffs import TariffBook

PROGRAM = "1"
"""Grows when the same quotes would be computed otherwise; kept with every result that is told."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One quote with what it comes to. `exchanges` are lines that a simulation put something else in place of."""

    label: str
    result: Result
    anomalies: list[Anomaly]
    quote: Quote | None = None
    exchanges: list[Exchange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Offers in their order, rows aligned on what is treated, places of the least and the most left to pay."""

    offers: list[Offer]
    rows: list[Row]
    least: list[int]
    most: list[int]
    usual: Mapping[str, Usual]
    tariff_version: str
    guarantee: Guarantee | None = None

    def as_json(self) -> dict[str, Any]:
        """What is kept of an analysis, and what the API answers."""
        return {
            "program": PROGRAM,
            "tariffs": self.tariff_version,
            "guarantee": self.guarantee.pk if self.guarantee else None,
            "quotes": [
                {"label": offer.label, **answers.of_result(offer.result, offer.anomalies)} for offer in self.offers
            ],
            "rows": [
                {
                    "family": row.treated.family,
                    "teeth": list(row.treated.teeth),
                    "eye": row.treated.eye,
                    "cells": list(row.cells),
                }
                for row in self.rows
            ],
            "least": self.least,
            "most": self.most,
            "usual": {
                code: {name: written(getattr(one, name)) for name in ("low", "median", "high")} | {"count": one.count}
                for code, one in self.usual.items()
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Everything but the lines."""

    day: date
    domain: str
    beneficiary: Beneficiary
    terms: Terms
    book: TariffBook
    guarantee: Guarantee | None = None

    def compute(self, lines: Sequence[Line]) -> Result:
        return compute(
            lines,
            day=self.day,
            beneficiary=self.beneficiary,
            guarantee=self.terms,
            book=self.book,
            domain=self.domain,
        )

    def found(self, result: Result, paper: Paper, usual: Mapping[str, Usual]) -> list[Anomaly]:
        return anomalies.find(
            result,
            day=self.day,
            domain=self.domain,
            beneficiary=self.beneficiary,
            book=self.book,
            paper=paper,
            usual=usual,
        )

    def compared(self, offers: list[Offer], usual: Mapping[str, Usual]) -> Comparison:
        results = [offer.result for offer in offers]
        least, most = comparison.extremes([result.rac for result in results])
        rows = comparison.aligned(results)
        return Comparison(offers, rows, least, most, usual, self.book.version, self.guarantee)


def computed(analysis: Analysis, *, product: Product | None = None) -> Comparison:
    """The quotes of ANALYSIS, which has them at hand (`queries.with_quotes`); with the guarantees of another PRODUCT if given."""
    return _over(analysis, _setting(analysis, product=product), _as_they_are)


def preview(asked: Asked) -> Comparison:
    """A request of the API: nothing is kept of it."""
    book = queries.book()
    setting = _Setting(
        day=asked.day, domain=asked.domain, beneficiary=asked.beneficiary, terms=asked.guarantee, book=book
    )
    usual = queries.usual_prices(line.code for quote in asked.quotes for line in quote.lines)
    offers = []
    for quote in asked.quotes:
        result = setting.compute(quote.lines)
        offers.append(Offer(quote.label, result, setting.found(result, quote.paper, usual)))
    return setting.compared(offers, usual)


def in_class_a(analysis: Analysis) -> Comparison:
    """Class A, or 100 % Santé, instead, where the tables have it; each offer says which lines were put in place of others."""
    setting = _setting(analysis)
    return _over(analysis, setting, partial(_covered_lines, setting))


def over_two_years(analysis: Analysis) -> Comparison:
    """The last lines of each quote put off until the next insurance year, where the member pays less for it."""
    setting = _setting(analysis)
    return _over(analysis, setting, partial(_spread_lines, setting))


Change = Callable[[list[Line]], tuple[list[Line], list[Exchange]]]


def _as_they_are(lines: list[Line]) -> tuple[list[Line], list[Exchange]]:
    return lines, []


def _covered_lines(setting: _Setting, lines: list[Line]) -> tuple[list[Line], list[Exchange]]:
    return comparison.fully_covered(lines, setting.day, setting.book)


def _spread_lines(setting: _Setting, lines: list[Line]) -> tuple[list[Line], list[Exchange]]:
    next_year = next_year_starts(setting.day, month=setting.terms.year_starts[0])
    best, _ = comparison.spread_over_two_years(lines, next_year=next_year, computed=setting.compute)
    return best, []


def _setting(analysis: Analysis, *, product: Product | None = None) -> _Setting:
    product = product or analysis.member.contract.product
    version = queries.guarantee_on(product, analysis.care_date)
    return _Setting(
        day=analysis.care_date,
        domain=analysis.domain,
        beneficiary=queries.beneficiary_of(analysis),
        terms=queries.terms_of(version, member=analysis.member),
        book=queries.book(),
        guarantee=version,
    )


def _over(analysis: Analysis, setting: _Setting, change: Change) -> Comparison:
    quotes = list(analysis.quotes.all())
    lines = [queries.lines_of(quote) for quote in quotes]
    departments = {quote.department for quote in quotes}
    department = departments.pop() if len(departments) == 1 else ""
    usual = queries.usual_prices((line.code for one in lines for line in one), department=department)
    offers = []
    for quote, own in zip(quotes, lines, strict=True):
        changed, exchanges = change(own)
        result = setting.compute(changed)
        found = setting.found(result, queries.paper_of(quote), usual)
        offers.append(Offer(quote.label, result, found, quote, exchanges))
    return setting.compared(offers, usual)
