"""Before and after: what is compared with what, how sure it is, and control limits. Rules, without a database."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import comparison, limits
from supervision.comparison import Compared, Verdict

MONDAY = date(2026, 1, 5)


def days(first: date, counts: list[int]) -> dict[date, dict[str, int]]:
    return {first + timedelta(days=place): {"calls": count} for place, count in enumerate(counts)}


def calls(sums: object) -> float:
    return sums["calls"]  # type: ignore[index, no-any-return]


def compared(before: list[int], after: list[int]) -> Compared | None:
    return comparison.compare(days(MONDAY, before), days(MONDAY + timedelta(weeks=20), after), calls)


def drawn(mean: float, deviation: float, *, weeks: int, seed: int) -> list[int]:
    chance = random.Random(seed)
    return [max(0, round(chance.gauss(mean * (1.5 if place % 7 == 0 else 1), deviation))) for place in range(7 * weeks)]


def test_a_clear_fall_is_told() -> None:
    found = compared(drawn(100, 10, weeks=12, seed=5), drawn(70, 10, weeks=12, seed=6))
    assert found is not None
    assert (found.verdict, found.low < found.difference < found.high) == (Verdict.FELL, True)
    assert found.difference == pytest.approx(-32, abs=5)


def test_what_days_do_by_themselves_is_no_change() -> None:
    """Forty such pairs: about one in twenty is wrong, and never many."""
    verdicts = [compared(drawn(100, 30, weeks=4, seed=n), drawn(100, 30, weeks=4, seed=1000 + n)) for n in range(40)]
    assert sum(one is not None and one.verdict is not Verdict.UNSURE for one in verdicts) <= 5


def test_busier_mondays_alone_are_no_change() -> None:
    """The second period has a Monday more than its weeks: a mean of days would rise, the usual day does not."""
    week = [200, 100, 100, 100, 100, 50, 0]
    found = comparison.compare(days(MONDAY, week * 4), days(MONDAY + timedelta(weeks=4), [*week * 4, 200]), calls)
    assert found is not None
    assert (found.difference, found.before.value) == (0, found.after.value)


def test_days_that_vary_more_widen_the_interval() -> None:
    narrow = compared(drawn(100, 5, weeks=4, seed=3), drawn(100, 5, weeks=4, seed=4))
    wide = compared(drawn(100, 25, weeks=4, seed=3), drawn(100, 25, weeks=4, seed=4))
    assert narrow is not None
    assert wide is not None
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


@pytest.mark.parametrize(("before", "after"), [([], []), ([5] * 14, [5] * 14), ([5] * 60, [])])
def test_too_few_days_say_nothing(before: list[int], after: list[int]) -> None:
    assert compared(before, after) is None


@given(st.lists(st.integers(1, 500), min_size=28, max_size=28), st.lists(st.integers(1, 500), min_size=28, max_size=28))
def test_exchanged_periods_turn_the_difference_round(before: list[int], after: list[int]) -> None:
    one, other = compared(before, after), compared(after, before)
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-6)


# ---- control charts


def test_a_day_outside_stands_out() -> None:
    values = [100.0, 102, 99, 101, 98, 100, 103, 97, 100, 101, 160, 99, 101]
    assert [one.is_out for one in limits.individuals(values)] == [value == 160 for value in values]


def test_a_weekday_that_is_always_busy_does_not() -> None:
    values = [200.0, 100, 101, 99, 100] * 4
    assert not any(one.is_out for one in limits.seasonal(values, [0, 1, 2, 3, 4] * 4))


def test_limits_of_shares_follow_the_number_of_cases() -> None:
    """Nothing differs by more than chance: 0.9 ± 3 √(0.9 × 0.1 ÷ n), as a p chart has it."""
    found = limits.shares([(90, 100), (900, 1000)] * 6)
    assert [round(one.low, 4) for one in found[:2]] == [0.81, 0.8715]


def test_limits_of_shares_widen_when_days_differ_by_more_than_chance() -> None:
    steady, restless = [(9000, 10_000)] * 12, [(9300, 10_000), (8700, 10_000)] * 6
    assert limits.shares(restless)[0].low < limits.shares(steady)[0].low - 0.05


def test_eight_days_on_one_side_stand_out() -> None:
    values = [99.0] * 9 + [101.0] * 9
    assert [place for place, one in enumerate(limits.individuals(values)) if one.in_run] == [7, 8, 16, 17]


@given(st.lists(st.floats(0, 1e6), min_size=10, max_size=40))
def test_the_middle_lies_within_its_limits(values: list[float]) -> None:
    assert [
        one for one in limits.individuals(values) if not one.low <= one.centre + 1e-6 or one.high < one.centre
    ] == []


def test_too_few_days_have_no_limits() -> None:
    assert limits.individuals([1.0] * 9) == limits.shares([(1, 2)] * 9) == []
