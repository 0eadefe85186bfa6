"""How time counts: in elapsed hours or in the opening hours of a calendar, with pauses, and told span by span. Plain Python.

All instants are aware, sums are made in UTC; a calendar's windows are wall-clock times of its territory. The clock that
jumps twice a year therefore changes when a window begins, never how long an hour is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clock.holidays import ZONES, Territory, holiday_on

FURTHEST = timedelta(days=750)
"""A calendar without a minute of work in two years has none."""


class NeverOpenError(ValueError):
    """The calendar has no working minute: a deadline counted in it would never come."""


class NoSuchHourError(ValueError):
    """A wall-clock time that the change to summer time leaves out."""


class HourTwiceError(ValueError):
    """A wall-clock time that comes twice on the night of the change to winter time."""


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, that somebody means by a wall-clock time. Raises NoSuchHourError, HourTwiceError."""
    wall = datetime.combine(day, at, zone)
    if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
        return wall.astimezone(UTC)
    if wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise NoSuchHourError
    raise HourTwiceError


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of a weekday (ISO, 1 is Monday) in wall-clock time. `closes` at midnight ends the day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work is done: windows of the week, but not on holidays of the territory nor on days that are closed besides."""

    windows: tuple[Window, ...]
    territory: Territory = Territory.METROPOLE
    closed: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONES[self.territory])

    @property
    def usual_day(self) -> timedelta:
        """What "a day" is when opening hours are counted: the mean of the weekdays that have any. Raises NeverOpenError."""
        lengths = [length for length in map(self._length_of, range(1, 8)) if length]
        if not lengths:
            raise NeverOpenError
        return sum(lengths, timedelta()) / len(lengths)

    def _length_of(self, weekday: int) -> timedelta:
        total = until = timedelta()
        for window in sorted(self.windows, key=lambda one: one.opens):
            if window.weekday == weekday:
                closes = _since_midnight(window.closes) or timedelta(days=1)
                total += max(closes - max(_since_midnight(window.opens), until), timedelta())
                until = max(until, closes)
        return total

    def reason_closed(self, day: date) -> str:
        """Why a whole day does not count: a holiday's French name, or `closed`; empty for a day with windows or without."""
        return holiday_on(day, self.territory) or ("closed" if day in self.closed else "")

    def windows_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """UTC instants between which work is done that day, in order; those that touch are one."""
        if self.reason_closed(day):
            return []
        found: list[tuple[datetime, datetime]] = []
        for window in sorted(self.windows, key=lambda one: one.opens):
            if window.weekday != day.isoweekday():
                continue
            start = self._instant(day, window.opens)
            end = self._instant(day + timedelta(days=1) if window.closes == time.min else day, window.closes)
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            elif start < end:
                found.append((start, end))
        return found

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def open_between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work within START and END, clipped to them, in order."""
        day, last = start.astimezone(self.zone).date() - timedelta(days=1), end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self.windows_on(day):
                if max(opens, start) < min(closes, end):
                    yield max(opens, start), min(closes, end)
            day += timedelta(days=1)


def _since_midnight(at: time) -> timedelta:
    return datetime.combine(date.min, at) - datetime.combine(date.min, time.min)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `since` to `until` (None: still), for a reason that somebody gave."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in a row of them without gap or overlap. `why` says why it does not count, empty when it does.

    `why` is `paused`, `closed`, `outside` (of the opening hours) or the French name of a holiday; `note` is the pause's reason.
    """

    start: datetime
    end: datetime
    counts: bool
    why: str = ""
    note: str = ""

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def later(
    start: datetime, by: timedelta, *, calendar: Calendar | None = None, pauses: Sequence[Pause] = ()
) -> datetime:
    """The first instant at which so much time has counted since START; START itself for none.

    Without a calendar every moment counts. Raises NeverOpenError, also when a pause never ends.
    """
    left, limit = by, start + by + FURTHEST
    if left <= timedelta():
        return start
    for span in spans(start, limit, calendar=calendar, pauses=pauses):
        if not span.counts:
            continue
        if span.length >= left:
            return span.start + left
        left -= span.length
    raise NeverOpenError


def after_pause(instant: datetime, pause: Pause, *, calendar: Calendar | None = None) -> datetime:
    """Where an instant that was still to come when the clock stopped lies now that it runs again: as far ahead as then.

    What had passed before the pause stays where it was. PAUSE has ended.
    """
    if instant <= pause.since or pause.until is None:
        return instant
    return later(pause.until, counted(pause.since, instant, calendar=calendar), calendar=calendar)


def counted(
    start: datetime, end: datetime, *, calendar: Calendar | None = None, pauses: Sequence[Pause] = ()
) -> timedelta:
    """How much of the time between two instants counts."""
    return sum(
        (span.length for span in spans(start, end, calendar=calendar, pauses=pauses) if span.counts), timedelta()
    )


def spans(
    start: datetime, end: datetime, *, calendar: Calendar | None = None, pauses: Sequence[Pause] = ()
) -> Iterator[Span]:
    """All the time between two instants, as it counts and as it does not. Nothing when END is not after START."""
    at = start.astimezone(UTC)
    end = end.astimezone(UTC)
    for pause in sorted(pauses, key=lambda one: one.since):
        begins = min(max(pause.since.astimezone(UTC), at), end)
        ends = min(max((pause.until or end).astimezone(UTC), begins), end)
        yield from _unpaused(at, begins, calendar)
        if begins < ends:
            yield Span(begins, ends, counts=False, why="paused", note=pause.reason)
        at = max(at, ends)
    yield from _unpaused(at, end, calendar)


def _unpaused(start: datetime, end: datetime, calendar: Calendar | None) -> Iterator[Span]:
    if start >= end:
        return
    if calendar is None:
        yield Span(start, end, counts=True)
        return
    at = start
    for opens, closes in calendar.open_between(start, end):
        yield from _shut(at, opens, calendar)
        yield Span(opens, closes, counts=True)
        at = closes
    yield from _shut(at, end, calendar)


def _shut(start: datetime, end: datetime, calendar: Calendar) -> Iterator[Span]:
    """Time without work: whole days that are closed apart from the nights and weekends around them."""
    at, whys = start, ""
    pending: tuple[datetime, str] | None = None
    while at < end:
        day = at.astimezone(calendar.zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time.min, calendar.zone).astimezone(UTC)
        whys = calendar.reason_closed(day) or "outside"
        if pending is None or pending[1] != whys:
            if pending is not None:
                yield Span(pending[0], at, counts=False, why=pending[1])
            pending = (at, whys)
        at = min(midnight, end)
    if pending is not None:
        yield Span(pending[0], end, counts=False, why=pending[1])


@dataclass(frozen=True, slots=True)
class Account:
    """A promise's time, told: `used` and `left` add up to the target always; `left` is negative once it is passed."""

    spans: tuple[Span, ...]
    used: timedelta
    left: timedelta


def account(
    start: datetime,
    until: datetime,
    *,
    target: timedelta,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] = (),
) -> Account:
    """How the time of a promise of TARGET given at START has gone by UNTIL."""
    told = tuple(spans(start, until, calendar=calendar, pauses=pauses))
    used = sum((span.length for span in told if span.counts), timedelta())
    return Account(told, used, target - used)
