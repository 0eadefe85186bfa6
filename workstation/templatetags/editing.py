"""Words of the parts of a file that an adviser changes."""

from django import template

from members.enums import Language

register = template.Library()


@register.filter
def language_spoken(code: str) -> str:
    """A language in words; the code itself for one that callers seldom speak."""
    return str(Language(code).label) if code in Language.values else code
