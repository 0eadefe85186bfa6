"""A day as people type it, in figures or in words. Plain Python."""

import re
import unicodedata
from datetime import date

from ui.formats import MONTHS

AHEAD = 20
"""Years after today up to which a year of two digits is still to come: in 2026, 45 is 2045 and 61 is 1961."""

EARLIEST_YEAR, LATEST_YEAR = 1890, 2199

_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_FORMS = [
    re.compile(form).fullmatch
    for form in (
        rf"(?P<day>[0-9]{{1,2}}) ?([ ./-]) ?(?P<month>[0-9]{{1,2}}) ?\2 ?{_YEAR}",
        rf"(?P<day>[0-9]{{2}})(?P<month>[0-9]{{2}}){_YEAR}",
        r"(?P<year>[0-9]{4})([./-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})",
        rf"(?P<day>[0-9]{{1,2}})(?:er)? ?(?P<month>[a-z]{{3,9}})\.? ?{_YEAR}",
    )
]


class NotADayError(ValueError):
    """Text that is no day in any usual writing."""


class NoSuchDayError(ValueError):
    """A day that no calendar has, such as 29/02/2025, or of a year that nobody means."""


def read_day(text: str, *, today: date, ahead: int = AHEAD) -> date:
    """`12/3/61`, `12.03.1961`, `12031961`, `120361`, `1961-03-12`, `12 mars 1961` and `1er mars 61`, spaces forgiven.

    A year of two digits lies within the hundred years that end AHEAD years after today. Raises NotADayError, NoSuchDayError.
    """
    folded = _folded(text)
    found = next((match for form in _FORMS if (match := form(folded))), None)
    if found is None:
        raise NotADayError
    month = int(found["month"]) if found["month"].isdecimal() else _month(found["month"])
    year = _year(found["year"], today.year + ahead)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise NoSuchDayError
    try:
        return date(year, month, int(found["day"]))
    except ValueError:
        raise NoSuchDayError from None


def _folded(text: str) -> str:
    """Small letters without accents, single spaces; NFKD also makes plain digits of full-width ones."""
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())


def _month(word: str) -> int:
    """Number of a month of which this is the name or its beginning; `jui` may be two of them and is none."""
    numbers = {number for name, number in _MONTHS if name.startswith(word)}
    if len(numbers) != 1:
        raise NotADayError
    return numbers.pop()


def _year(digits: str, latest: int) -> int:
    if len(digits) == 4:
        return int(digits)
    year = latest - latest % 100 + int(digits)
    return year if year <= latest else year - 100


_MONTHS = [(_folded(name), number) for names in MONTHS.values() for number, name in enumerate(names, start=1)]
