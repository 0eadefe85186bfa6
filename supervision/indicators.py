"""What is counted of a day, and which figures are made of it. Plain Python: words are in `wording`, tables in `queries`.

Everything is counted so that days, mutuals, teams, channels and reasons can be added up; a figure is made of sums, never of
other figures. What is not known is None, never 0. Definitions: NF EN ISO 18295-1 and the AFRC grid, as domain texts quote them.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final, Protocol


class Count(StrEnum):
    """What is counted. Values are names of columns."""

    OFFERED = "offered"
    ANSWERED = "answered"
    ANSWERED_SOON = "answered_soon"
    ABANDONED = "abandoned"
    ABANDONED_SOON = "abandoned_soon"
    OUT_OF_HOURS = "out_of_hours"
    WAITED = "waited_seconds"
    TALKS = "talks"
    TALK = "talk_seconds"
    HOLD = "hold_seconds"
    WRAPS = "wraps"
    WRAP = "wrap_seconds"
    CLOSED = "closed"
    JUDGED = "judged"
    SOLVED = "solved"
    WRITTEN = "written"
    WRITTEN_CLOSED = "written_closed"
    WRITTEN_IN_TIME = "written_in_time"
    QUOTES = "quotes"
    QUOTES_IN_TIME = "quotes_in_time"
    QUOTE_TIME = "quote_seconds"
    CALLBACKS_DUE = "callbacks_due"
    CALLBACKS_KEPT = "callbacks_kept"
    CALLBACKS_LATE = "callbacks_late"
    CALLBACK_LATENESS = "callback_late_seconds"
    REFERRALS = "referrals"
    PREVENTION_SHOWN = "prevention_shown"
    PREVENTION_TOLD = "prevention_told"
    WATCHED = "watched"
    SETTLED = "settled"
    REVIEWS = "reviews"
    REVIEW_POINTS = "review_points"
    SATISFACTION_ANSWERS = "satisfaction_answers"
    SATISFIED = "satisfied"
    COMPLAINTS = "complaints_opened"
    COMPLAINTS_ANSWERED = "complaints_answered"
    COMPLAINTS_IN_TARGET = "complaints_in_target"
    COMPLAINTS_IN_TIME = "complaints_in_time"
    LETTERS = "letters"


class Staffing(StrEnum):
    """Seconds of people at work, who work for several mutuals at once: never split by mutual, channel or reason."""

    SIGNED_IN = "signed_in_seconds"
    PAUSED = "paused_seconds"
    BUSY = "busy_seconds"


COUNTS: Final = [count.value for count in Count]
STAFFING: Final = [part.value for part in Staffing]

Tally = Counter[str]
"""Sums, by value of `Count` and `Staffing`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Thresholds in seconds under which calls are counted; kept with every closed day."""

    answered_within: int
    soon: int


# ---- facts, and what each counts as


@dataclass(frozen=True, slots=True)
class Call:
    """An incoming call. `is_open`: it rang in the opening hours. `held` in seconds; talk includes it."""

    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    held: int = 0
    is_open: bool = True


def of_call(call: Call, terms: Terms) -> dict[str, int]:
    """A call that rings still counts as nothing; one outside the opening hours is counted apart, answered or not."""
    if not call.is_open:
        return {Count.OUT_OF_HOURS: 1}
    if call.answered_at is None:
        if call.ended_at is None:
            return {}
        waited = _seconds(call.rang_at, call.ended_at)
        return {Count.OFFERED: 1, Count.ABANDONED: 1, Count.ABANDONED_SOON: int(waited < terms.soon)}
    waited = _seconds(call.rang_at, call.answered_at)
    found: dict[str, int] = {
        Count.OFFERED: 1,
        Count.ANSWERED: 1,
        Count.ANSWERED_SOON: int(waited <= terms.answered_within),
        Count.WAITED: waited,
    }
    if call.ended_at is not None:
        talk = _seconds(call.answered_at, call.ended_at)
        hold = min(call.held, talk)
        found |= {Count.TALKS: 1, Count.TALK: talk - hold, Count.HOLD: hold}
    return found


@dataclass(frozen=True, slots=True)
class Closing:
    """A contact was closed. `wrap` is the after-call work in seconds, `in_time` is of what was written; None is what was not said."""

    is_first: bool
    is_solved: bool | None = None
    wrap: int | None = None
    in_time: bool | None = None


def of_closing(closing: Closing) -> dict[str, int]:
    """A contact that was opened again is the same contact: its second closing counts for the work it took alone."""
    found: dict[str, int] = {}
    if closing.wrap is not None:
        found |= {Count.WRAPS: 1, Count.WRAP: closing.wrap}
    if closing.is_first:
        found[Count.CLOSED] = 1
        if closing.is_solved is not None:
            found |= {Count.JUDGED: 1, Count.SOLVED: int(closing.is_solved)}
        if closing.in_time is not None:
            found |= {Count.WRITTEN_CLOSED: 1, Count.WRITTEN_IN_TIME: int(closing.in_time)}
    return found


def of_quote(*, seconds: int, in_time: bool) -> dict[str, int]:
    """An analysis was told to the member, SECONDS after its receipt without the time in which it stood still."""
    return {Count.QUOTES: 1, Count.QUOTES_IN_TIME: int(in_time), Count.QUOTE_TIME: seconds}


def of_due_callback(*, deadline: datetime, reached_at: datetime | None) -> dict[str, int]:
    """The deadline of a promised call fell on the day."""
    return {Count.CALLBACKS_DUE: 1, Count.CALLBACKS_KEPT: int(reached_at is not None and reached_at <= deadline)}


def of_late_callback(*, deadline: datetime, reached_at: datetime) -> dict[str, int]:
    """The member was reached on the day, after the deadline; nothing when before it."""
    if reached_at <= deadline:
        return {}
    return {Count.CALLBACKS_LATE: 1, Count.CALLBACK_LATENESS: _seconds(deadline, reached_at)}


def of_prompt(*, is_told: bool) -> dict[str, int]:
    """A prevention campaign was on the screen at a closing."""
    return {Count.PREVENTION_SHOWN: 1, Count.PREVENTION_TOLD: int(is_told)}


def of_watched(*, is_solved: bool, comes_back: bool) -> dict[str, int]:
    """The time ended in which somebody could come back about a contact that was closed for the first time."""
    return {Count.WATCHED: 1, Count.SETTLED: int(is_solved and not comes_back)}


def of_review(score: int) -> dict[str, int]:
    """A drawn contact was scored, from 0 to 100."""
    return {Count.REVIEWS: 1, Count.REVIEW_POINTS: score}


def of_answer(*, is_satisfied: bool) -> dict[str, int]:
    """A member said whether they are satisfied."""
    return {Count.SATISFACTION_ANSWERS: 1, Count.SATISFIED: int(is_satisfied)}


def of_answered_complaint(*, in_target: bool, in_time: bool) -> dict[str, int]:
    """A complaint was answered, within our own target or not, and within the law's time or not."""
    return {
        Count.COMPLAINTS_ANSWERED: 1,
        Count.COMPLAINTS_IN_TARGET: int(in_target),
        Count.COMPLAINTS_IN_TIME: int(in_time),
    }


def of_presence(start: datetime, end: datetime, *, is_busy: bool, is_paused: bool) -> dict[str, int]:
    """A stretch of somebody's presence, cut to the day."""
    seconds = max(0, _seconds(start, end))
    found: dict[str, int] = {Staffing.SIGNED_IN: seconds}
    if is_busy:
        found[Staffing.BUSY] = seconds
    if is_paused:
        found[Staffing.PAUSED] = seconds
    return found


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


# ---- the curve of a day

HALF_HOURS: Final = 48
"""Of a day, from midnight in Paris; on the two days on which the clock jumps an hour is missing or counts twice."""


class Course(StrEnum):
    """What is counted by half-hour. Values are names of columns."""

    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    WAITED = "waited_seconds"


def in_course(call: Call) -> dict[str, int]:
    """What a call adds to its half-hour. Its wait counts whoever ended it: over those who gave up it is how long people wait at most."""
    until = call.answered_at or call.ended_at
    if not call.is_open or until is None:
        return {}
    end = Course.ANSWERED if call.answered_at is not None else Course.ABANDONED
    return {Course.OFFERED: 1, end: 1, Course.WAITED: _seconds(call.rang_at, until)}


# ---- figures


class Dimension(StrEnum):
    """By what figures are broken down."""

    MUTUAL = "mutual"
    SITE = "site"
    TEAM = "team"
    CHANNEL = "channel"
    REASON = "reason"


class Grain(StrEnum):
    """How finely counts are kept: each day is kept in all of them, so that a question reads no more rows than it needs."""

    WHOLE = "whole"
    CHANNEL = "channel"
    TEAM = "team"
    REASON = "reason"
    FINE = "fine"


TOLD_APART: Final[dict[Grain, frozenset[Dimension]]] = {
    Grain.WHOLE: frozenset({Dimension.MUTUAL}),
    Grain.CHANNEL: frozenset({Dimension.MUTUAL, Dimension.CHANNEL}),
    Grain.TEAM: frozenset({Dimension.MUTUAL, Dimension.TEAM, Dimension.SITE}),
    Grain.REASON: frozenset({Dimension.MUTUAL, Dimension.REASON}),
    Grain.FINE: frozenset(Dimension),
}
"""What each tells apart, coarsest first."""


def grain_for(dimensions: AbstractSet[Dimension]) -> Grain:
    """The coarsest that tells these apart."""
    return next(grain for grain, told in TOLD_APART.items() if dimensions <= told)


class Unit(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    SECONDS = "seconds"


Value = Fraction | int | None


class Figure(Protocol):
    """A value made of the counts that it needs."""

    @property
    def needs(self) -> frozenset[str]: ...

    def __call__(self, tally: Mapping[str, int], /) -> Value: ...


@dataclass(frozen=True, slots=True)
class Number:
    """How many."""

    count: str

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({self.count})

    def __call__(self, tally: Mapping[str, int]) -> Value:
        return Fraction(tally[self.count])


@dataclass(frozen=True, slots=True)
class Ratio:
    """TOP over BOTTOM without LESS; None over nothing."""

    top: str
    bottom: str
    less: str | None = None
    scale: int = 1

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({self.top, self.bottom, *([self.less] if self.less else [])})

    def __call__(self, tally: Mapping[str, int]) -> Value:
        top, base = self.parts(tally)
        return Fraction(top * self.scale, base) if base > 0 else None

    def parts(self, tally: Mapping[str, int]) -> tuple[int, int]:
        """How many, of how many."""
        return tally[self.top], tally[self.bottom] - (tally[self.less] if self.less else 0)


def _share(top: str, bottom: str, *, less: str | None = None) -> Ratio:
    return Ratio(top, bottom, less=less, scale=100)


@dataclass(frozen=True, slots=True)
class Means:
    """Means that add up, each over the calls of which it is known; None when one is not known."""

    parts: tuple[Ratio, ...]

    @property
    def needs(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.needs for part in self.parts))

    def __call__(self, tally: Mapping[str, int]) -> Value:
        known = [value for part in self.parts if (value := part(tally)) is not None]
        return sum(known, start=Fraction()) if len(known) == len(self.parts) else None


HANDLING: Final = Means(
    (Ratio(Count.TALK, Count.TALKS), Ratio(Count.HOLD, Count.TALKS), Ratio(Count.WRAP, Count.WRAPS))
)
"""Talk, hold and work after the call."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure. `by` is by what it can be broken down: elsewhere it is not known. `target` in the figure's unit.

    `is_more_better` is None for a figure that is neither good nor bad.
    """

    code: str
    unit: Unit
    value: Figure
    by: frozenset[Dimension]
    target: int | None = None
    is_more_better: bool | None = None

    def aimed(self, targets: Mapping[str, int]) -> "Indicator":
        """The same with the target that TARGETS has for it, by code; its own is of who has no policy."""
        return replace(self, target=targets.get(self.code, self.target))


ALL: Final = frozenset(Dimension)
WORKED: Final = ALL - {Dimension.REASON}
"""What is known of the work on a promise or a complaint: not the reason of its contact."""

CALLED: Final = frozenset({Dimension.MUTUAL, Dimension.CHANNEL, Dimension.REASON})
"""An abandoned call reached nobody's team: a rate of a team alone would always be 100 %."""

RATES: Final = frozenset({Dimension.MUTUAL, Dimension.CHANNEL})
"""Nor was its reason ever given."""

STAFFED: Final = frozenset({Dimension.SITE, Dimension.TEAM})

INDICATORS: Final = (
    Indicator("offered", Unit.NUMBER, Number(Count.OFFERED), RATES),
    Indicator("answered", Unit.NUMBER, Number(Count.ANSWERED), ALL),
    Indicator("abandoned", Unit.NUMBER, Number(Count.ABANDONED), RATES),
    Indicator("out_of_hours", Unit.NUMBER, Number(Count.OUT_OF_HOURS), RATES),
    Indicator("pick_up", Unit.PERCENT, _share(Count.ANSWERED, Count.OFFERED), RATES, 90, is_more_better=True),
    Indicator(
        "efficacy", Unit.PERCENT, _share(Count.ANSWERED, Count.OFFERED, less=Count.ABANDONED_SOON), RATES,
        is_more_better=True,
    ),
    Indicator("abandonment", Unit.PERCENT, _share(Count.ABANDONED, Count.OFFERED), RATES, is_more_better=False),
    Indicator(
        "service_level", Unit.PERCENT, _share(Count.ANSWERED_SOON, Count.OFFERED), RATES, 90, is_more_better=True
    ),
    Indicator("wait", Unit.SECONDS, Ratio(Count.WAITED, Count.ANSWERED), ALL, is_more_better=False),
    Indicator("talk", Unit.SECONDS, Ratio(Count.TALK, Count.TALKS), ALL),
    Indicator("hold", Unit.SECONDS, Ratio(Count.HOLD, Count.TALKS), ALL, is_more_better=False),
    Indicator("wrap_up", Unit.SECONDS, Ratio(Count.WRAP, Count.WRAPS), ALL),
    Indicator("handling", Unit.SECONDS, HANDLING, ALL, 180, is_more_better=False),
    Indicator(
        "occupancy", Unit.PERCENT, _share(Staffing.BUSY, Staffing.SIGNED_IN, less=Staffing.PAUSED), STAFFED
    ),
    Indicator("closed", Unit.NUMBER, Number(Count.CLOSED), ALL),
    Indicator("solved", Unit.PERCENT, _share(Count.SOLVED, Count.JUDGED), ALL, is_more_better=True),
    Indicator("settled", Unit.PERCENT, _share(Count.SETTLED, Count.WATCHED), ALL, is_more_better=True),
    Indicator("written", Unit.NUMBER, Number(Count.WRITTEN), RATES),
    Indicator(
        "written_in_time", Unit.PERCENT, _share(Count.WRITTEN_IN_TIME, Count.WRITTEN_CLOSED), ALL, is_more_better=True
    ),
    Indicator("quotes", Unit.NUMBER, Number(Count.QUOTES), WORKED),
    Indicator("quote_time", Unit.SECONDS, Ratio(Count.QUOTE_TIME, Count.QUOTES), WORKED, 259_200, is_more_better=False),
    Indicator("quotes_in_time", Unit.PERCENT, _share(Count.QUOTES_IN_TIME, Count.QUOTES), WORKED, is_more_better=True),
    Indicator("callbacks_due", Unit.NUMBER, Number(Count.CALLBACKS_DUE), WORKED),
    Indicator(
        "callbacks_kept", Unit.PERCENT, _share(Count.CALLBACKS_KEPT, Count.CALLBACKS_DUE), WORKED, 100,
        is_more_better=True,
    ),
    Indicator(
        "callback_lateness", Unit.SECONDS, Ratio(Count.CALLBACK_LATENESS, Count.CALLBACKS_LATE), WORKED,
        is_more_better=False,
    ),
    Indicator("complaints", Unit.NUMBER, Number(Count.COMPLAINTS), WORKED),
    Indicator(
        "complaints_in_target", Unit.PERCENT, _share(Count.COMPLAINTS_IN_TARGET, Count.COMPLAINTS_ANSWERED), WORKED,
        is_more_better=True,
    ),
    Indicator(
        "complaints_in_time", Unit.PERCENT, _share(Count.COMPLAINTS_IN_TIME, Count.COMPLAINTS_ANSWERED), WORKED, 100,
        is_more_better=True,
    ),
    Indicator("referrals", Unit.NUMBER, Number(Count.REFERRALS), WORKED),
    Indicator("prevention_shown", Unit.NUMBER, Number(Count.PREVENTION_SHOWN), ALL),
    Indicator("prevention_told", Unit.PERCENT, _share(Count.PREVENTION_TOLD, Count.PREVENTION_SHOWN), ALL),
    Indicator("satisfaction_answers", Unit.NUMBER, Number(Count.SATISFACTION_ANSWERS), ALL),
    Indicator(
        "satisfaction", Unit.PERCENT, _share(Count.SATISFIED, Count.SATISFACTION_ANSWERS), ALL, is_more_better=True
    ),
    Indicator("reviews", Unit.NUMBER, Number(Count.REVIEWS), ALL),
    Indicator("quality_score", Unit.PERCENT, Ratio(Count.REVIEW_POINTS, Count.REVIEWS), ALL, is_more_better=True),
)  # fmt: skip

BY_CODE: Final = {indicator.code: indicator for indicator in INDICATORS}


def is_on_target(indicator: Indicator, value: Value) -> bool | None:
    """None when there is no target, or the figure is not known."""
    if indicator.target is None or value is None:
        return None
    return value >= indicator.target if indicator.is_more_better else value <= indicator.target
