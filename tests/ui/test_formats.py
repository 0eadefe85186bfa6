from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

import babel.dates
import babel.numbers
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcenter import typography as rules
from ui import formats

LANGUAGES = st.sampled_from(["fr", "en-gb"])
CENTS = st.integers(-(10**14), 10**14)
TEXT = st.text("ab1 «»;:!?%€.,()\u00a0\u202f\n/@", max_size=40)


def plain(text: str) -> str:
    """Spaces that can be told apart in a test: _ does not break, ~ is narrow too."""
    return text.replace(formats.NBSP, "_").replace(formats.NNBSP, "~")


@given(CENTS)
def test_euro_is_written_as_cldr_writes_it_in_french(cents: int) -> None:
    expected = babel.numbers.format_currency(Decimal(cents) / 100, "EUR", locale="fr").replace("-", formats.MINUS)
    assert formats.euro(cents) == expected


@given(CENTS)
def test_euro_is_written_as_cldr_writes_it_in_english(cents: int) -> None:
    expected = babel.numbers.format_currency(Decimal(cents) / 100, "EUR", locale="en_GB").replace("-", formats.MINUS)
    assert formats.euro(cents, "en-gb") == expected


@given(CENTS, LANGUAGES)
def test_euro_can_be_read_back_to_the_cent(cents: int, lang: str) -> None:
    sign = -1 if formats.MINUS in formats.euro(cents, lang) else 1
    assert sign * int("".join(filter(str.isdigit, formats.euro(cents, lang)))) == cents


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_number_is_written_as_cldr_writes_it(value: Decimal) -> None:
    assert formats.number(value) == babel.numbers.format_decimal(value, locale="fr").replace("-", formats.MINUS)


@pytest.mark.parametrize(
    ("value", "written"), [(30, "30_%"), (Decimal("12.50"), "12,5_%"), (0, "0_%"), (1000, "1~000_%")]
)
def test_percent(value: Decimal | int, written: str) -> None:
    assert plain(formats.percent(value)) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0_octets"),
        (999, "999_octets"),
        (1000, "1_ko"),
        (1_234_567, "1,2_Mo"),
        (12_345_678, "12_Mo"),
        (5 * 10**12, "5~000_Go"),
    ],
)
def test_file_size(size: int, written: str) -> None:
    assert plain(formats.file_size(size)) == written


@given(st.dates())
def test_a_day_in_prose_is_that_of_cldr_but_for_the_first(day: date) -> None:
    expected = babel.dates.format_date(day, "d MMMM y", locale="fr").replace(" ", formats.NBSP)
    assert formats.day_in_prose(day) == (f"1er{expected[1:]}" if day.day == 1 else expected)


@given(st.dates(min_value=date(1000, 1, 1)), LANGUAGES)
def test_an_agenda_day_says_the_weekday_of_cldr(day: date, lang: str) -> None:
    weekday = babel.dates.format_date(day, "EEE", locale=formats.language(lang))
    assert formats.agenda_day(day, lang) == f"{weekday}{formats.NBSP}{day:%d/%m}"


@pytest.mark.parametrize(
    ("offset", "written"),
    [(-1, "hier"), (0, "aujourd’hui"), (1, "demain"), (2, "jeu._26/11"), (-2, "dim._22/11"), (60, "23/01/2027")],
)
def test_a_near_day_is_a_word(offset: int, written: str) -> None:
    today = date(2026, 11, 24)
    assert plain(formats.near_day(today + timedelta(days=offset), today)) == written


@pytest.mark.parametrize(("hour", "written"), [(time(9, 5), "9_h_05"), (time(10), "10_h"), (time(0, 30), "0_h_30")])
def test_an_hour_in_prose(hour: time, written: str) -> None:
    assert plain(formats.hour_in_prose(hour)) == written


def test_the_clock_of_the_status_line() -> None:
    assert plain(formats.clock(datetime(2026, 11, 24, 10, 42))) == "mar._24/11/2026 10:42"  # noqa: DTZ001  already local


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0_s"),
        (42, "42_s"),
        (305, "5_min_05_s"),
        (13_800, "3_h_50"),
        (518_405, "6_j"),
        (-50, "−50_s"),
        (-0.4, "0_s"),
    ],
)
def test_duration(seconds: float, written: str) -> None:
    assert plain(formats.duration(seconds)) == written


@pytest.mark.parametrize(
    ("birth", "written"),
    [
        (date(1958, 3, 14), "68_ans"),
        (date(2024, 11, 24), "2_ans"),
        (date(2024, 11, 25), "23_mois"),
        (date(2026, 10, 25), "30_jours"),
        (date(2026, 11, 24), "0_jour"),
        (date(2026, 11, 25), ""),
    ],
)
def test_age(birth: date, written: str) -> None:
    assert plain(formats.age(birth, date(2026, 11, 24))) == written


@pytest.mark.parametrize(("on", "written"), [(date(2026, 2, 28), "25_ans"), (date(2026, 3, 1), "26_ans")])
@pytest.mark.attack(27)
def test_who_is_born_on_29_february_is_older_on_1_march(on: date, written: str) -> None:
    assert plain(formats.age(date(2000, 2, 29), on)) == written


@given(st.integers(100_000_000, 999_999_999))
def test_a_mainland_number_is_that_of_the_numbering_plan(national: int) -> None:
    parsed = phonenumbers.parse(f"+33{national}")
    expected = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert formats.phone(f"+33{national}") == expected.replace(" ", formats.NBSP) or not phonenumbers.is_valid_number(
        parsed
    )


@pytest.mark.parametrize(
    ("e164", "written"),
    [
        ("+33465712348", "04_65_71_23_48"),
        ("+33800123456", "0_800_12_34_56"),
        ("+262692123456", "0692_12_34_56"),
        ("+508411234", "0508_41_12_34"),
        ("+68940123456", "+689_40_12_34_56"),
        ("+3225551212", "+32_2_555_12_12"),
    ],
)
def test_phone(e164: str, written: str) -> None:
    assert plain(formats.phone(e164)) == written


@given(st.text(max_size=20))
def test_phone_never_fails(text: str) -> None:
    assert isinstance(formats.phone(text), str)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Bonjour ! Ça va? «oui», dit-il: non ; rien.", "Bonjour~! Ça va~? «~oui~», dit-il_: non~; rien."),
        ("À 10:42, voir https://a.fr/?x=1; ou a@b.fr !", "À 10:42, voir https://a.fr/?x=1; ou a@b.fr~!"),
        ("30% de 12 €", "30_% de 12_€"),
        ("(?) « quoi ?! »", "(?) «~quoi~?!~»"),
    ],
)
def test_typography(typed: str, written: str) -> None:
    assert plain(formats.typography(typed)) == written


@given(TEXT)
def test_typography_changes_spaces_only(text: str) -> None:
    assert "".join(formats.typography(text).split()) == "".join(text.split())


@given(TEXT)
def test_typography_is_done_once(text: str) -> None:
    assert formats.typography(formats.typography(text)) == formats.typography(text)


@given(st.lists(st.sampled_from(["Bonjour", "non", "!", "?", ";", ":", "«oui»", "30 %"]), max_size=12))
def test_typography_leaves_no_fault_that_catalogues_refuse(words: list[str]) -> None:
    assert rules.faults(formats.typography(" ".join(["Bonjour", *words]))) == []


@pytest.mark.parametrize("text", ["a" * 200_000, " " * 200_000, "a! " * 70_000, "://" * 70_000])
def test_typography_of_a_long_text_takes_linear_time(text: str) -> None:
    started = perf_counter()
    formats.typography(text)
    assert perf_counter() - started < 2
