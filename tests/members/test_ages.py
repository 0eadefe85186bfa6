"""Ages on the days at which one makes a mistake."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ages import age_on, born_by


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1958, 3, 14), date(2026, 3, 13), 67),
        (date(1958, 3, 14), date(2026, 3, 14), 68),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_ages_are_completed_years(born: date, on: date, age: int) -> None:
    assert age_on(born, on) == age


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(0, 110), st.integers(-2, 2))
def test_the_last_birth_date_of_an_age(day: date, years: int, near: int) -> None:
    born = born_by(day, years) + timedelta(days=near)
    assert (age_on(born, day) >= years) is (near <= 0)
