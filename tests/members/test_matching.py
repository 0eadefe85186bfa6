"""Judging and explaining, without a database."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from members.matching import (
    OLDEST_YEAR,
    Candidate,
    Split,
    Wanted,
    Why,
    birth_match,
    judge,
    near_dates,
    respaced,
    splits_of,
)
from territory.names import one_error_apart

HELENE = Candidate({("marchandeau", "helene")}, date(1958, 3, 14), "34500")
dates = st.dates(date(1900, 1, 1), date(2026, 11, 22))


def wanted(*words: str, **parts: object) -> Wanted:
    return Wanted(splits=splits_of(words), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("marchandeau", "helene"), (Why.NAME,)),
        (("helene", "marchandeau"), (Why.NAME,)),
        (("march", "hel"), (Why.NAME_BEGINS, Why.GIVEN_BEGINS)),
        (("marchandau", "helene"), (Why.NAME_NEAR,)),
        (("marchandeau", "helen"), (Why.NAME, Why.GIVEN_BEGINS)),
        (("marchandeau", "hlene"), (Why.NAME, Why.GIVEN_NEAR)),
        (("marchandeau", "elaine"), (Why.NAME, Why.GIVEN_SOUNDS)),
    ],
)
def test_name_is_explained(words: tuple[str, ...], why: tuple[Why, ...]) -> None:
    judgement = judge(wanted(*words), HELENE)
    assert judgement is not None
    assert judgement.reasons == why


def test_another_name_is_no_answer() -> None:
    assert judge(wanted("durand"), HELENE) is None


def test_a_member_number_answers_in_spite_of_another_name() -> None:
    found = Candidate(HELENE.names, HELENE.birth_date, HELENE.postal_code, {Why.NUMBER})
    judgement = judge(wanted("durand", numbers=("20411873",)), found)
    assert judgement is not None
    assert judgement.reasons == (Why.NUMBER, Why.NAME_DIFFERS)


def test_words_at_the_end_may_be_a_town() -> None:
    asked = Wanted(splits=splits_of(("marchand", "bez"), {"bez": "bez"}), towns={"bez": frozenset({"34500"})})
    judgement = judge(asked, HELENE)
    assert judgement is not None
    assert judgement.reasons == (Why.NAME_BEGINS, Why.TOWN)


def test_day_and_month_are_a_fact_and_a_year_is_none() -> None:
    by_day = judge(wanted("marchandeau", days=((3, 14),)), HELENE)
    by_year = judge(wanted("marchandeau", years=(1958,)), HELENE)
    assert by_day is not None
    assert by_year is not None
    assert (by_day.facts, by_year.facts) == (frozenset({"name", "birth"}), frozenset({"name"}))


def test_exact_answers_come_before_near_ones() -> None:
    other = Candidate({("marchandeaux", "helene")}, date(1958, 3, 14), "34500")
    asked = wanted("marchandeaux", "helene")
    exact, near = judge(asked, other), judge(asked, HELENE)
    assert exact is not None
    assert near is not None
    assert exact.rank < near.rank


def is_plausible(digits: str) -> bool:
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2])).year >= OLDEST_YEAR
    except ValueError:
        return False


@given(dates, st.integers(0, 7), st.sampled_from("0123456789"))
def test_a_wrong_digit_in_a_birth_date_is_met(born: date, place: int, digit: str) -> None:
    digits = f"{born:%d%m%Y}"
    wrong = digits[:place] + digit + digits[place + 1 :]
    assume(is_plausible(wrong))
    typed = date(int(wrong[4:]), int(wrong[2:4]), int(wrong[:2]))
    asked = Wanted(dates=(typed,), near_dates=near_dates(wrong))
    assert birth_match(asked, born) is (Why.BIRTH if typed == born else Why.BIRTH_NEAR)


@given(dates)
def test_near_dates_are_one_error_or_a_swap_away(typed: date) -> None:
    digits = f"{typed:%d%m%Y}"
    swapped = digits[2:4] + digits[:2] + digits[4:]
    assert all(one_error_apart(digits, f"{day:%d%m%Y}") or f"{day:%d%m%Y}" == swapped for day in near_dates(digits))


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=6).map(tuple))
def test_every_reading_keeps_every_letter(words: tuple[str, ...]) -> None:
    letters = sorted("".join(words))
    assert all(sorted(split.family + split.given) == letters for split in splits_of(words) if not split.is_loose)


def test_a_space_one_place_too_far_is_met() -> None:
    asked = Wanted(splits=splits_of(("marchandea", "uhelene")) + respaced(("marchandea", "uhelene")))
    judgement = judge(asked, HELENE)
    assert judgement is not None
    assert judgement.reasons == (Why.NAME_NEAR,)


def test_one_word_is_a_family_name() -> None:
    assert splits_of(("dupont",)) == (Split("dupont"),)
