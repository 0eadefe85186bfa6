"""Words of the search and of the member's page."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from members.enums import RightsState, Sex
from members.matching import Why
from members.models import Member
from members.queries import Rights
from ui import formats
from ui.templatetags.ui import icon

register = template.Library()


WHY_WORDS = {
    Why.NIR: _("this social security number"),
    Why.NUMBER: _("this member number"),
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
