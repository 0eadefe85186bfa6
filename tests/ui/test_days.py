from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.days import AHEAD, EARLIEST_YEAR, LATEST_YEAR, NoSuchDayError, NotADayError, read_day
from ui.formats import day_in_prose

TODAY = date(2026, 11, 24)
DAYS = st.dates(min_value=date(EARLIEST_YEAR, 1, 1), max_value=date(LATEST_YEAR, 12, 31))
NEAR = st.dates(min_value=date(TODAY.year + AHEAD - 99, 1, 1), max_value=date(TODAY.year + AHEAD, 12, 31))
FORMS = ["%d/%m/%Y", "%d%m%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", " %d / %m / %Y ", "%Y-%m-%d", "%Y/%m/%d"]
SHORT_FORMS = ["%d/%m/%y", "%d%m%y", "%d.%m.%y", "%d %m %y"]


@given(day=DAYS, form=st.sampled_from(FORMS))
def test_any_day_in_any_writing(day: date, form: str) -> None:
    assert read_day(f"{day:{form}}", today=TODAY) == day


@given(day=NEAR, form=st.sampled_from(SHORT_FORMS))
def test_two_digits_of_a_year_are_enough_within_a_hundred_years(day: date, form: str) -> None:
    assert read_day(f"{day:{form}}", today=TODAY) == day


@given(day=DAYS, lang=st.sampled_from(["fr", "en"]))
def test_what_is_written_in_words_is_read(day: date, lang: str) -> None:
    assert read_day(day_in_prose(day, lang), today=TODAY) == day


@given(day=st.dates(min_value=date(1927, 1, 1), max_value=TODAY))
@pytest.mark.attack(27)
def test_nothing_to_come_is_read_where_nothing_can_be(day: date) -> None:
    assert read_day(f"{day:%d%m%y}", today=TODAY, ahead=0) == day


def reading(text: str) -> date | ValueError:
    try:
        return read_day(text, today=TODAY)
    except (NotADayError, NoSuchDayError) as refusal:
        return refusal


@given(text=st.text())
@pytest.mark.attack(27)
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    assert isinstance(reading(text), date | NotADayError | NoSuchDayError)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/3/61", date(1961, 3, 12)),
        ("1/1/46", date(2046, 1, 1)),
        ("1/1/47", date(1947, 1, 1)),
        ("1er août 61", date(1961, 8, 1)),
        ("12 fév. 2026", date(2026, 2, 12)),
        ("3 juil 26", date(2026, 7, 3)),
        ("29 2 24", date(2024, 2, 29)),
    ],
)
def test_how_callers_say_it(text: str, day: date) -> None:
    assert read_day(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["29/02/2025", "31/04/2026", "00/01/2026", "12/13/2026", "12/03/0061", "12/03/2200"])
@pytest.mark.attack(27)
def test_days_that_no_calendar_has(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        read_day(text, today=TODAY)


@pytest.mark.parametrize(
    "text", ["", "demain", "12/03", "1231961", "3 jui 26", "12/03-1961", "1961", "12/03/1961 ou 62"]
)
def test_text_that_is_no_day(text: str) -> None:
    with pytest.raises(NotADayError):
        read_day(text, today=TODAY)
