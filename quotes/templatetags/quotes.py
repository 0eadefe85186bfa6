"""Figures of quotes, marks of baskets, and the teeth of a mouth."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from quotes import wording
from quotes.enums import Nature
from quotes.results import words
from quotes.results.columns import Cell
from quotes.results.page import Hypothesis, Page
from quotes.tariffs import FAR_OFF, LONG_AGO, Change, Tariff
from ui import formats
from ui.templatetags.ui import icon

register = template.Library()
SHARES = ("amo", "amc", "rac")
STEP, ROW = 27, 30
"""Points from one tooth to the next, and from one row to the next: all are large enough to hit."""


def _lang() -> str:
    return get_language() or "fr"


@register.filter
def cents(value: int | None) -> str:
    """1 234,50 without the sign, for columns of amounts; nothing of None."""
    return "" if value is None else formats.number(Decimal(value).scaleb(-2), _lang(), places=2)


@register.simple_tag
def figure(page: str, hypothesis: Hypothesis | None, key: str, share: str, amount: int | None) -> SafeString:
    """An amount that explains itself. There are hundreds on a page, where an included template costs ten times as much."""
    address = f"{page}?expliquer={key}-{share}"
    if hypothesis:
        address += "&" + urlencode({"hypothese": hypothesis.code})
    return format_html(
        '<a class="why" id="why-{}-{}" href="{}" hx-get="{}" hx-target="#explain">{}</a>',
        key, share, address, address, cents(amount),
    )  # fmt: skip


@register.simple_tag
def offered_line(page_address: str, page: Page, cell: Cell) -> SafeString:
    """What one offer asks for one act, and who pays it: sixty on a page, for which `figure` gives the reason."""
    shares = [figure(page_address, page.hypothesis, cell.key, share, getattr(cell, share)) for share in SHARES]
    is_open = page.explanation is not None and page.explanation.key in {f"{cell.key}-{share}" for share in SHARES}
    return format_html(
        '<td{}><div class="q-l1">{}<span class="visually-hidden">{}</span><span class="code" title="{}">{}</span>{}</div>'
        '<div class="q-l2"><span>{}</span><span>{}</span><span class="{}">{}</span></div>{}</td>',
        SafeString(' class="is-open"' if is_open else ""), icon(cell.icon), cell.basket, cell.label,
        cell.code if cell.is_known else pgettext("the tables", "outside"), _price(cell),
        *shares[:2], "rac" if cell.rac else "zero", shares[2], "" if cell.is_certain else _unsure(),
    )  # fmt: skip


def _price(cell: Cell) -> SafeString:
    if not cell.is_over:
        return format_html("<b>{}</b>", cents(cell.price))
    return format_html(
        '<b class="over">{}<span class="visually-hidden">{} </span>{}</b>',
        icon("alert-triangle"), _("above the ceiling"), cents(cell.price),
    )  # fmt: skip


def _unsure() -> SafeString:
    return format_html(
        '<div class="q-sure"><span class="st st-warn">{}{}</span></div>', icon("shield-question"), _("to confirm")
    )


@register.filter
def rate(value: int | None) -> str:
    """60 % of 6000."""
    return "" if value is None else formats.percent(Decimal(value).scaleb(-2), _lang())


@register.simple_tag
def basket_mark(basket: str) -> SafeString:
    """A disc and its name."""
    return format_html(
        '<span class="st">{}{}</span>',
        icon(words.BASKET_ICONS.get(basket, words.UNKNOWN_BASKET)),
        wording.BASKETS.get(basket, basket),
    )


@register.filter
def ceiling(row: Tariff) -> str:
    """An amount, free, or unknown: unknown is never free."""
    if row.ceiling is not None:
        return formats.euro(row.ceiling, _lang())
    return _("none (the price is free)") if row.basket in words.FREE else _("not known")


@register.filter
def base_of(row: Tariff) -> str:
    return _("not known") if row.base is None else formats.euro(row.base, _lang())


@register.filter
def period(row: Tariff) -> str:
    """From a day on, until a day, both, or always."""
    since = "" if row.valid_from == LONG_AGO else formats.day(row.valid_from)
    until = "" if row.valid_to == FAR_OFF else formats.day(row.valid_to)
    if since and until:
        return _("from %(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("since %(since)s") % {"since": since}
    return _("until %(until)s") % {"until": until} if until else _("always")


@register.filter
def confidence(value: str) -> str:
    return str(words.CONFIDENCE.get(value, value))


@register.filter
def nature(value: str) -> str:
    return str(Nature(value).label) if value in Nature.values else value


@register.filter
def both(change: Change) -> tuple[Tariff | None, Tariff | None]:
    return change.before, change.after


@dataclass(frozen=True, slots=True)
class Tooth:
    """Where a tooth stands in the drawing."""

    number: int
    x: int
    y: int


@register.simple_tag
def mouth() -> list[Tooth]:
    """Every tooth as the practitioner faces it: permanent ones outside, milk teeth inside."""
    rows = (
        [*range(18, 10, -1), *range(21, 29)],
        [None, None, None, *range(55, 50, -1), *range(61, 66)],
        [None, None, None, *range(85, 80, -1), *range(71, 76)],
        [*range(48, 40, -1), *range(31, 39)],
    )
    return [
        Tooth(number, place * STEP, line * ROW)
        for line, row in enumerate(rows)
        for place, number in enumerate(row)
        if number is not None
    ]


@register.filter
def iso_day(value: str) -> str:
    """01/01/2026 of `2026-01-01`, as results keep days."""
    return formats.day(date.fromisoformat(value))


@register.simple_tag
def difference(value: int) -> SafeString:
    """What a hypothesis adds to the rest, or takes off it: an arrow and words."""
    if not value:
        return format_html('<span class="st">{}</span>', _("unchanged"))
    shape = icon("arrow-down" if value < 0 else "arrow-up")
    words_said = _("%(amount)s less") if value < 0 else _("%(amount)s more")
    return format_html(
        '<span class="st">{}{}</span>', shape, words_said % {"amount": formats.euro(abs(value), _lang())}
    )
