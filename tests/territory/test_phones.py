import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from territory import phones
from ui import formats

nine_digits = st.from_regex(r"\A[1-9][0-9]{8}\Z")
separators = st.sampled_from(["", " ", ".", "/", "-", "\u00a0", " . ", "_"])


@pytest.mark.parametrize(
    "text",
    [
        "0465712348",
        "04 65 71 23 48",
        "04.65.71.23.48",
        "04/65.71.23.48",
        "04-65-71-23-48",
        "04.65/71 23 48",
        "tel: 04/65.71.23.48",
        "(04) 65 71 23 48 (domicile)",
        "+33465712348",
        "+33 4 65 71 23 48",
        "+33 (0)4 65 71 23 48",
        "+33 04 65 71 23 48",
        "0033 4 65 71 23 48",
        "0033 (0) 4.65.71.23.48",
        "04 65 71 23 48 poste 12",
        "04 65 71 23 48, ext. 4",
        "465712348",
        "33465712348",
        "\u200e04\u202f65\u00a071 23 48",
        "０４６５７１２３４８",
    ],
)
@pytest.mark.attack(27)
def test_french_writings(text: str) -> None:
    assert phones.to_e164(text) == "+33465712348"


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0590 12 34 56", "+590590123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 23 45 67", "+590691234567"),
        ("0594 12 34 56", "+594594123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0596 12 34 56", "+596596123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0263 10 34 56", "+262263103456"),
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0269 61 23 45", "+262269612345"),
        ("0639 12 34 56", "+262639123456"),
        ("0709 01 23 45", "+590709012345"),
        ("0709 31 23 45", "+594709312345"),
        ("0709 36 23 45", "+262709362345"),
        ("0708 40 12 34", "+508708401234"),
        ("+33 690 12 34 56", "+590690123456"),
        ("0508 41 23 45", "+508412345"),
        ("+508 41 23 45", "+508412345"),
        ("00508412345", "+508412345"),
        ("+687 25.12.34", "+687251234"),
        ("00687 25 12 34", "+687251234"),
        ("+689 40 41 23 45", "+68940412345"),
        ("+262 692 12 34 56", "+262692123456"),
        ("00590 690 00 12 34", "+590690001234"),
    ],
)
def test_overseas_writings(text: str, e164: str) -> None:
    assert phones.to_e164(text) == e164


@pytest.mark.parametrize(
    ("text", "e164"),
    [("+32 2 555 12 12", "+3225551212"), ("0049 30 901820", "+4930901820"), ("+41 (0)22 730 51 11", "+41227305111")],
)
@pytest.mark.attack(27)
def test_foreign_writings(text: str, e164: str) -> None:
    assert phones.to_e164(text) == e164


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dupont",
        "15",
        "3646",
        "00 00 00 00 00",
        "04 65 71 23",
        "04 65 71 23 48 06",
        "04 65 71 23 48 / 06 39 98 12 34",
        "204 118 73",
        "+33 465 71 23 4",
        "+999 12 34 56 78",
        "04+65712348",
        "\x00%_' OR 1=1 --",
        "0" * 10_000,
    ],
)
@pytest.mark.attack(27)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    assert phones.to_e164(text) is None


@pytest.mark.parametrize("start", ["019900", "026191", "035301", "046571", "053649", "063998"])
def test_ranges_for_fiction_are_accepted_and_recognised(start: str) -> None:
    e164 = phones.to_e164(f"{start}1234")
    assert e164 == f"+33{start[1:]}1234"
    assert phones.is_fictitious(e164)


def test_the_library_alone_would_refuse_the_mobile_of_fiction() -> None:
    assert not phonenumbers.is_valid_number(phonenumbers.parse("+33639981234"))


def test_mayotte_has_no_number_in_the_range_for_fiction() -> None:
    assert phones.to_e164("+262 639 98 12 34") is None
    assert phones.to_e164("+262 639 12 34 56") == "+262639123456"


@given(
    nine_digits, st.sampled_from(["0", "+33", "0033", "+33 (0)", "tel 0"]), st.lists(separators, min_size=9, max_size=9)
)
def test_separators_and_prefixes_do_not_count(national: str, prefix: str, gaps: list[str]) -> None:
    spaced = "".join(gap + digit for gap, digit in zip(gaps, national, strict=True))
    assert phones.to_e164(prefix + spaced) == phones.to_e164("0" + national)


@given(st.text(max_size=80))
@example("+")
@example("٠٤٦٥٧١٢٣٤٨")
@example("+508 050000")
@pytest.mark.attack(27)
def test_any_text_gives_a_number_or_nothing(text: str) -> None:
    e164 = phones.to_e164(text)
    assert e164 is None or (e164[0] == "+" and e164[1:].isdigit() and 8 <= len(e164) <= 16)


@given(nine_digits)
@example("508412345")
@example("708401234")
@example("639981234")
@example("709361234")
def test_a_shown_number_is_read_back(national: str) -> None:
    e164 = phones.to_e164("0" + national)
    assert e164 is not None
    assert (phones.to_e164(formats.phone(e164)), phones.to_e164(e164)) == (e164, e164)
