"""Figures of the board in the words of the page's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from supervision.plots import forecasting
from ui import formats

register = template.Library()
register.filter("whole", forecasting.whole)


@register.simple_block_tag(takes_context=True)
def behind(context: Context, content: str, figure: str, place: Any = "") -> str:
    """A figure of the board, leading to the contacts behind it (`drill.BEHIND`); as it is for who may not see them.

    PLACE tells links to the same contacts apart, so that the focus finds its own again when the board is drawn anew.
    """
    if not context["opens"]:
        return content
    address = f"{reverse('supervision:behind')}?chiffre={figure}"
    return format_html('<a id="see-{}{}" href="{}">{}</a>', figure, place, address, content)


@register.simple_tag(takes_context=True)
def also(context: Context, said: Mapping[str, Any]) -> str:
    """The page's question with what SAID changes in it; None takes something out."""
    asked = {**context["request"].GET.dict(), **said}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@register.filter
def tenths(value: int | None) -> str:
    """93,5 of 935; a dash for what is not known."""
    return "–" if value is None else formats.number(Decimal(value).scaleb(-1), get_language() or "fr", places=1)


@register.filter
def lasting(value: int | None) -> str:
    """2 min 41 s; a dash for what is not known."""
    return "–" if value is None else formats.duration(value, get_language() or "fr")


@register.filter
def clock(value: int | None) -> str:
    """3:05 of 185 seconds; a dash for what is not known. For a wall, where every letter costs size."""
    return "–" if value is None else f"{value // 60}:{value % 60:02}"
