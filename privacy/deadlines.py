"""Durations of people's rights, and how those that are data are counted. Plain Python."""

from calendar import monthrange
from datetime import date, timedelta

ANSWER_MONTHS = 1
"""Within how many months of its receipt a request is answered: article 12(3) of the regulation (EU) 2016/679."""

BACKDATED = timedelta(days=92)
"""How long ago a request that is entered today may have been received: further away, the day was mistyped."""

LEASE = timedelta(minutes=15)
"""Whoever works on a request and is not heard of for this long is dead, and the next sweep takes it up."""

RETENTION_LASTS = timedelta(hours=2)
"""A night's work on durations stops after this and goes on the next night: by eight advisers are back."""

NEAR_DAYS = 7
"""A request whose answer is due within so many days stands out."""

RETRY = timedelta(minutes=10)
"""How long after a failure a request is tried again."""

MOST_ATTEMPTS = 5


def months_after(day: date, months: int) -> date:
    """The same day MONTHS later, or the last of its month: regulation (EEC, Euratom) 1182/71, article 3(2)(c). Negative goes back."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_due(received_on: date) -> date:
    """The last day on which a request of that day is answered in time."""
    return months_after(received_on, ANSWER_MONTHS)
