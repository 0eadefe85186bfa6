"""Every duration of supervision. Plain Python."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

PARIS = ZoneInfo("Europe/Paris")

ONE_SECOND = timedelta(seconds=1)
"""What is waited is counted in whole seconds."""

ONE_DAY = timedelta(days=1)

ONE_WEEK = timedelta(weeks=1)

ONE_MONTH = relativedelta(months=1)

LAST_YEAR = timedelta(weeks=52)
"""The season is looked for so long before: weekdays stay where they are."""

CLOSES_AFTER = timedelta(hours=5)
"""A day is closed so long after its midnight in Paris: a call whose end was lost is over by then (`contacts.CALL_LOST`)."""

CLOSED_BACK = timedelta(days=62)
"""Days that were missed are closed as far back as this by the job; further back by hand."""

COMES_BACK = timedelta(days=7)
"""Who comes back for the same reason within this was not helped the first time (first-contact resolution of the norm, N = 7 days)."""

PAPER_LATE = timedelta(days=60)
"""A letter is entered at most so long after the day of its receipt."""

ANSWERED_WITHIN = timedelta(seconds=20)
"""A call that is answered within this counts for the service level."""

ABANDONED_SOON = timedelta(seconds=5)
"""Who hangs up before this could not have been answered: it is left out of the efficacy (AFRC)."""

RECENT = timedelta(hours=1)
"""The hour of the board is the last sixty minutes."""

WAITS_LONG = timedelta(hours=2)
"""A call that has rung for longer than this rings no more: its end was lost."""

WAIT_TARGET = timedelta(seconds=30)
"""Who waits longer is marked on the board."""

CALL_LONG = timedelta(minutes=6)
"""A call twice as long as it should be is marked: somebody may need help (`contacts.CALL_TARGET`)."""

WRAP_UP_LONG = timedelta(minutes=1)
BREAK_USUAL = timedelta(minutes=15)
"""The bar of a break is full after this; nothing is said of a longer one."""

AGE_STEP = timedelta(hours=6)
"""Quotes are drawn by so much age."""

SOON = timedelta(hours=12)
"""What is due within this is said to be due soon."""

HALF_HOUR = timedelta(minutes=30)
REFRESHED = timedelta(seconds=15)
"""A board looks by itself this often: waiting goes on without an event."""

UNTOLD_REFRESHED = timedelta(seconds=2)
"""A board that could not ask to be told of activity looks this often instead, and asks again each time."""

USUAL_PERIOD = timedelta(days=27)
"""Figures are shown of the last four weeks unless somebody asks otherwise."""

LONGEST_PERIOD = timedelta(days=731)
"""Two years at most are shown at once."""

LONGEST_LIST = timedelta(days=62)
"""Two months of contacts at most leave as one file: a sheet of a spreadsheet ends at 1,048,576 lines."""

FORECAST_KEPT = timedelta(minutes=10)
"""A forecast is worked out once in so long, unless a day is closed: boards ask for it every few seconds."""

FORECAST_AHEAD = timedelta(days=49)
"""Days to come that can be forecast: a later one has fewer than three like days in its ten weeks."""

LONGEST_LOOK = timedelta(days=92)
"""Figures that are counted contact by contact are shown of three months at once."""

SHARED = timedelta(milliseconds=400)
"""Boards that ask within this of each other are shown the same look.

Together with `live.deadlines.STIRRED` it is less than the second that a board waits after it was told of activity: no look is
older than what was told.
"""

RETURN_HOUR = time(7)
"""Who subscribed to a return is told at this hour in Paris, on the first of a month or on Monday: the night has closed the day before."""

RETURN_LEASE = timedelta(minutes=5)
"""Who tells somebody of a return has it to themselves for so long."""

RETURN_WAITS = timedelta(hours=1)
"""A return whose days are not all closed, or that the mail server did not take, is looked at again after this."""

RETURN_TRIES = 24
"""After so many attempts the next period is waited for."""


def month_after(month: date) -> date:
    """First day of the next one, of a first day."""
    found: date = month + ONE_MONTH
    return found


def next_return(after: datetime, *, is_weekly: bool) -> datetime:
    """The first Monday, or first of a month, at `RETURN_HOUR` in Paris that comes after AFTER."""
    local = after.astimezone(PARIS)
    day = local.date()
    first = day - ONE_DAY * day.weekday() if is_weekly else day.replace(day=1)
    while (at := datetime.combine(first, RETURN_HOUR, PARIS)) <= local:
        first += ONE_WEEK if is_weekly else ONE_MONTH
    return at


def period_before(day: date, *, is_weekly: bool) -> tuple[date, date]:
    """First and last day of the week, or month, that was over last on DAY."""
    if is_weekly:
        first = day - ONE_DAY * day.weekday()
        return first - ONE_WEEK, first - ONE_DAY
    first = day.replace(day=1)
    return first - ONE_MONTH, first - ONE_DAY
