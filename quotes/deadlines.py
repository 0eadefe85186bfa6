"""Every duration of quotes. Plain Python."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

USUAL_MONTHS = 24
"""Usual prices are those of quotes received within so many months."""

ENOUGH_CASES = 11
"""Fewer cases than this are never shown: a cell of ten could be told apart (rule of the SNDS)."""

LONGEST_AHEAD = timedelta(days=730)
LONGEST_AGO = timedelta(days=1095)
"""A care date typed by an adviser lies between these; published cases are older and go through the command."""

SOON = timedelta(hours=24)
"""Left before an analysis is due, from which it is marked."""


def next_year_starts(day: date, *, month: int = 1) -> date:
    """First day of the next insurance year after DAY."""
    starts = date(day.year, month, 1)
    return starts if starts > day else date(day.year + 1, month, 1)
