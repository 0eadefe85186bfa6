"""Time as it counts: sums in UTC, windows of the wall clock, pauses, and every span told."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.hours import (
    Calendar,
    HourTwiceError,
    NeverOpenError,
    NoSuchHourError,
    Pause,
    Window,
    account,
    counted,
    instant_of,
    later,
    spans,
)

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(hours=24)
OFFICE = Calendar(tuple(Window(day, time(8), time(20)) for day in range(1, 7)))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize("changes", ["2026-10-25", "2027-03-28"])
def test_a_day_is_twenty_four_hours_around_each_change_of_clocks(changes: str) -> None:
    """Every minute of the week around it."""
    first = datetime.combine(date.fromisoformat(changes) - timedelta(days=3), time.min, PARIS).astimezone(UTC)
    starts = [first + timedelta(minutes=minute) for minute in range(7 * 24 * 60)]
    assert {later(start, DAY) - start for start in starts} == {DAY}


@pytest.mark.parametrize("changes", ["2026-10-25", "2028-03-26"])
def test_windows_keep_the_wall_clock_around_each_change(changes: str) -> None:
    everyday = Calendar(tuple(Window(day, time(8), time(20)) for day in range(1, 8)))
    days = [date.fromisoformat(changes) + timedelta(days=offset) for offset in range(-3, 4)]
    told = [[at.astimezone(PARIS).time() for at in window] for day in days for window in everyday.windows_on(day)]
    assert told == [[time(8), time(20)]] * 7


def test_opening_hours_go_on_on_monday() -> None:
    assert later(paris("2026-11-21 18:00"), timedelta(hours=5), calendar=OFFICE) == paris("2026-11-23 11:00")


def test_a_holiday_does_not_count() -> None:
    assert later(paris("2026-11-10 19:00"), timedelta(hours=2), calendar=OFFICE) == paris("2026-11-12 09:00")


def test_a_pause_does_not_count() -> None:
    pause = Pause(paris("2026-11-23 10:00"), paris("2026-11-23 15:00"), "pièce manquante")
    assert later(paris("2026-11-23 09:00"), timedelta(hours=2), pauses=[pause]) == paris("2026-11-23 16:00")


@pytest.mark.parametrize(
    ("calendar", "pauses"),
    [(Calendar(()), []), (None, [Pause(datetime(2026, 11, 23, tzinfo=UTC), None, "sans fin")])],
)
def test_what_never_counts_is_refused(calendar: Calendar | None, pauses: list[Pause]) -> None:
    with pytest.raises(NeverOpenError):
        later(datetime(2026, 11, 23, tzinfo=UTC), DAY, calendar=calendar, pauses=pauses)


def test_spans_say_why() -> None:
    told = spans(paris("2026-11-10 19:00"), paris("2026-11-12 09:00"), calendar=OFFICE)
    assert [(span.start.astimezone(PARIS).strftime("%d %H:%M"), span.counts, span.why) for span in told] == [
        ("10 19:00", True, ""),
        ("10 20:00", False, "outside"),
        ("11 00:00", False, "armistice de 1918"),
        ("12 00:00", False, "outside"),
        ("12 08:00", True, ""),
    ]


@st.composite
def scenes(draw: st.DrawFn) -> tuple[datetime, datetime, Calendar | None, list[Pause]]:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 700 * 24 * 60)))
    end = start + timedelta(minutes=draw(st.integers(0, 60 * 24 * 12)))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        since = start + timedelta(minutes=draw(st.integers(-2000, 20_000)))
        pauses.append(Pause(since, since + timedelta(minutes=draw(st.integers(0, 5_000))), "attente"))
    return start, end, draw(st.sampled_from([None, OFFICE])), pauses


@given(scenes())
def test_spans_are_without_gap_or_overlap(scene: tuple[datetime, datetime, Calendar | None, list[Pause]]) -> None:
    start, end, calendar, pauses = scene
    told = list(spans(start, end, calendar=calendar, pauses=pauses))
    edges = [start, *(span.end for span in told)]
    assert [span.start for span in told] + [end] == edges if told else start == end


@given(scenes(), st.integers(1, 5_000))
def test_used_and_left_make_the_target(
    scene: tuple[datetime, datetime, Calendar | None, list[Pause]], minutes: int
) -> None:
    start, end, calendar, pauses = scene
    target = timedelta(minutes=minutes)
    told = account(start, end, target=target, calendar=calendar, pauses=pauses)
    assert told.used + told.left == target


@given(scenes(), st.integers(1, 5_000))
def test_a_deadline_is_where_the_target_is_used(
    scene: tuple[datetime, datetime, Calendar | None, list[Pause]], minutes: int
) -> None:
    start, _, calendar, pauses = scene
    target = timedelta(minutes=minutes)
    due = later(start, target, calendar=calendar, pauses=pauses)
    assert counted(start, due, calendar=calendar, pauses=pauses) == target


@pytest.mark.parametrize(
    ("day", "at", "refusal"),
    [
        (date(2027, 3, 28), time(2, 30), NoSuchHourError),
        (date(2027, 3, 28), time(2), NoSuchHourError),
        (date(2026, 10, 25), time(2, 30), HourTwiceError),
        (date(2026, 10, 25), time(2), HourTwiceError),
    ],
)
def test_an_hour_that_does_not_exist_or_comes_twice_means_no_instant(
    day: date, at: time, refusal: type[ValueError]
) -> None:
    with pytest.raises(refusal):
        instant_of(day, at, PARIS)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001  wall-clock times
def test_any_other_hour_is_read_back_as_it_was_written(wall: datetime) -> None:
    zone = PARIS
    try:
        instant = instant_of(wall.date(), wall.time(), zone)
    except (NoSuchHourError, HourTwiceError):
        assert (wall.month, wall.hour) in {(3, 2), (10, 2)}
        return
    assert instant.astimezone(zone).replace(tzinfo=None) == wall
