"""What a day will bring and whom it needs: forecasts by half-hour, Erlang's formulas. Rules, without a database."""

from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clock.holidays import Territory, holiday_on
from supervision import deadlines, forecast, staffing
from supervision.forecast import Kind, kinds_of
from supervision.staffing import Load

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ordinary = kinds_of(lambda _day: False)


def history(weeks: int, of_day: int = 10, *, until: date = MONDAY) -> dict[date, list[int]]:
    """So many calls at nine and half as many at ten of every day."""
    counts = [0] * 48
    counts[18], counts[20] = of_day, of_day // 2
    return {until - DAY * ago: list(counts) for ago in range(1, 7 * weeks + 1)}


def test_days_that_are_alike_come_again() -> None:
    found = forecast.forecast(history(8), MONDAY, ordinary)
    assert found is not None
    assert (round(found.expected[18], 6), round(found.total, 6), found.days, found.kind) == (10, 15, 8, Kind.ORDINARY)


def test_the_latest_week_weighs_most() -> None:
    past = history(8)
    past[MONDAY - 7 * DAY] = [2 * count for count in past[MONDAY - 7 * DAY]]
    found = forecast.forecast(past, MONDAY, ordinary)
    assert found is not None
    assert found.expected[18] == pytest.approx(10 * (1 + 0.2 / (1 - 0.8**8)))


def test_nothing_of_the_day_itself_is_used() -> None:
    past = {**history(8), MONDAY: [1000] * 48, MONDAY + DAY: [1000] * 48}
    assert forecast.forecast(past, MONDAY, ordinary) == forecast.forecast(history(8), MONDAY, ordinary)


@pytest.mark.parametrize("weeks", [0, 2])
def test_too_little_of_a_past_forecasts_nothing(weeks: int) -> None:
    assert forecast.forecast(history(weeks), MONDAY, ordinary) is None


def test_a_day_after_a_holiday_comes_at_its_own_ratio() -> None:
    holidays = {MONDAY - 15 * DAY, MONDAY - DAY}
    past = history(12)
    past[MONDAY - 14 * DAY] = [2 * count for count in past[MONDAY - 14 * DAY]]
    found = forecast.forecast(past, MONDAY, kinds_of(lambda day: day in holidays))
    assert found is not None
    assert (found.kind, round(found.ratio, 6), found.is_guess, round(found.total, 6)) == (Kind.AFTER, 2, False, 30)


def test_a_holiday_never_seen_is_said_to_be_a_guess() -> None:
    found = forecast.forecast(history(6), MONDAY, kinds_of(lambda day: day == MONDAY))
    assert found is not None
    assert (found.kind, found.is_guess, found.ratio) == (Kind.HOLIDAY, True, 1)


@pytest.mark.parametrize(
    ("territory", "kind"), [(Territory.ALSACE_MOSELLE, Kind.HOLIDAY), (Territory.METROPOLE, Kind.ORDINARY)]
)
def test_good_friday_is_a_holiday_in_alsace_moselle(territory: Territory, kind: Kind) -> None:
    assert kinds_of(lambda day: bool(holiday_on(day, territory)))(date(2027, 3, 26)) is kind


def test_the_season_moves_as_it_did_last_year() -> None:
    past = history(66)
    for week in (-1, 0, 1):
        day = MONDAY - deadlines.LAST_YEAR + timedelta(weeks=week)
        past[day] = [count * 3 // 2 for count in past[day]]
    found = forecast.forecast(past, MONDAY, ordinary)
    assert found is not None
    assert found.season == pytest.approx(1.5, abs=0.04)


@given(st.lists(st.lists(st.integers(0, 300), min_size=48, max_size=48), min_size=10, max_size=10))
def test_a_forecast_lies_within_its_days_and_its_band(weeks: list[list[int]]) -> None:
    past = {MONDAY - timedelta(weeks=week + 1): counts for week, counts in enumerate(weeks)}
    found = forecast.forecast(past, MONDAY, ordinary)
    assert found is not None
    for place, mean in enumerate(found.expected):
        column = [counts[place] for counts in weeks]
        low, high = found.band(place)
        assert min(column) - 1e-9 <= mean <= max(column) + 1e-9
        assert 0 <= low <= mean <= high


def test_what_comes_again_is_forecast_without_error() -> None:
    error = forecast.back_test(history(12), [MONDAY - DAY * ago for ago in range(1, 8)], ordinary)
    assert error is not None
    assert (error.days, error.calls, round(error.half_hour, 9), round(error.bias, 9), error.held) == (7, 105, 0, 0, 1)


def test_parts_add_up() -> None:
    part = forecast.forecast(history(8), MONDAY, ordinary)
    assert part is not None
    whole = forecast.summed([part, part])
    assert whole is not None
    assert (whole.total, whole.variance[18], whole.ratio) == (2 * part.total, 2 * part.variance[18], 1)


# ---- Erlang

HALF_HOUR = Load(100, 180)


def test_b_is_as_in_erlang_s_table() -> None:
    """Erlang B: 10 lines offered 5 erlangs lose 1.84 % (table of the ITU's Teletraffic Engineering Handbook)."""
    assert [round(staffing.erlang_b(lines, 5), 4) for lines in (1, 5, 10)] == [0.8333, 0.2849, 0.0184]


def test_c_is_as_published() -> None:
    """100 calls of 3 minutes in half an hour, 14 advisers, 20 seconds: R's ErlangC 0.1.0 and pyworkforce print these."""
    found = staffing.erlang_c(HALF_HOUR, 14, 20)
    assert (round(found.waits, 7), round(found.in_time, 5), round(found.wait, 5)) == (0.1741319, 0.88835, 7.83594)


def test_a_is_as_published() -> None:
    """48 calls a minute of a minute each, 50 agents, patience of 2 minutes: 3.1 % give up, 3.7 s of wait; 20.8 s where nobody does.

    Garnett, Mandelbaum and Reiman 2002, table 1.
    """
    found, patient = (staffing.erlang_a(Load(1440, 60, patience), 50, 20) for patience in (120, None))
    assert (round(found.abandoned, 3), round(found.wait, 1), round(patient.wait, 1)) == (0.031, 3.7, 20.8)


@pytest.mark.parametrize(("advisers", "in_time"), [(12, 0.84103), (8, 0.45752)])
def test_a_answers_in_time_as_its_chain_does(advisers: int, in_time: float) -> None:
    """Against the birth-and-death chain, solved by small steps of time."""
    assert staffing.erlang_a(Load(100, 180, 90), advisers, 20).in_time == pytest.approx(in_time, abs=1e-5)


def test_the_most_patient_wait_as_everybody_does() -> None:
    found, limit = staffing.erlang_a(Load(100, 180, 1e8), 14, 20), staffing.erlang_c(HALF_HOUR, 14, 20)
    assert (found.in_time, found.wait) == pytest.approx((limit.in_time, limit.wait), rel=1e-4)


loads = st.builds(Load, st.floats(0.1, 5000), st.floats(20, 1200), st.none() | st.floats(5, 3600))


@given(loads, st.integers(1, 400), st.floats(0, 300))
def test_one_more_adviser_never_makes_it_worse(load: Load, advisers: int, within: float) -> None:
    one, more = (staffing.erlang_a(load, count, within) for count in (advisers, advisers + 1))
    assert 0 <= one.in_time <= more.in_time + 1e-9 <= 1 + 2e-9
    assert more.wait <= one.wait + 1e-9 or one.wait == inf


@given(loads, st.integers(1, 400))
def test_who_gives_up_shortens_the_queue(load: Load, advisers: int) -> None:
    assume(load.patience is not None)
    assert staffing.erlang_a(load, advisers, 20).waits <= staffing.erlang_c(load, advisers, 20).waits + 1e-9


@given(loads, st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_the_need_is_the_fewest_that_do(load: Load, share: float) -> None:
    for model in (staffing.erlang_c, staffing.erlang_a):
        count = staffing.needed(load, share=share, within=20, model=model)
        if count is None:
            assert load.erlangs > staffing.MOST / 2
        else:
            served = [model(load, number, 20).in_time >= share for number in (count - 1, count) if number]
            assert served == [False, True][-len(served) :]


def test_no_call_needs_nobody() -> None:
    assert staffing.needed(Load(0, 180), share=0.9, within=20) == 0
