import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from members import nir
from territory import communes

# Computed, fictitious: Yvelines, Haute-Corse, Corse-du-Sud, abroad, temporary, key 97; and the well-known specimen.
VALID = [
    "185057800608491",
    "285112B03310256",
    "185032A00402129",
    "299129934100782",
    "785019999900108",
    "185057800607897",
    "269054958815780",
]
COMMUNES = communes.FILE

years = st.integers(0, 99)
months = st.sampled_from([*range(1, 13), 20, *range(30, 43), *range(50, 100)])
departments = st.sampled_from([*(f"{number:02}" for number in range(1, 97)), "2A", "2B", "99", "971", "976", "988"])
made_up = st.builds(
    nir.invented,
    sex=st.sampled_from("123478"),
    year=years,
    month=months,
    department=departments,
    order=st.integers(1, 999),
)


@pytest.mark.parametrize("text", VALID)
@pytest.mark.attack(26)
def test_known_numbers_are_read(text: str) -> None:
    assert nir.parse(text) == nir.Nir(text[:13], text[13:])


@pytest.mark.parametrize("text", VALID)
def test_a_missing_key_is_computed(text: str) -> None:
    assert nir.parse(text[:13]).key == text[13:]


@pytest.mark.parametrize(
    "text",
    [
        "1 85 05 78 006 084 91",
        "1\u00a085\u202f05\u00a078 006 084 91",
        "1.85.05.78.006.084.91",
        "1-85-05-78-006-084 91",
        "  185057800608491\n",
        "\u200f1850578006084\u00ad 91\u202c",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert nir.parse(text) == nir.Nir("1850578006084", "91")


@pytest.mark.parametrize("text", ["2 85 11 2b 033 102 56", "285112b03310256"])
@pytest.mark.attack(26)
def test_corsica_is_read_in_small_letters(text: str) -> None:
    assert nir.parse(text).body == "285112B033102"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("18505780060849", "length"),
        ("1850578006084910", "length"),
        ("1850578006084 9", "length"),
        ("18505780060849A", "characters"),
        ("2851A2B033102", "characters"),
        ("185052C00402129", "characters"),
        ("185053A00402129", "characters"),
        ("1850578006084\u0669\u0661", "characters"),
        ("085057800608491", "sex"),
        ("585057800608491", "sex"),
        ("985057800608491", "sex"),
        ("185007800608491", "month"),
        ("185137800608491", "month"),
        ("185217800608491", "month"),
        ("185437800608491", "month"),
        ("185050000608491", "department"),
        ("185057800608436", "key"),
        ("185057800608400", "key"),
        ("185057800608498", "key"),
    ],
)
@pytest.mark.attack(26)
def test_what_is_wrong_is_named(text: str, reason: str) -> None:
    with pytest.raises(nir.NirError) as refusal:
        nir.parse(text)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("sex", "123478")
def test_every_sex_code_is_read(sex: str) -> None:
    assert nir.parse(f"{sex}850578006084").body[0] == sex


def test_exactly_the_documented_months_are_read() -> None:
    def is_read(month: int) -> bool:
        try:
            return bool(nir.parse(f"185{month:02}78006084"))
        except nir.MonthError:
            return False

    assert [month for month in range(100) if is_read(month)] == [*range(1, 13), 20, *range(30, 43), *range(50, 100)]


@pytest.mark.parametrize("place", ["97105", "97411", "97608", "98735", "99341", "92352", "96001"])
def test_overseas_abroad_and_former_departments_are_read(place: str) -> None:
    assert nir.parse(f"18505{place}084").body[5:10] == place


@given(st.text(max_size=30))
@example("1" * 10_000)
@pytest.mark.attack(26)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read: nir.Nir | nir.NirError = nir.parse(text)
    except nir.NirError as refusal:
        read = refusal
    assert isinstance(read, nir.NirError) or nir.parse(read.body + read.key) == read


@given(made_up)
def test_formatted_is_read_back(number: nir.Nir) -> None:
    assert nir.parse(number.formatted()) == number


@given(made_up, st.integers(0, 14), st.sampled_from("0123456789"))
@pytest.mark.attack(26)
def test_one_wrong_digit_is_always_noticed(number: nir.Nir, place: int, digit: str) -> None:
    whole = number.body + number.key
    wrong = whole[:place] + digit + whole[place + 1 :]
    if wrong != whole:
        with pytest.raises(nir.NirError):
            nir.parse(wrong)


def test_formatted_in_the_french_way() -> None:
    assert nir.parse("185057800608491").formatted() == "1 85 05 78 006 084 91".replace(" ", "\u00a0")


def test_only_the_key_shows_through_the_mask() -> None:
    assert nir.parse("185057800608491").masked() == "• •• •• •• ••• ••• 91".replace(" ", "\u00a0")


def test_a_number_printed_by_mistake_is_masked() -> None:
    number = nir.parse("185057800608491")
    assert {str(number), repr(number), f"{number}"} == {f"Nir({number.masked()})"}


@given(made_up)
def test_invented_numbers_have_the_form_of_a_number_and_no_place(number: nir.Nir) -> None:
    assert nir.is_invented(nir.parse(number.body + number.key))


def test_no_commune_has_a_place_of_invented_numbers() -> None:
    with COMMUNES.open(encoding="utf-8", newline="") as lines:
        codes = {row["insee_code"] for row in csv.DictReader(lines)}
    assert [code for code in codes if nir.is_invented(nir.Nir(f"18505{code}084", ""))] == []


@pytest.mark.parametrize("text", VALID)
def test_numbers_that_may_exist_are_not_invented(text: str) -> None:
    assert nir.is_invented(nir.parse(text)) is False


@given(st.text(min_size=1, max_size=30))
@pytest.mark.attack(26)
def test_a_refusal_never_holds_what_was_typed(text: str) -> None:
    with pytest.raises(nir.NirError) as refusal:
        nir.parse("x" + text)
    assert str(refusal.value) == refusal.value.reason
