from collections.abc import Mapping

from django import template

from prevention import wording
from prevention.eligibility import Finding
from prevention.ranking import Ranked

register = template.Library()


@register.filter
def why_fits(found: Ranked) -> str:
    """Why a campaign is proposed, in one line."""
    return " · ".join(wording.why_fits(found))


@register.filter
def rule_of(found: Ranked) -> list[tuple[str, int]]:
    """The criteria that put it where it is, with their points."""
    return list(wording.rule_of(found))


@register.simple_tag
def why_none(code: str, quiet: Finding | None) -> str:
    return wording.because(code, quiet)


@register.filter
def areas(codes: list[str]) -> str:
    return wording.areas_said(codes)


@register.filter
def key(counts: Mapping[str, int], name: str) -> int:
    """What stands under a name; 0 for what does not."""
    return counts.get(name, 0)
