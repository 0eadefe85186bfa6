"""Busy time out of iCalendar files: zones, whole days, series with exceptions, changes of clocks, and what is no calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.errors import NotCalendarError
from callbacks.sources import LARGEST_FILE, MOST_SERIES, Busy, busy_times
from tests.factories.calendars import HEAD, at, calendar, event

PARIS = ZoneInfo("Europe/Paris")
SINCE = datetime(2026, 10, 19, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=62)


def read(content: bytes) -> list[Busy]:
    return busy_times(content, since=SINCE, until=UNTIL)


def told(*events: str, head: str = HEAD) -> list[tuple[str, str]]:
    """Beginnings and ends on the wall clocks of Paris."""
    found = read(calendar(*events, head=head))
    return [(f"{one.start.astimezone(PARIS):%d/%m %H:%M}", f"{one.end.astimezone(PARIS):%d/%m %H:%M}") for one in found]


def test_an_appointment() -> None:
    assert told(at("a", "20261124T090000", "20261124T103000")) == [("24/11 09:00", "24/11 10:30")]


@pytest.mark.parametrize(
    ("zone", "suffix", "begins"),
    [("", "Z", "24/11 10:00"), (";TZID=Indian/Reunion", "", "24/11 06:00"), ("", "", "24/11 09:00")],
    ids=["utc", "reunion", "no zone"],
)
def test_zones(zone: str, suffix: str, begins: str) -> None:
    [(start, _)] = told(at("a", f"20261124T090000{suffix}", f"20261124T100000{suffix}", zone=zone))
    assert start == begins


def test_the_zone_that_the_file_names() -> None:
    head = f"{HEAD}X-WR-TIMEZONE:Indian/Reunion\r\n"
    assert told(at("a", "20261124T090000", "20261124T100000", zone=""), head=head)[0][0] == "24/11 06:00"


def test_a_whole_day_is_one_of_paris() -> None:
    assert told(event("a", "DTSTART;VALUE=DATE:20261124")) == [("24/11 00:00", "25/11 00:00")]


def test_the_day_of_the_change_of_clocks_has_twenty_five_hours() -> None:
    [busy] = read(calendar(event("a", "DTSTART;VALUE=DATE:20261025")))
    assert busy.end - busy.start == timedelta(hours=25)


def test_a_series_keeps_its_wall_clock_through_a_change_of_clocks() -> None:
    rule = at("a", "20261023T090000", "20261023T093000", "RRULE:FREQ=DAILY;COUNT=4")
    assert [start for start, _ in told(rule)] == [f"{day}/10 09:00" for day in (23, 24, 25, 26)]


def test_an_endless_series_ends_with_the_days_looked_at() -> None:
    assert len(told(at("a", "20260105T090000", "20260105T093000", "RRULE:FREQ=WEEKLY"))) == 9


def test_exceptions_of_a_series() -> None:
    series = at(
        "a", "20261123T090000", "20261123T093000", "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE;TZID=Europe/Paris:20261124T090000",
    )  # fmt: skip
    moved = at("a", "20261125T140000", "20261125T143000", "RECURRENCE-ID;TZID=Europe/Paris:20261125T090000")
    assert told(series, moved) == [("23/11 09:00", "23/11 09:30"), ("25/11 14:00", "25/11 14:30")]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_is_free_or_called_off_is_not_busy(line: str) -> None:
    assert told(at("a", "20261124T090000", "20261124T100000", line)) == []


def test_what_lies_outside_of_the_days_looked_at() -> None:
    assert told(at("a", "20261018T090000", "20261018T100000"), at("b", "20270124T090000", "20270124T100000")) == []


def test_nothing_of_what_it_is_about_is_kept() -> None:
    [busy] = read(calendar(at("a", "20261124T090000", "20261124T100000")))
    assert "Dupont" not in repr(busy)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Bonjour,\n",
        b"\x89PNG\r\n\x1a\n",
        b"<!doctype html><title>BEGIN:VCALENDAR</title>",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        b"x" * (LARGEST_FILE + 1),
        calendar(at("a", "20261124T090000", "20261124T100000", "RRULE:FREQ=SECONDLY")),
        calendar(at("a", "20261124T090000", "20261124T100000", "RRULE:FREQ=DAILY;BYMINUTE=0,1,2,3")),
        calendar(*(at(f"{n}", "20261124T090000", "20261124T100000", "RRULE:FREQ=DAILY") for n in range(MOST_SERIES + 1))),
    ],
    ids=["empty", "text", "picture", "page", "cut", "large", "every second", "every minute", "too many series"],
)  # fmt: skip
def test_what_is_no_agenda(content: bytes) -> None:
    with pytest.raises(NotCalendarError):
        read(content)


WHOLE = calendar(
    at("a", "20261124T090000", "20261124T100000", "RRULE:FREQ=WEEKLY;COUNT=5"),
    event("b", "DTSTART;VALUE=DATE:20261201"),
)


@given(st.integers(0, len(WHOLE)), st.binary(max_size=12))
def test_a_broken_file_is_read_or_refused(at_byte: int, inserted: bytes) -> None:
    """Whatever is written over it, nothing else is raised, and what is read lies in the days looked at, forwards."""
    try:
        found = read(WHOLE[:at_byte] + inserted + WHOLE[at_byte + len(inserted) :])
    except NotCalendarError:
        return
    assert [busy for busy in found if not (busy.start < busy.end and busy.start < UNTIL and busy.end > SINCE)] == []
