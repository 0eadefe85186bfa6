"""A clock that stands still and runs again: what was left is left, and used and left make the target always."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.hours import Calendar, NeverOpenError, Window, account, later
from clock.ladders import overtaken
from clock.services import promises
from quotes.models import Analysis

OFFICE = Calendar(tuple(Window(day, time(8), time(20)) for day in range(1, 7)))
SHARES = (0, 480, 960, 1440)

starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants them bare
minutes = st.integers(1, 5_000).map(lambda count: timedelta(minutes=count))
calendars = st.sampled_from([None, OFFICE])


def armed(start: datetime, target: timedelta, calendar: Calendar | None) -> Analysis:
    instants = [later(start, target * share / 1440, calendar=calendar) for share in SHARES]
    return Analysis(
        started_at=start, deadline_at=instants[-1], steps_at=instants, steps_kind=["remind"] * len(instants),
        next_action_at=instants[0],
    )  # fmt: skip


def paused(row: Analysis, gaps: list[tuple[timedelta, timedelta]], calendar: Calendar | None) -> datetime:
    """The clock of ROW stopped and run on after each of these; when it ran on last."""
    at = row.started_at
    for runs, stands in gaps:
        promises.stop(row, at=at + runs, reason="pièce manquante")
        at = at + runs + stands
        promises.run_on(row, at=at, calendar=calendar)
    return at


@given(starts, minutes, calendars, st.lists(st.tuples(minutes, minutes), max_size=4))
def test_a_pause_moves_what_is_to_come_by_what_counted(
    start: datetime, target: timedelta, calendar: Calendar | None, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    row = armed(start, target, calendar)
    paused(row, gaps, calendar)
    wanted = [later(start, target * share / 1440, calendar=calendar, pauses=row.stood_still) for share in SHARES]
    assert (row.steps_at, row.deadline_at) == (wanted, wanted[-1])


@given(starts, minutes, calendars, st.lists(st.tuples(minutes, minutes), max_size=4), minutes)
def test_used_and_left_make_the_target(
    start: datetime,
    target: timedelta,
    calendar: Calendar | None,
    gaps: list[tuple[timedelta, timedelta]],
    after: timedelta,
) -> None:
    row = armed(start, target, calendar)
    until = paused(row, gaps, calendar) + after
    told = account(start, until, target=target, calendar=calendar, pauses=row.stood_still)
    at_the_end = account(start, row.deadline_at, target=target, calendar=calendar, pauses=row.stood_still)
    assert (told.used + told.left, at_the_end.left) == (target, timedelta())


@given(starts, minutes, minutes)
def test_nothing_is_due_while_it_stands(start: datetime, target: timedelta, runs: timedelta) -> None:
    row = armed(start, target, None)
    promises.stop(row, at=start + runs, reason="pièce manquante")
    assert (row.next_action_at, [pause.reason for pause in row.stood_still]) == (None, ["pièce manquante"])


@given(starts, minutes, minutes, minutes)
def test_the_reminder_after_the_last_step_waits_too(
    start: datetime, runs: timedelta, ahead: timedelta, stands: timedelta
) -> None:
    row = Analysis(started_at=start, deadline_at=start, next_action_at=start + runs + ahead)
    paused(row, [(runs, stands)], None)
    assert (row.steps_at, row.steps_kind, row.deadline_at) == ([start + runs + ahead + stands], ["still_open"], start)


@given(st.lists(starts, min_size=1, max_size=6), starts)
def test_of_the_steps_that_have_passed_one_is_left(instants: list[datetime], at: datetime) -> None:
    ordered = sorted(instants)
    to_come = ordered[overtaken(ordered, at=at) :]
    assert [one for one in to_come if one <= at] == [one for one in ordered if one <= at][-1:]


@pytest.mark.parametrize(
    ("windows", "hours"),
    [
        ([(1, 8, 20), (2, 8, 20)], 12),
        ([(1, 8, 12), (1, 14, 18), (2, 8, 16)], 8),
        ([(1, 8, 20), (6, 8, 12)], 8),
        ([(1, 8, 14), (1, 12, 18)], 10),
        ([(1, 20, 0)], 4),
    ],
)
def test_a_usual_day_is_the_mean_of_the_days_with_work(windows: list[tuple[int, int, int]], hours: int) -> None:
    calendar = Calendar(tuple(Window(day, time(opens), time(closes)) for day, opens, closes in windows))
    assert calendar.usual_day == timedelta(hours=hours)


def test_who_is_never_open_has_no_usual_day() -> None:
    with pytest.raises(NeverOpenError):
        _ = Calendar(()).usual_day
