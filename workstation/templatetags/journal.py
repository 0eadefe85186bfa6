"""Words of the access log."""

from typing import Any

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.enums import Changed, GroundKind, ImportMode

register = template.Library()

KINDS = {
    "name": _("name"),
    "birth": _("birth"),
    "place": _("place"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "number": _("member number"),
    "nir": _("social security number"),
}
COUNTS = {
    "rows": _("rows: %(count)s"),
    "created": _("added: %(count)s"),
    "changed": _("changed: %(count)s"),
    "changes": _("changed: %(count)s"),
    "unchanged": _("unchanged: %(count)s"),
    "dropped": _("left out: %(count)s"),
    "refused": _("refused: %(count)s"),
    "files": _("files: %(count)s"),
}
"""Counts of the journal that are told, in this order."""


@register.filter
def ground_words(code: str) -> str:
    """Why reading was allowed, or stopped, of the journal's code."""
    words = {str(value): str(label) for value, label in GroundKind.choices}
    return {
        **words,
        "mass_read": gettext("Too many files in a short time"),
        "merge": gettext("Files that may be one person’s"),
    }.get(code, code)


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    """The kinds and counts of a journal entry in words, without ids: `name, birth · 12 answers`."""
    told = [", ".join(_words(KINDS, detail["kinds"]))] if detail.get("kinds") else []
    if "hits" in detail:
        told.append(ngettext("%(count)d answer", "%(count)d answers", detail["hits"]) % {"count": detail["hits"]})
    if isinstance(detail.get("changed"), list):
        told.append(", ".join(_words(dict(Changed.choices), detail["changed"])))
    if detail.get("mode") in ImportMode.values:
        told.append(str(ImportMode(detail["mode"]).label))
    if detail.get("with_nir"):
        told.append(gettext("with social security numbers"))
    told += [str(words) % {"count": detail[name]} for name, words in COUNTS.items() if _is_count(detail.get(name))]
    return " · ".join(filter(None, told))


def _words(known: dict[str, Any], codes: list[str]) -> list[str]:
    return [str(known.get(code, code)) for code in codes]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
