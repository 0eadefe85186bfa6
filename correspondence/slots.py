"""When and how fast a mailing leaves. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clock.hours import Calendar, Window
from correspondence import deadlines


def calendar_of(opens: time, closes: time, weekdays: Sequence[int]) -> Calendar:
    """Hours in which members may be written to: never on a holiday. WEEKDAYS are ISO, 1 is Monday."""
    return Calendar(tuple(Window(day, opens, closes) for day in weekdays))


def next_open(now: datetime, calendar: Calendar) -> datetime | None:
    """NOW when members may be written to, or else the instant from which they may; None when they never may."""
    return next((start for start, _end in calendar.open_between(now, now + deadlines.OPENS_WITHIN)), None)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many at a time and the pause after them: never faster than was set, and never all of an hour at once."""

    at_once: int
    pause: timedelta


def pace_of(per_hour: int) -> Pace:
    at_once = -(-per_hour // 60)
    return Pace(at_once, deadlines.HOUR * at_once / per_hour)
