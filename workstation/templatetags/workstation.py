"""Words of the search and of the member's page."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from members.enums import GroundKind, RightsState, Sex
from members.matching import Why
from members.models import Member
from members.queries import Rights
from ui import formats
from ui.templatetags.ui import icon
from workstation.editing.forms import LANGUAGES

register = template.Library()


@register.simple_tag
def why_words(why: Why, sex: str = "") -> str:
    """Why a person was found, as read in a row of the list."""
    is_woman = sex == Sex.FEMALE
    words = {
        Why.NIR: _("this social security number"),
        Why.NUMBER: _("this member number"),
        Why.PHONE: _("this telephone"),
        Why.EMAIL: _("this e-mail"),
        Why.NAME: _("this name"),
        Why.NAME_BEGINS: _("name begins so"),
        Why.NAME_NEAR: _("spelling one letter away"),
        Why.NAME_SOUNDS: _("name sounds alike"),
        Why.NAME_DIFFERS: _("other name"),
        Why.BIRTH: pgettext("woman", "born that day") if is_woman else pgettext("man", "born that day"),
        Why.BIRTH_DAY: pgettext("woman", "born on that day and month")
        if is_woman
        else pgettext("man", "born on that day and month"),
        Why.BIRTH_YEAR: pgettext("woman", "born that year") if is_woman else pgettext("man", "born that year"),
        Why.BIRTH_NEAR: _("birth date one digit away"),
        Why.BIRTH_DIFFERS: _("other birth date"),
        Why.PLACE: _("lives at this postcode"),
        Why.TOWN: _("lives in this town"),
        Why.PLACE_DIFFERS: _("lives elsewhere"),
        Why.NUMBER_DIFFERS: _("other number"),
    }
    return words[why]


@register.filter
def ground_words(code: str) -> str:
    """Why reading was allowed, or stopped, of the journal's code."""
    words = {str(value): str(label) for value, label in GroundKind.choices}
    return {**words, "mass_read": _("Too many files in a short time")}.get(code, code)


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    """The kinds and counts of a journal entry in words: `name, birth · 12 answers`."""
    told = [_kinds(detail["kinds"])] if detail.get("kinds") else []
    if "hits" in detail:
        told.append(ngettext("%(count)d answer", "%(count)d answers", detail["hits"]) % {"count": detail["hits"]})
    told += [
        f"{name} {value}" for name, value in detail.items() if name not in {"kinds", "hits"} and value not in ("", None)
    ]
    return " · ".join(told)


def _kinds(kinds: list[str]) -> str:
    words = {
        "name": _("name"),
        "birth": _("birth"),
        "place": _("place"),
        "phone": _("telephone"),
        "email": _("e-mail"),
        "number": _("member number"),
        "nir": _("social security number"),
    }
    return ", ".join(str(words.get(kind, kind)) for kind in kinds)


@register.simple_tag
def born_as(person: Member) -> str:
    """The birth name of somebody who uses another."""
    words = pgettext("woman", "born %(name)s") if person.sex == Sex.FEMALE else pgettext("man", "born %(name)s")
    return words % {"name": person.birth_name}


@register.simple_tag
def rights_mark(rights: Rights) -> SafeString:
    """The state of rights as a shape and words: never colour alone."""
    until = formats.day(rights.until) if rights.until else ""
    since = formats.day(rights.since) if rights.since else ""
    kind, shape, words = {
        RightsState.OPEN: ("good", "circle-check", _("until %(day)s") % {"day": until} if until else _("rights open")),
        RightsState.ENDED: (
            "bad",
            "alert-triangle",
            _("ended on %(day)s") % {"day": until} if until else _("rights ended"),
        ),
        RightsState.NOT_YET: ("warn", "clock-exclamation", _("from %(day)s") % {"day": since}),
        RightsState.SUSPENDED: ("warn", "player-pause", _("suspended")),
        RightsState.NONE: ("bad", "alert-triangle", _("no contract")),
    }[rights.state]
    return format_html('<span class="st st-{}">{}{}</span>', kind, icon(shape), words)


@register.filter
def language_spoken(code: str) -> str:
    """A language in words; the code itself for one that callers seldom speak."""
    return str(dict(LANGUAGES).get(code, code))
