"""Which of the campaigns that fit is told first: a short list of criteria, each worth points, so that anybody can read why.

The points are a choice of ours, made to be argued about: change them here and nowhere else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from prevention import deadlines
from prevention.eligibility import OLDEST, Aspect, Terms, Verdict, breadth, edition_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the contact is about: codes of its reason and of those above it, and the words of both, folded."""

    day: date
    reasons: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fitting:
    """A campaign that fits somebody, with why."""

    terms: Terms
    verdict: Verdict

    def value(self, aspect: Aspect) -> str | int | date | None:
        return next((one.value for one in self.verdict.findings if one.aspect is aspect), None)


def _reason(found: Fitting, call: Call) -> int:
    return 40 if found.terms.reasons & call.reasons else 0


def _words(found: Fitting, call: Call) -> int:
    return 15 if found.terms.words & call.words else 0


def _territory(found: Fitting, _call: Call) -> int:
    """The area in common with where the person lives: their commune before the whole country."""
    area = found.value(Aspect.TERRITORY)
    return {1: 20, 2: 14, 3: 8}.get(breadth(area), 0) if isinstance(area, str) else 0


def _deadline(found: Fitting, call: Call) -> int:
    edition = edition_on(found.terms, call.day)
    if edition is None or edition[1] is None:
        return 0
    left = edition[1] - call.day
    if left <= deadlines.SOON:
        return 16
    return 8 if left <= deadlines.RATHER_SOON else 0


def _age(found: Fitting, _call: Call) -> int:
    """The narrower the band of ages, the more the campaign is for this person."""
    terms = found.terms
    if terms.age_min is None and terms.age_max is None:
        return 0
    band = (OLDEST if terms.age_max is None else terms.age_max) - (terms.age_min or 0)
    if band <= 10:
        return 15
    return 10 if band <= 30 else 5


def _public(found: Fitting, _call: Call) -> int:
    return 4 * bool(found.terms.sex) + 6 * bool(found.terms.situations)


def _own(found: Fitting, _call: Call) -> int:
    return 5 if found.terms.is_own else 0


def _new(found: Fitting, _call: Call) -> int:
    """Never told to this person."""
    return 10 if found.value(Aspect.HISTORY) is None else 0


CRITERIA: Final[dict[str, Callable[[Fitting, Call], int]]] = {
    "reason": _reason,
    "territory": _territory,
    "deadline": _deadline,
    "words": _words,
    "age": _age,
    "new": _new,
    "public": _public,
    "own": _own,
}
"""By name, the weightiest first. `wording` has what each says in words."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A campaign with the points of every criterion that gave any."""

    fitting: Fitting
    points: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(points for _, points in self.points)


def ranked(found: Iterable[Fitting], call: Call) -> list[Ranked]:
    """Most points first; of equals the one that ends first, then the older one, so that two calls are answered alike."""
    judged = [Ranked(one, points_of(one, call)) for one in found]
    return sorted(judged, key=lambda one: (-one.total, _last_day(one.fitting, call), one.fitting.terms.campaign_id))


def points_of(found: Fitting, call: Call) -> tuple[tuple[str, int], ...]:
    given = ((name, criterion(found, call)) for name, criterion in CRITERIA.items())
    return tuple((name, points) for name, points in given if points)


def _last_day(found: Fitting, call: Call) -> date:
    edition = edition_on(found.terms, call.day)
    return (edition[1] if edition else None) or date.max
