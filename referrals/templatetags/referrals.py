"""Words of the referral's screens: what is said aloud, what a digest looks like, the picture of the report."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Mutual
from practitioners.enums import Access, Sex
from practitioners.queries import Name
from referrals import names, plots, results
from referrals.chances import Test
from referrals.oversight import Report
from referrals.queries import Shown
from ui.drawing import Drawing

register = template.Library()
register.filter("spelled", names.spelled)


def _lang() -> str:
    return get_language() or "fr"


@register.simple_tag
def drawn_title(shown: Shown) -> str:
    """Five dentists drawn by lot, or how many there are."""
    count = len(shown.lines)
    said = {"count": count, "names": shown.kind.names if count > 1 else shown.kind.name}
    return ngettext("%(count)d %(names)s drawn by lot", "%(count)d %(names)s drawn by lot", count) % said


@register.simple_tag
def opening_sentence(shown: Shown, mutual: Mutual) -> str:
    """What is said before the names: no order of preference, no recommendation, and within which network if any."""
    said = {
        "count": len(shown.lines),
        "size": shown.referral.size,
        "names": _whom(shown),
        "around": shown.around.name,
        "mutual": mutual.name,
    }
    if shown.is_all:
        text = _(
            "“I am giving you all the %(names)s there are around %(around)s: %(count)d, in no order of preference."
            " %(mutual)s recommends none of them: you choose freely.”"
        )
    else:
        text = _(
            "“I am giving you five names in no order of preference, drawn by lot among %(size)d %(names)s around"
            " %(around)s. %(mutual)s recommends none of them: you choose freely.”"
        )
    return text % said


@register.simple_tag
def opening_letter(shown: Shown) -> str:
    said = {
        "count": len(shown.lines),
        "size": shown.referral.size,
        "names": _whom(shown),
        "around": shown.referral.question["place"],
    }
    if shown.is_all:
        text = _("Here are all the %(names)s around %(around)s, in no order of preference. We recommend none of them.")
    else:
        text = _(
            "Here are %(count)d names in no order of preference, drawn by lot among %(size)d %(names)s around %(around)s."
            " We recommend none of them."
        )
    return text % said


def _whom(shown: Shown) -> str:
    """Dentists, or dentists of the network that the member asked for."""
    network = shown.referral.question.get("network")
    if not network:
        return shown.kind.names
    return _("%(names)s of the network %(network)s") % {"names": shown.kind.names, "network": network}


@register.simple_tag
def distance(km: int | None) -> str:
    if km is None:
        return _("distance not known")
    return _("in the commune") if km == 0 else _("about %(km)d km") % {"km": km}


@register.filter
def access_words(name: Name | None) -> str:
    access = Access(name.at.access) if name and name.at else Access.UNKNOWN
    return str(access.label)


@register.filter
def wish_words(wishes: Mapping[str, Any]) -> str:
    """The wishes of a question in words."""
    said = {
        "step_free": _("step-free access or lift"),
        "home_visits": _("visits at home"),
        "teleconsultation": _("consults at a distance"),
        "language": _("speaks %(language)s") % {"language": wishes.get("language", "")},
        "sex": str(Sex(wishes["sex"]).label) if "sex" in wishes else "",
    }
    return ", ".join(said[name] for name in wishes if name in said) or _("none")


FAULTS = {
    "gap": lambda: _("Records before it are missing."),
    "chain": lambda: _("The record before it was changed."),
    "digest": lambda: _("It was changed after it was kept."),
    "set": lambda: _("Its eligible set was changed."),
    "question": lambda: _("Its question was changed."),
    "draw": lambda: _("Its places are not those that its seed draws."),
    "names": lambda: _("Its names are not those that its seed draws."),
}


@register.filter
def fault_words(what: str) -> str:
    return FAULTS[what]()


@register.filter
def short_hex(value: bytes | memoryview) -> str:
    """9f3c41d8…a71e of 32 bytes."""
    return short(bytes(value).hex())


@register.filter
def short(value: str) -> str:
    return f"{value[:8]}…{value[-4:]}"


@register.filter
def decimal(value: float) -> str:
    return results.decimal(value, _lang())


@register.simple_tag
def test_words(test: Test) -> str:
    return results.test_words(test, _lang())


@register.simple_tag
def exposure_plot(report: Report) -> Drawing:
    """A band and a mark for each place; the table beside it says the same in figures."""
    return plots.picture(report.exposures)
