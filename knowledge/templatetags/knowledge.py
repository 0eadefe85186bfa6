"""Words of the knowledge base's pages."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.enums import Caller, Kind, ReferenceKind
from knowledge.models import Doubt
from knowledge.search import Hit
from knowledge.sources import Reference
from knowledge.terms import How, Where, Why

register = template.Library()


@register.filter
def named(user: User | None) -> str:
    """Who, as people call them."""
    return (user.get_full_name() or user.get_username()) if user else ""


@register.filter
def kind_label(hit: Hit) -> str:
    return str(Kind(hit.kind).label)


@register.filter
def callers_label(hit: Hit) -> str:
    """Whom an answer is meant for."""
    return ", ".join(str(Caller(kind).label).lower() for kind in hit.caller_kinds)


@register.filter
def source_kind(reference: Reference) -> str:
    return str(ReferenceKind(reference.kind).label)


@register.filter
def is_late(doubt: Doubt) -> bool:
    return doubt.answered_at is None and doubt.due_on < timezone.localdate()


@register.filter
def why(hit: Hit) -> str:
    """Why it was found: each word or expression that was typed, what it met and where."""
    return "; ".join(_said(one) for one in hit.whys)


def _said(one: Why) -> str:
    said = {"typed": one.text, "words": one.words, "where": WHERE[one.where]()}
    if one.how in {How.TYPED, How.BEGINS}:
        return _("“%(words)s” %(where)s") % said
    if one.how == How.NEAR:
        return _("“%(typed)s” read as “%(words)s”, %(where)s") % said
    return _("“%(typed)s” means “%(words)s”, %(where)s") % said


WHERE = {
    Where.QUESTION: lambda: _("in the question"),
    Where.SHORT: lambda: _("in the short answer"),
    Where.LONG: lambda: _("in the long answer"),
}
