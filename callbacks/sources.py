"""Busy time out of an iCalendar file. Plain Python.

Of an event only its time is kept: what it is about is nobody's business here. What is free by its own word (TRANSP), or
called off, is no busy time; an all-day event is busy from midnight to midnight of the days it names, in Paris; an event
whose time names no zone is in the zone that the file names, or in Paris.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from callbacks.deadlines import ONE_DAY
from callbacks.errors import NotCalendarError

PARIS = ZoneInfo("Europe/Paris")
LARGEST_FILE = 2_000_000
"""Bytes. A year of a full agenda has some 300,000."""
MOST_EVENTS = 2_000
"""Of one file, in the days that are looked at; a file with more is not somebody's agenda."""
MOST_SERIES = 300
"""Rules of repetition in one file."""
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
"""No appointment comes back so often; a rule that does would keep the program busy."""
LONGEST_UID = 255
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the libraries' parsers raise of a file that is not what it says."""


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """Busy from `start` to `end`, in UTC. `uid` is the event's; those of a series share it and differ in their start."""

    start: datetime
    end: datetime
    uid: str


def busy_times(content: bytes, *, since: datetime, until: datetime) -> list[Busy]:
    """What a calendar says of the time between two instants, in order, each once. Raises NotCalendarError."""
    calendar = _read(content)
    found: dict[tuple[str, datetime], Busy] = {}
    for busy in _occurrences(calendar, since, until):
        if busy.start < until and busy.end > since:
            found[busy.uid, busy.start] = busy
            if len(found) > MOST_EVENTS:
                raise NotCalendarError
    return sorted(found.values())


def _read(content: bytes) -> Calendar:
    if len(content) > LARGEST_FILE or b"BEGIN:VCALENDAR" not in content[:200].upper():
        raise NotCalendarError
    try:
        calendar = Calendar.from_ical(content)
        is_an_agenda = isinstance(calendar, Calendar) and _is_an_agenda(calendar)
    except UNREADABLE:
        raise NotCalendarError from None
    if not is_an_agenda:
        raise NotCalendarError
    return calendar


def _is_an_agenda(calendar: Calendar) -> bool:
    rules: list[Any] = [event["RRULE"] for event in calendar.walk("VEVENT") if "RRULE" in event]
    told: list[Any] = [rule for found in rules for rule in (found if isinstance(found, list) else [found])]
    often = any(TOO_OFTEN & {str(one).upper() for one in rule.get("FREQ", [])} for rule in told)
    return len(told) <= MOST_SERIES and not often and not any("BYSECOND" in rule or "BYMINUTE" in rule for rule in told)


def _occurrences(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Busy]:
    zone = _zone_of(calendar)
    try:
        # A day on either side: an event without a zone is placed by us, not by the library.
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(since - ONE_DAY, until + ONE_DAY)
    except UNREADABLE:
        raise NotCalendarError from None
    for event in events:
        if (busy := _busy(event, zone)) is not None:
            yield busy


def _zone_of(calendar: Calendar) -> ZoneInfo:
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", PARIS.key)))
    except (KeyError, ValueError, OSError):
        return PARIS


def _busy(event: Any, zone: ZoneInfo) -> Busy | None:
    is_free = (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED"
    )
    uid = str(event.get("UID", ""))[:LONGEST_UID]
    if is_free or "DTSTART" not in event:
        return None
    start, end = _instant(event.start, zone), _instant(event.end, zone)
    return Busy(start, end, uid or f"{start:%Y%m%dT%H%M%SZ}") if start < end else None


def _instant(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min, PARIS).astimezone(UTC)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
