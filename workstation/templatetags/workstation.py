"""Words of the search and of the member's page."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from contacts.models import Case
from members.enums import RightsState, Sex
from members.matching import Why
from members.models import Member
from members.queries import Rights
from ui import formats
from ui.templatetags.ui import icon
from workstation.results import Row

register = template.Library()


WHY_WORDS = {
    Why.NIR: _("this social security number"),
    Why.NUMBER: _("this member number"),
    Why.NUMBER_PART: _("member number begins or ends so"),
    Why.PHONE: _("this telephone"),
    Why.EMAIL: _("this e-mail"),
    Why.NAME: _("this name"),
    Why.NAME_BEGINS: _("name begins so"),
    Why.NAME_NEAR: _("spelling one letter away"),
    Why.NAME_SOUNDS: _("name sounds alike"),
    Why.NAME_DIFFERS: _("other name"),
    Why.GIVEN_BEGINS: _("first name begins so"),
    Why.GIVEN_PART: _("second half of the first name"),
    Why.GIVEN_NEAR: _("first name one letter away"),
    Why.GIVEN_SOUNDS: _("first name sounds alike"),
    Why.BIRTH: pgettext("man", "born that day"),
    Why.BIRTH_DAY: pgettext("man", "born on that day and month"),
    Why.BIRTH_MONTH: pgettext("man", "born that month"),
    Why.BIRTH_YEAR: pgettext("man", "born that year"),
    Why.BIRTH_NEAR: _("birth date one digit away"),
    Why.BIRTH_DIFFERS: _("other birth date"),
    Why.PLACE: _("lives at this postcode"),
    Why.TOWN: _("lives in this town"),
    Why.PLACE_DIFFERS: _("lives elsewhere"),
    Why.NUMBER_DIFFERS: _("other number"),
    Why.RANK_DIFFERS: _("other rank"),
}
WHY_WORDS_OF_A_WOMAN = {
    Why.BIRTH: pgettext("woman", "born that day"),
    Why.BIRTH_DAY: pgettext("woman", "born on that day and month"),
    Why.BIRTH_MONTH: pgettext("woman", "born that month"),
    Why.BIRTH_YEAR: pgettext("woman", "born that year"),
}


@register.simple_tag
def why_words(reasons: Iterable[Why], sex: str = "") -> str:
    """Why a person was found, as read in a row of the list."""
    of_her = WHY_WORDS_OF_A_WOMAN if sex == Sex.FEMALE else {}
    return " · ".join(str(of_her.get(why) or WHY_WORDS[why]) for why in reasons)


BORN = {Sex.FEMALE: pgettext("woman", "born %(name)s"), Sex.MALE: pgettext("man", "born %(name)s")}


@register.simple_tag
def born_as(person: Member) -> str:
    """The birth name of somebody who uses another."""
    return str(BORN[Sex(person.sex)]) % {"name": person.birth_name}


@register.simple_tag
def rights_mark(rights: Rights) -> SafeString:
    """The state of rights as a shape and words: never colour alone."""
    kind, shape, words = RIGHTS[rights.state, bool(rights.until)]
    dates = {
        "day": formats.day(rights.until) if rights.until else "",
        "since": formats.day(rights.since) if rights.since else "",
    }
    return format_html('<span class="st st-{}">{}{}</span>', kind, icon(shape), str(words) % dates)


_NOT_YET = ("warn", "clock-exclamation", _("from %(since)s"))
_SUSPENDED = ("warn", "player-pause", _("suspended"))
_NONE = ("bad", "alert-triangle", _("no contract"))
RIGHTS = {
    (RightsState.OPEN, True): ("good", "circle-check", _("until %(day)s")),
    (RightsState.OPEN, False): ("good", "circle-check", _("rights open")),
    (RightsState.ENDED, True): ("bad", "alert-triangle", _("ended on %(day)s")),
    (RightsState.ENDED, False): ("bad", "alert-triangle", _("rights ended")),
    **{(RightsState.NOT_YET, has_end): _NOT_YET for has_end in (True, False)},
    **{(RightsState.SUSPENDED, has_end): _SUSPENDED for has_end in (True, False)},
    **{(RightsState.NONE, has_end): _NONE for has_end in (True, False)},
}


# ---- rows of the search


@register.simple_tag
def found_row(row: Row, number: int, joins: Case | None, *, asks: bool) -> SafeString:
    """A person who was found. Twenty come at each pause of typing, and by nodes of a template each would cost five times as much.

    JOINS is the contact that the chosen one is joined to; ASKS that somebody confirms it first.
    """
    person = row.found.member
    tag, opening = _opened_by(row, joins, asks=asks)
    age = formats.age(person.birth_date, timezone.localdate(), get_language() or "fr")
    return format_html(
        '<{}{} role="option" id="found-{}" aria-selected="false"><kbd>{}</kbd>'
        '<span><b>{} {}</b> <span class="sub">{}{}</span><span class="why-row">{}{}</span></span>'
        '<span class="r-born">{}<span class="meta">{}</span></span><span class="r-num">{}</span></{}>',
        SafeString(tag), opening, number, number,
        person.used_name, person.first_names,
        f"{born_as(person)}, " if person.birth_name != person.used_name else "", age,
        why_words(row.why, person.sex), _stated(row),
        formats.day(person.birth_date) if row.shows_birth else person.birth_date.year,
        f"{row.found.postal_code} {row.found.town}" if row.proof else row.department,
        _numbered(row), SafeString(tag),
    )  # fmt: skip


def _opened_by(row: Row, joins: Case | None, *, asks: bool) -> tuple[str, SafeString]:
    """The element, and what choosing it does: the file, or the contact, needs a proof of what the search found."""
    person_id = row.found.member.pk
    if row.proof and joins and joins.is_call:
        address = f"{reverse('workstation:case', args=[joins.pk])}?{urlencode({'personne': str(person_id), 'preuve': row.proof})}"
        return "a", format_html(' href="{}"', address)
    if row.proof:
        address = reverse("workstation:open", args=[person_id])
        if joins:
            address = reverse("workstation:qualify", args=[joins.pk, person_id]) + ("?confirmer" if asks else "")
        form = ' type="submit" form="search-form" formaction="{}" name="proof" value="{}"'
        return "button", format_html(form, address, row.proof)
    if row.may_state_reason:
        return "a", format_html(' href="{}"', reverse("workstation:break_glass", args=[person_id]))
    return "div", SafeString(' aria-disabled="true"')


def _stated(row: Row) -> str:
    return f" · {gettext('opens on a stated reason')}" if row.may_state_reason and not row.proof else ""


def _numbered(row: Row) -> SafeString:
    person = row.found.member
    if not row.proof:
        return SafeString("")
    number = f"{person.number} / {person.rank}" if person.rank > 1 else person.number
    return format_html("{}{}", number, rights_mark(row.rights))
