"""How the clock of a promise is told."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from clock.hours import Span

register = template.Library()


@register.filter
def long_duration(value: timedelta) -> str:
    """Hours and minutes however many they are: 24 h 00, 3 h 50, −1 h 05."""
    minutes = int(abs(value).total_seconds()) // 60
    sign = "−" if value < timedelta() and minutes else ""
    return f"{sign}{minutes // 60}\u00a0h\u00a0{minutes % 60:02}"


@register.filter
def why_not(span: Span) -> str:
    """Why a stretch of time does not count."""
    known = {"outside": _("no: outside of the opening hours"), "closed": _("no: closed that day")}
    if span.why == "paused":
        return _("no: stopped, %(why)s") % {"why": span.note}
    return known.get(span.why) or _("no: holiday, %(name)s") % {"name": span.why}
