"""Words of the parts of a file that an adviser changes."""

from django import template

from workstation.editing.forms import LANGUAGES

register = template.Library()


@register.filter
def language_spoken(code: str) -> str:
    """A language in words; the code itself for one that callers seldom speak."""
    return str(dict(LANGUAGES).get(code, code))
