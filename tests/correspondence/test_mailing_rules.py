"""Whom a mailing is for, how they are reached, when and how fast: rules, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.enums import Channel
from correspondence.eligibility import Person, Public, belongs, channel_for
from correspondence.slots import calendar_of, next_open, pace_of

DAY = date(2026, 11, 23)
HELENE = Person(
    product=3, department="34", birth_date=date(1961, 3, 14), contract_began=date(2020, 1, 1), is_holder=True, is_covered=True,
    is_alive=True,
)  # fmt: skip
PARIS = ZoneInfo("Europe/Paris")
WEEK = (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("public", "is_in"),
    [
        (Public(), True),
        (Public(products=frozenset({3, 4})), True),
        (Public(products=frozenset({4})), False),
        (Public(departments=frozenset({"34"})), True),
        (Public(departments=frozenset({"2A"})), False),
        (Public(age_min=65, age_max=65), True),
        (Public(age_min=66), False),
        (Public(age_max=64), False),
        (Public(began_from=date(2020, 1, 1), began_until=date(2020, 1, 1)), True),
        (Public(began_from=date(2020, 1, 2)), False),
        (Public(began_until=date(2019, 12, 31)), False),
    ],
)
def test_a_condition_lets_in_or_leaves_out(public: Public, *, is_in: bool) -> None:
    assert belongs(HELENE, public, DAY) is is_in


@pytest.mark.parametrize(
    "fields",
    [
        {"is_alive": False},
        {"is_covered": False},
        {"is_merged": True},
        {"is_holder": False},
        {"birth_date": date(2008, 11, 24)},
    ],
)
def test_nobody_outside_is_ever_in(fields: dict[str, object]) -> None:
    assert belongs(replace(HELENE, **fields), Public(), DAY) is False  # type: ignore[arg-type]


@given(
    st.sampled_from(["", *Channel.values]),
    st.sets(st.sampled_from([Channel.EMAIL, Channel.LETTER])),
    st.sets(st.sampled_from(Channel.values)),
)
def test_a_refused_channel_is_never_chosen(prefers: str, possible: set[Channel], refused: set[str]) -> None:
    chosen = channel_for(prefers, possible, refused)
    open_ways = possible - refused
    assert chosen in open_ways if open_ways else chosen is None
    if prefers in open_ways:
        assert chosen == prefers


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=PARIS), datetime(2026, 11, 23, 9, tzinfo=PARIS)),
        (datetime(2026, 11, 23, 8, 59, tzinfo=PARIS), datetime(2026, 11, 23, 9, tzinfo=PARIS)),
        (datetime(2026, 11, 23, 19, tzinfo=PARIS), datetime(2026, 11, 24, 9, tzinfo=PARIS)),
        (datetime(2026, 11, 21, 12, tzinfo=PARIS), datetime(2026, 11, 23, 9, tzinfo=PARIS)),
        (datetime(2026, 12, 25, 12, tzinfo=PARIS), datetime(2026, 12, 28, 9, tzinfo=PARIS)),
    ],
)
def test_allowed_hours(now: datetime, opens: datetime) -> None:
    assert next_open(now.astimezone(UTC), calendar_of(time(9), time(19), WEEK)) == opens


@given(st.integers(1, 6000))
def test_the_pace_is_what_was_set(per_hour: int) -> None:
    pace = pace_of(per_hour)
    assert pace.pause >= timedelta(minutes=1)
    assert abs(timedelta(hours=1) / pace.pause * pace.at_once - per_hour) < 0.01
