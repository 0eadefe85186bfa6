"""Figures of the board in the words of the page's language."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from supervision.plots import forecasting
from ui import formats

register = template.Library()
register.filter("whole", forecasting.whole)


@register.filter
def tenths(value: int | None) -> str:
    """93,5 of 935; a dash for what is not known."""
    return "–" if value is None else formats.number(Decimal(value).scaleb(-1), get_language() or "fr", places=1)


@register.filter
def lasting(value: int | None) -> str:
    """2 min 41 s; a dash for what is not known."""
    return "–" if value is None else formats.duration(value, get_language() or "fr")
