"""The figures as rules: what a fact counts as, and what is not known."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from supervision.indicators import (
    BY_CODE,
    INDICATORS,
    TOLD_APART,
    Call,
    Closing,
    Dimension,
    Tally,
    Terms,
    Unit,
    grain_for,
    is_on_target,
    of_call,
    of_closing,
)

TERMS = Terms(answered_within=20, soon=5)
RANG = datetime(2026, 10, 15, 9, tzinfo=UTC)


def after(seconds: int | None) -> datetime | None:
    return None if seconds is None else RANG + timedelta(seconds=seconds)


calls = st.builds(
    lambda wait, talk, held, is_answered, is_over, is_open: Call(
        RANG,
        after(wait) if is_answered else None,
        after(wait + talk) if is_over else None,
        held=held,
        is_open=is_open,
    ),
    *(st.integers(0, 4_000) for _ in range(3)),
    *(st.booleans() for _ in range(3)),
)


def counted(*found: Call) -> Tally:
    tally = Tally()
    for call in found:
        tally.update(of_call(call, TERMS))
    return tally


def test_nothing_counted_is_no_share_and_no_mean() -> None:
    unknown = {one.code for one in INDICATORS if one.value(Tally()) is None}
    assert unknown == {one.code for one in INDICATORS if one.unit is not Unit.NUMBER}


@given(st.lists(calls))
def test_what_is_offered_is_answered_or_abandoned(found: list[Call]) -> None:
    tally = counted(*found)
    assert tally["offered"] == tally["answered"] + tally["abandoned"]


@given(st.lists(calls))
def test_shares_lie_between_nothing_and_all(found: list[Call]) -> None:
    tally = counted(*found)
    shares = [BY_CODE[code].value(tally) for code in ("pick_up", "efficacy", "abandonment", "service_level")]
    assert all(share is None or 0 <= share <= 100 for share in shares)


@given(st.lists(calls), st.lists(calls))
def test_days_add_up(one: list[Call], other: list[Call]) -> None:
    assert counted(*one) + counted(*other) == +counted(*one, *other)


def test_a_call_that_rings_counts_as_nothing_yet() -> None:
    assert of_call(Call(RANG, None, None), TERMS) == {}


def test_the_threshold_itself_is_within() -> None:
    assert [of_call(Call(RANG, after(wait), after(60)), TERMS)["answered_soon"] for wait in (20, 21)] == [1, 0]


def test_hold_is_no_more_than_the_talk() -> None:
    found = of_call(Call(RANG, RANG, after(10), held=25), TERMS)
    assert (found["talk_seconds"], found["hold_seconds"]) == (0, 10)


def test_whether_it_was_solved_may_not_be_known() -> None:
    assert of_closing(Closing(is_first=True)) == {"closed": 1}


def test_handling_is_not_known_while_a_part_of_it_is_not() -> None:
    tally = counted(Call(RANG, RANG, after(60)))
    assert (BY_CODE["talk"].value(tally), BY_CODE["handling"].value(tally)) == (60, None)


def test_on_target_follows_which_way_is_better() -> None:
    pick_up, handling = BY_CODE["pick_up"], BY_CODE["handling"]
    said = [
        is_on_target(pick_up, 90),
        is_on_target(pick_up, 89),
        is_on_target(handling, 181),
        is_on_target(pick_up, None),
    ]
    assert said == [True, False, False, None]


@given(st.sets(st.sampled_from(Dimension)))
def test_a_question_reads_the_coarsest_grain_that_answers_it(asked: set[Dimension]) -> None:
    grain = grain_for(asked)
    coarser = list(TOLD_APART)[: list(TOLD_APART).index(grain)]
    assert (asked <= TOLD_APART[grain], [one for one in coarser if asked <= TOLD_APART[one]]) == (True, [])
