"""For whom, where and when a campaign is, and whether it fits a person on a day. Plain Python.

Only what the contract says of a person counts: sex, birth date, where they live, their place in the contract. What they
consumed, or what it could tell of their health, is not an argument of anything here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from members.ages import age_on
from prevention import deadlines
from territory.enums import FRANCE

AREA: Final = re.compile(r"[A-Z]{2}|R\d\d|D(?:\d{2,3}|2[AB])|C(?:\d{5}|2[AB]\d{3})")
"""A country, a region, a department or a commune, by INSEE's codes: FR, R76, D34, C34032."""
BREADTH: Final = {"C": 1, "D": 2, "R": 3}
COUNTRY: Final = 4
YEARLY, PERMANENT = "yearly", "permanent"
TOLD, REFUSED, UNSUITABLE, KNOWN = "told", "refused", "unsuitable", "known"
MOMENT: Final = "moment"
ADULT: Final = 18
OLDEST: Final = 150
"""An age that nobody passes, for what has no upper one."""


class Aspect(StrEnum):
    """What is looked at, in the order in which it is said."""

    SEX = "sex"
    AGE = "age"
    SITUATION = "situation"
    TERRITORY = "territory"
    HISTORY = "history"
    DATES = "dates"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a campaign asks. Empty means everybody; ages are completed years, both ends included."""

    campaign_id: int
    starts_on: date
    ends_on: date | None = None
    recurrence: str = "once"
    territory: frozenset[str] = frozenset({FRANCE})
    sex: str = ""
    age_min: int | None = None
    age_max: int | None = None
    situations: frozenset[str] = frozenset()
    interval_days: int = deadlines.TOLD_REST_DAYS
    reasons: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`places` are the areas that hold where the person lives, the country at least."""

    sex: str
    birth_date: date
    situations: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset({FRANCE})


@dataclass(frozen=True, slots=True)
class Heard:
    """A campaign that a person was told of, and what they answered."""

    campaign_id: int
    on: date
    answer: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One aspect, whether it fits, and the value that says so: an age, an area, a last day, an answer."""

    aspect: Aspect
    fits: bool
    value: str | int | date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...] = field(default=())

    @property
    def fits(self) -> bool:
        return all(one.fits for one in self.findings)

    @property
    def why(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.fits)

    @property
    def against(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if not one.fits)


def fits(terms: Terms, person: Person, day: date, history: Iterable[Heard] = ()) -> Verdict:
    """Every aspect that the campaign asks about, each with its answer: nothing stops at the first that does not fit."""
    heard = tuple(history)
    findings = (
        _sex(terms, person),
        _age(terms, person, day),
        _situation(terms, person),
        _territory(terms, person),
        _heard(terms, heard, day),
        _dates(terms, day),
        quiet(heard, day),
    )
    return Verdict(tuple(one for one in findings if one is not None))


def edition_on(terms: Terms, day: date) -> tuple[date, date | None] | None:
    """First and last day of the edition that is on at DAY, None between two; the last day is None of what never ends."""
    if terms.recurrence == PERMANENT:
        return (terms.starts_on, None) if terms.starts_on <= day else None
    if terms.ends_on is None:
        return (terms.starts_on, None) if terms.starts_on <= day else None
    if terms.recurrence != YEARLY:
        return (terms.starts_on, terms.ends_on) if terms.starts_on <= day <= terms.ends_on else None
    span = terms.ends_on.year - terms.starts_on.year
    for years in range(day.year - terms.starts_on.year - span, day.year - terms.starts_on.year + 1):
        first, last = _shifted(terms.starts_on, years), _shifted(terms.ends_on, years)
        if years >= 0 and first <= day <= last:
            return first, last
    return None


def _shifted(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def breadth(area: str) -> int:
    """1 for a commune, 2 for a department, 3 for a region, 4 for a country."""
    return COUNTRY if len(area) == 2 else BREADTH[area[0]]


def may_hear(*, is_member: bool, is_relative: bool, age: int) -> bool:
    """Whether who is on the line may be told of what is for the member: the member, or whoever speaks for a minor."""
    return is_member or (is_relative and age < ADULT)


def quiet(history: Iterable[Heard], day: date) -> Finding | None:
    """That the person heard of some campaign so lately that none is told today."""
    last = max((one.on for one in history if one.answer in {TOLD, REFUSED, KNOWN}), default=None)
    if last is None or day - last >= deadlines.QUIET:
        return None
    return Finding(Aspect.QUIET, fits=False, value=last)


def _dates(terms: Terms, day: date) -> Finding:
    edition = edition_on(terms, day)
    if edition is None:
        return Finding(Aspect.DATES, fits=False, value=terms.starts_on if day < terms.starts_on else terms.ends_on)
    return Finding(Aspect.DATES, fits=True, value=edition[1])


def _territory(terms: Terms, person: Person) -> Finding:
    common = sorted(terms.territory & person.places, key=breadth)
    if not common:
        return Finding(Aspect.TERRITORY, fits=False, value=min(terms.territory, default=None))
    return Finding(Aspect.TERRITORY, fits=True, value=common[0])


def _sex(terms: Terms, person: Person) -> Finding | None:
    return Finding(Aspect.SEX, fits=terms.sex == person.sex, value=terms.sex) if terms.sex else None


def _age(terms: Terms, person: Person, day: date) -> Finding | None:
    if terms.age_min is None and terms.age_max is None:
        return None
    age = age_on(person.birth_date, day)
    is_old_enough = terms.age_min is None or age >= terms.age_min
    is_young_enough = terms.age_max is None or age <= terms.age_max
    return Finding(Aspect.AGE, fits=is_old_enough and is_young_enough, value=age)


def _situation(terms: Terms, person: Person) -> Finding | None:
    if not terms.situations:
        return None
    common = sorted(terms.situations & person.situations)
    return Finding(Aspect.SITUATION, fits=bool(common), value=common[0] if common else None)


def _heard(terms: Terms, history: tuple[Heard, ...], day: date) -> Finding:
    """Of this campaign: each answer has its rest."""
    own = [one for one in history if one.campaign_id == terms.campaign_id]
    for one in sorted(own, key=lambda one: one.on, reverse=True):
        if day - one.on < _rest(terms, one):
            return Finding(Aspect.HISTORY, fits=False, value=one.answer)
    return Finding(Aspect.HISTORY, fits=True, value=max((one.on for one in own), default=None))


def _rest(terms: Terms, one: Heard) -> timedelta:
    if one.answer == TOLD:
        return deadlines.ONE_DAY * terms.interval_days
    if one.answer == REFUSED:
        return deadlines.REFUSED_REST
    if one.answer == UNSUITABLE and one.why == MOMENT:
        return deadlines.ONE_DAY
    return deadlines.KNOWN_REST
