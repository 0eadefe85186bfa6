"""How a week of experts is drawn."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from callbacks.results import Box

register = template.Library()


@register.simple_tag
def cell(box: Box) -> SafeString:
    """One of the hundreds of half hours of a week: nodes of a template would cost ten times as much."""
    shown = format_html('<i aria-hidden="true">{}</i>', box.text) if box.text else "<i></i>" if box.word else ""
    said = format_html('<span class="visually-hidden">{}</span>', box.word) if box.word else ""
    return format_html('<td class="{}">{}{}</td>', box.css, SafeString(shown), said)
