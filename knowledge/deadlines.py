"""Durations of the knowledge base. Plain Python."""

from datetime import date, timedelta
from typing import Final

from clock.holidays import Territory, holiday_on

ANSWER_DAYS: Final = 2
"""Working days in which a question from the desk about an article is answered."""

CHECK_EVERY: Final = timedelta(days=365)
"""An article is checked again after this long, unless its author says another day."""

EXPIRES_SOON: Final = timedelta(days=30)
"""An article that ends within this time is in the list of work."""

SATURDAY: Final = 6


def answer_due(asked: date) -> date:
    """The last day to answer what was asked that day: working days are Monday to Friday without the public holidays."""
    day, left = asked, ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() < SATURDAY and not holiday_on(day, Territory.METROPOLE)
    return day
