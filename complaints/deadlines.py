"""Within what a complaint is acknowledged and answered, and from which day. Plain Python.

ACPR recommendation 2024-R-02 of 2 July 2024, in the place of 2022-R-01: acknowledged within ten working days of the
sending of the written complaint, unless it is answered by then; answered within two months of it. Days are counted as
procedural time is (code de procédure civile, articles 640 to 642): the day of the event does not count, a time in months
ends on the day of the same number, or on the last one of a shorter month, and the last day counts to midnight. The
recommendation does not say that a last day off moves to the next working day: it does not.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from clock.holidays import ZONES, Territory
from clock.hours import Calendar, Window, later

ACKNOWLEDGED_DAYS = 10
"""Working days: every day but Sundays and public holidays (jours ouvrables)."""

ANSWERED_MONTHS = 2

CLASSIC_DAYS, URGENT_DAYS = 10, 3
"""Within what we answer by our own rule; every day counts."""

ONE_DAY = timedelta(days=1)

LONGEST_AHEAD = timedelta(days=730)
"""By when a corrective action may be due."""

LONGEST_AGO = timedelta(days=730)
"""A date of sending typed by an adviser is no older."""

SOON = timedelta(days=2)
"""Left before a complaint is due, from which it is marked."""

RECONCILED = timedelta(days=75)
"""Terms that began in so much time before midnight are reconciled each night: two months, and what comes after them."""

_WHOLE_WORKING_DAYS = tuple(Window(weekday, time.min, time.min) for weekday in range(1, 7))


@dataclass(frozen=True, slots=True)
class Span:
    """From the midnight after the day that does not count to the midnight that ends the last one. No calendar: all time counts."""

    start: datetime
    end: datetime
    target: timedelta
    calendar: Calendar | None = None


def counts_from(sent_on: date | None, received_on: date) -> date:
    """The day of a written complaint's sending (postmark, date of the e-mail); of its receipt while nobody knows."""
    return received_on if sent_on is None else min(sent_on, received_on)


def working_days(territory: Territory) -> Calendar:
    """Every day from Monday to Saturday, from midnight to midnight, but the holidays of the territory."""
    return Calendar(_WHOLE_WORKING_DAYS, territory)


def to_acknowledge(day: date, territory: Territory) -> Span:
    """A written complaint of DAY, until the end of its tenth working day."""
    start, target = _midnight_after(day, territory), ACKNOWLEDGED_DAYS * ONE_DAY
    calendar = working_days(territory)
    return Span(start, later(start, target, calendar=calendar), target, calendar)


def to_answer(day: date, territory: Territory) -> Span:
    """A written complaint of DAY, until the end of the day two months later."""
    return _all_days(day, day + relativedelta(months=ANSWERED_MONTHS), territory)


def to_keep_target(day: date, territory: Territory, *, is_urgent: bool) -> Span:
    """A complaint that reached us on DAY, by our own rule."""
    return _all_days(day, day + (URGENT_DAYS if is_urgent else CLASSIC_DAYS) * ONE_DAY, territory)


def last_day(end: datetime, territory: Territory) -> date:
    """The day that the midnight of a `Span.end` ends."""
    return end.astimezone(ZoneInfo(ZONES[territory])).date() - ONE_DAY


def _all_days(day: date, last: date, territory: Territory) -> Span:
    start, end = _midnight_after(day, territory), _midnight_after(last, territory)
    return Span(start, end, end - start)


def _midnight_after(day: date, territory: Territory) -> datetime:
    return datetime.combine(day + ONE_DAY, time.min, ZoneInfo(ZONES[territory])).astimezone(ZoneInfo("UTC"))
