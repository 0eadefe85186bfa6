"""How a week of experts is drawn."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from callbacks.models import Expert
from callbacks.results import Load, Row, Week
from ui import formats

register = template.Library()


@register.simple_tag
def cells(row: Row) -> SafeString:
    """The hundreds of cells of a week, a half hour at a time: nodes of a template would cost ten times as much."""
    return SafeString("".join([_cell(box.css, box.text, str(box.word)) for box in row.boxes]))


@lru_cache(maxsize=256)  # the cells of a week are of a few kinds
def _cell(css: str, text: str, word: str) -> SafeString:
    shown = format_html('<i aria-hidden="true">{}</i>', text) if text else "<i></i>" if word else ""
    said = format_html('<span class="visually-hidden">{}</span>', word) if word else ""
    return format_html('<td class="{}">{}{}</td>', css, SafeString(shown), said)


@register.simple_tag
def load_of_week(week: Week, load: Load, *, alone: Expert | None = None) -> SafeString:
    """What an expert's week holds, with its bar: a line for each of dozens, as costly as `cells` by nodes of a template."""
    letters = "" if week.is_counted else format_html('<b class="load-k">{}</b> ', load.letters)
    return format_html(
        '<li><div class="row-x">{}<a href="?expert={}&amp;semaine={}"{}>{}</a><span class="push meta nw">{}</span></div>'
        '<svg class="load-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="m-bg" width="100" height="4"/><rect class="m-fg" width="{}" height="4"/></svg>'
        '<p class="meta">{}</p></li>',
        letters, load.expert.pk, week.name, SafeString(' aria-current="page"' if alone else ""), load.expert,
        formats.percent(load.expert.share, get_language() or "fr"), load.width, load.said,
    )  # fmt: skip
