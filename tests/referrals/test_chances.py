from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.chances import (
    NOTHING,
    binomial,
    both,
    chi_square_tail,
    even_test,
    exposure_test,
    of_groups,
    outliers,
    together,
)


@pytest.mark.parametrize(
    ("statistic", "degrees", "expected"),
    [
        (3.841458820694124, 1, 0.05),
        (6.634896601021213, 1, 0.01),
        (18.307038053275146, 10, 0.05),
        (29.58829844507442, 10, 0.001),
        (124.34211340400407, 100, 0.05),
    ],
)
def test_tails_of_chi_square(statistic: float, degrees: int, expected: float) -> None:
    """Percentage points of published tables."""
    assert isclose(chi_square_tail(statistic, degrees), expected, rel_tol=1e-9)


@given(st.floats(0.01, 500), st.integers(1, 300))
def test_a_tail_is_a_probability_that_falls(statistic: float, degrees: int) -> None:
    here, further = chi_square_tail(statistic, degrees), chi_square_tail(statistic + 1, degrees)
    assert 0 <= further <= here <= 1


@given(st.integers(0, 60), st.floats(0, 1))
def test_binomial_is_exact(times: int, probability: float) -> None:
    chances = binomial(times, probability)
    exact = {n: comb(times, n) * probability**n * (1 - probability) ** (times - n) for n in range(times + 1)}
    found = {chances.first + place: value for place, value in enumerate(chances.probabilities)}
    assert all(isclose(found.get(n, 0), exact[n], rel_tol=1e-6, abs_tol=1e-10) for n in exact)


@given(st.integers(0, 20), st.integers(0, 20), st.floats(0.05, 0.95))
def test_groups_of_one_chance_add_up(one: int, other: int, probability: float) -> None:
    parts = both(binomial(one, probability), binomial(other, probability))
    whole = binomial(one + other, probability)
    assert isclose(sum(parts.probabilities), 1, rel_tol=1e-9)
    assert parts.band() == whole.band()


def test_a_thousand_groups_are_as_exact_as_one_and_as_short() -> None:
    """A quarter has that many sets with a place of a large city in them."""
    whole = binomial(3000, 0.004)
    parts = of_groups([(3, 0.004)] * 1000)
    assert isclose(sum(parts.probabilities), 1, rel_tol=1e-9)
    assert (parts.band(), len(parts.probabilities) < 2 * len(whole.probabilities)) == (whole.band(), True)


def test_a_band_holds_what_it_says() -> None:
    chances = of_groups([(1000, 0.1), (500, 0.02)])
    low, high = chances.band()
    inside = sum(value for place, value in enumerate(chances.probabilities) if low <= chances.first + place <= high)
    assert inside >= 0.998


def test_a_favoured_place_is_seen() -> None:
    assert exposure_test([100] * 59 + [300], draws=1240, wanted=5).value < 1e-9  # type: ignore[operator]


def test_too_little_says_nothing() -> None:
    assert (exposure_test([1, 2, 3, 4, 5, 6], draws=4, wanted=5), even_test([1]), together([])) == (NOTHING,) * 3


def test_everybody_of_a_small_set_says_nothing() -> None:
    assert exposure_test([50] * 5, draws=50, wanted=5) == NOTHING


def test_who_asks_for_another_five_far_more_often_is_an_outlier() -> None:
    counts = {"agathe": (9, 100), "karim": (10, 100), "claire": (45, 100), "lucie": (11, 100)}
    assert list(outliers(counts)) == ["claire"]
