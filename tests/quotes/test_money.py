from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.money import AmountError, hundredths, share, spread, written


@pytest.mark.parametrize(
    ("amount", "rate", "cents"), [(12_255, 7_000, 8_578), (14_405, 7_000, 10_083), (3_948, 6_000, 2_369), (5, 6_000, 3)]
)
def test_the_nearest_cent_and_half_a_cent_dropped(amount: int, rate: int, cents: int) -> None:
    assert share(amount, rate) == cents


@given(st.integers(-(10**9), 10**9))
def test_what_is_written_is_read(cents: int) -> None:
    assert hundredths(written(cents)) == cents


@pytest.mark.parametrize("value", ["NaN", "inf", "1,2,3", "", "0x10", None, Decimal("NaN"), 1.5])
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(AmountError):
        hundredths(value)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), max_size=6))
def test_a_sum_is_spread_whole_and_within_each_room(total: int, rooms: list[int]) -> None:
    parts = spread(total, rooms)
    assert sum(parts) == min(total, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))
