"""Which times of which expert can be promised: the week's pattern, less absences and what is booked, fairest first. Plain Python.

Instants are aware and in UTC. A pattern is in wall-clock time of the expert's territory: slots are cut from the instant at
which a stretch of work begins, so the hour that is missing in spring or told twice in autumn shifts none of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from callbacks.deadlines import ONE_DAY, USUAL_SLOT
from clock.holidays import ZONES, Territory, holiday_on

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One stretch of an ISO weekday between two wall-clock times, on days from `since` to `until` (None: for good)."""

    weekday: int
    starts: time
    ends: time
    since: date
    until: date | None = None

    def applies(self, day: date) -> bool:
        return day.isoweekday() == self.weekday and self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Hours:
    """When an expert works, and how the time is cut: all of an agenda that changes seldom."""

    patterns: tuple[Pattern, ...]
    extra: tuple[Stretch, ...]
    territory: Territory
    slot: timedelta
    pause: timedelta

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONES[self.territory])


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that decides when an expert can be booked. `booked` runs to the end of the pause after a call.

    `load` is the number of calls booked in the days looked at, `share` the part of a full time in percent.
    """

    expert_id: int
    patterns: tuple[Pattern, ...]
    territory: Territory = Territory.METROPOLE
    extra: tuple[Stretch, ...] = ()
    absent: tuple[Stretch, ...] = ()
    booked: tuple[Stretch, ...] = ()
    slot: timedelta = USUAL_SLOT
    pause: timedelta = timedelta()
    daily_most: int | None = None
    load: int = 0
    share: int = 100

    @property
    def hours(self) -> Hours:
        return Hours(self.patterns, self.extra, self.territory, self.slot, self.pause)

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone

    @property
    def weight(self) -> float:
        """How loaded the expert is for the time worked: the smaller, the sooner chosen."""
        return self.load * 100 / self.share


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of an expert that can be booked; `load` and `share` are shown, so that everybody sees why this one comes first."""

    start: datetime
    end: datetime
    expert_id: int
    load: int = 0
    share: int = 100


def at_work(hours: Hours, day: date) -> list[Stretch]:
    """The stretches of one day of the expert's territory in which there is work, absences not yet taken off, in order."""
    zone = hours.zone
    found = [] if holiday_on(day, hours.territory) else [
        (_instant(day, one.starts, zone), _instant(day, one.ends, zone)) for one in hours.patterns if one.applies(day)
    ]  # fmt: skip
    begins, ends = _midnights(day, zone)
    found += [(max(start, begins), min(end, ends)) for start, end in hours.extra if start < ends and end > begins]
    return _joined(stretch for stretch in found if stretch[0] < stretch[1])


@lru_cache(maxsize=512)  # asked for again by every page of a week and every promise; at most some megabytes
def _lengths(hours: Hours, first: date, last: date) -> tuple[tuple[date, tuple[Stretch, ...]], ...]:
    """Days from FIRST to LAST with their work in lengths of a slot, a pause after each."""
    days = (first + number * ONE_DAY for number in range((last - first).days + 1))
    return tuple((day, tuple(_cut(hours, day))) for day in days)


def _cut(hours: Hours, day: date) -> Iterator[Stretch]:
    step = hours.slot + hours.pause
    for begins, ends in at_work(hours, day):
        at = begins
        while (end := at + hours.slot) <= ends:
            yield at, end
            at += step


def free_slots(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Slot]:
    """Slots that begin at SINCE or later and are over by UNTIL, in order; none on a day that is full."""
    for start, end in free_times(agenda, since, until):
        yield Slot(start, end, agenda.expert_id, agenda.load, agenda.share)


def free_times(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Stretch]:
    """As `free_slots`, whosever they are."""
    # A slot and the pause after it must be over when the next booked call begins.
    taken = _joined([*((start - agenda.pause, end) for start, end in agenda.booked), *agenda.absent])
    place, first, last = 0, since.astimezone(agenda.zone).date(), until.astimezone(agenda.zone).date()
    for day, lengths in _lengths(agenda.hours, first, last):
        if _is_full(agenda, day):
            continue
        for start, end in lengths:
            while place < len(taken) and taken[place][1] <= start:
                place += 1
            if since <= start and end <= until and (place == len(taken) or end <= taken[place][0]):
                yield start, end


def _is_full(agenda: Agenda, day: date) -> bool:
    if agenda.daily_most is None:
        return False
    begins, ends = _midnights(day, agenda.zone)
    return sum(begins <= start < ends for start, _ in agenda.booked) >= agenda.daily_most


def offered(
    agendas: Sequence[Agenda],
    since: datetime,
    until: datetime,
    *,
    reachable: tuple[time, time] | None = None,
    zone: ZoneInfo | None = None,
    most: int = 6,
) -> list[Slot]:
    """The next free slots of a skill, at most one an instant: the expert's who is least loaded for the time worked.

    REACHABLE are the wall-clock times, in ZONE (Paris), between which the member answers.
    """
    zone = zone or ZoneInfo("Europe/Paris")
    weights = {agenda.expert_id: agenda.weight for agenda in agendas}
    free = sorted(
        (slot for agenda in agendas for slot in free_slots(agenda, since, until) if _answers(slot, reachable, zone)),
        key=lambda slot: (slot.start, weights[slot.expert_id], slot.expert_id),
    )
    chosen: dict[datetime, Slot] = {}
    for slot in free:
        chosen.setdefault(slot.start, slot)
    return list(chosen.values())[:most]


def _answers(slot: Slot, reachable: tuple[time, time] | None, zone: ZoneInfo) -> bool:
    return reachable is None or reachable[0] <= slot.start.astimezone(zone).time() < reachable[1]


@lru_cache(maxsize=4096)  # the same few hours of the same days for every expert
def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _midnights(day: date, zone: ZoneInfo) -> Stretch:
    return _instant(day, time.min, zone), _instant(day + ONE_DAY, time.min, zone)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
