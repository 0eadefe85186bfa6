"""Why a campaign fits, why it comes first, and why none does, in words for the adviser."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practitioners.communes import all_communes
from prevention.eligibility import Aspect, Finding
from prevention.enums import Answer, Sex, Situation
from prevention.ranking import Ranked
from territory.enums import DEPARTMENTS, REGIONS
from ui import formats


def area_name(area: str) -> str:
    """Occitanie for R76, Hérault (34) for D34, Béziers for C34032, France for FR."""
    kind, code = area[0], area[1:]
    if area == "FR":
        return _("all of France")
    if len(area) == 2:
        return area
    if kind == "R":
        return REGIONS.get(code, code)
    if kind == "D":
        return f"{DEPARTMENTS[code]} ({code})" if code in DEPARTMENTS else code
    commune = all_communes().by_code.get(code)
    return f"{commune.name} ({commune.department})" if commune else code


def areas_said(areas: list[str]) -> str:
    return ", ".join(area_name(area) for area in areas)


def why_fits(found: Ranked) -> list[str]:
    """The findings that are worth saying: what fits everybody says nothing."""
    return [text for one in found.fitting.verdict.why if (text := _fits(one))]


def _fits(one: Finding) -> str:  # noqa: PLR0911  one line a finding
    match one.aspect, one.value:
        case Aspect.AGE, int(age):
            return ngettext("%(age)d year old", "%(age)d years old", age) % {"age": age}
        case Aspect.SEX, str(sex):
            return _("for women") if sex == Sex.FEMALE else _("for men")
        case Aspect.SITUATION, str(situation):
            return str(Situation(situation).label)
        case Aspect.TERRITORY, str(area) if area != "FR":
            return _("lives here: %(area)s") % {"area": area_name(area)}
        case Aspect.HISTORY, None:
            return _("never told to this person")
        case Aspect.HISTORY, date() as day:
            return _("last told on %(day)s") % {"day": formats.day(day)}
        case Aspect.DATES, date() as day:
            return _("open until %(day)s") % {"day": formats.day(day)}
        case Aspect.DATES, _value:
            return _("open all the time")
        case _other:
            return ""


def why_not(findings: tuple[Finding, ...]) -> list[str]:
    """Why a campaign is not for somebody."""
    return [_against(one) for one in findings]


def _against(one: Finding) -> str:
    match one.aspect, one.value:
        case Aspect.DATES, date() as day:
            return _("not on today (%(day)s)") % {"day": formats.day(day)}
        case Aspect.AGE, int(age):
            return _("not of this age (%(age)d)") % {"age": age}
        case Aspect.HISTORY, str(answer):
            return _("already answered: %(answer)s") % {"answer": Answer(answer).label}
        case Aspect.QUIET, date() as day:
            return _("was told of another campaign on %(day)s") % {"day": formats.day(day)}
        case aspect, _value:
            return str(
                {
                    Aspect.DATES: _("not on today"),
                    Aspect.TERRITORY: _("lives elsewhere"),
                    Aspect.SEX: _("of the other sex"),
                    Aspect.SITUATION: _("another situation in the contract"),
                }.get(aspect, aspect)
            )


def because(code: str, quiet: Finding | None) -> str:
    """Why nothing is proposed."""
    if quiet is not None:
        return _("None fits today: %(why)s.") % {"why": _against(quiet)}
    return {
        "nobody": _("Nobody is identified: no campaign is proposed."),
        "relative": _("Who calls is not the person concerned: no campaign is proposed."),
        "consent": _("This person wants no prevention by telephone: none is proposed."),
        "none": _("None fits this person today."),
    }[code]


def criteria() -> dict[str, str]:
    """What each criterion of the ranking says, by its name."""
    return {
        "reason": _("suits the reason of the contact"),
        "territory": _("close to where the person lives"),
        "deadline": _("ends soon"),
        "words": _("same theme as the contact"),
        "age": _("made for this age"),
        "new": _("never told to this person"),
        "public": _("made for this public"),
        "own": _("campaign of the person’s mutual"),
    }


def rule_of(found: Ranked) -> Iterator[tuple[str, int]]:
    """The criteria that put a campaign where it is, with their points."""
    said = criteria()
    for name, points in found.points:
        yield said[name], points
