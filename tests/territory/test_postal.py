"""Addresses on an envelope (NF Z 10-011)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.names import fold
from territory.postal import LONGEST, MOST, AddressError, Fault, block

words = st.text("abcdéèœçABÇ'-.,°1234567", min_size=1, max_size=14)
lines = st.lists(words, min_size=1, max_size=9).map(" ".join)
towns = st.sampled_from(
    ["34500 Béziers", "F-34000 Montpellier", "34077 Montpellier Cedex 3", "97320 St-Laurent-du-Maroni"]
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (
            "Madame Hélène Marchandeau\n3, rue des Tanneurs\n34500 Béziers",
            ["Madame Hélène Marchandeau", "3 RUE DES TANNEURS", "34500 BEZIERS"],
        ),
        (
            "M. Paul Œuvrard\nAppartement 12\nRésidence l’Étang\n3 bis, rue de l’Église\nLieu-dit Le Bœuf\n34500 Béziers",
            ["M. Paul Œuvrard", "Appartement 12", "Résidence l’Étang", "3 BIS RUE DE L EGLISE", "LIEU DIT LE BOEUF",
             "34500 BEZIERS"],
        ),
        ("Mutuelle Arbelle\n34077 Montpellier cedex 3", ["Mutuelle Arbelle", "34077 MONTPELLIER CEDEX 3"]),
        ("A\nLe Bourg\nF-34500 Béziers\nFrance", ["A", "LE BOURG", "34500 BEZIERS"]),
        (
            "Anna Peeters\nRue Neuve 3\n1000 Bruxelles\nBelgique",
            ["Anna Peeters", "Rue Neuve 3", "1000 BRUXELLES", "BELGIQUE"],
        ),
        (
            "Madame Marie-Antoinette de La Rochefoucauld-Montbel\n3 rue Haute\n34500 Béziers",
            ["Madame Marie-Antoinette de La", "Rochefoucauld-Montbel", "3 RUE HAUTE", "34500 BEZIERS"],
        ),
    ],
)  # fmt: skip
def test_as_it_stands_on_the_envelope(typed: str, printed: list[str]) -> None:
    assert list(block(typed)) == printed


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.NO_TOWN),
        ("Hélène\nBéziers", Fault.NO_TOWN),
        ("Hélène\n3 rue Haute\nBÉZIERS", Fault.NO_TOWN),
        ("Hélène\n3 rue Haute\n34500", Fault.NO_TOWN),
        ("Hélène\n34500 Béziers", Fault.NO_STREET),
        ("Hélène\n-.-\n34500 Béziers", Fault.NO_STREET),
        ("Anna\n1000 Bruxelles\nBelgique", Fault.NO_STREET),
        ("\n".join([*"ABCDEFGHIJ", "34500 Béziers"]), Fault.TOO_MANY),
        ("\n".join([*"ABCDEFG", "Belgique"]), Fault.TOO_MANY),
        (f"Hélène\n{'x' * 39}\n34500 Béziers", Fault.TOO_LONG),
        (f"Hélène\n3 rue Haute\n34500 {'Béziers ' * 6}", Fault.TOO_LONG),
    ],
)
def test_what_is_refused(typed: str, fault: Fault) -> None:
    with pytest.raises(AddressError) as refusal:
        block(typed)
    assert refusal.value.fault == fault


def printed(above: list[str], town: str) -> tuple[str, ...] | None:
    try:
        return block("\n".join([*above, town]))
    except AddressError:
        return None


@given(st.lists(lines, min_size=1, max_size=7), towns)
def test_it_fits_the_window(above: list[str], town: str) -> None:
    found = printed(above, town) or ()
    assert (len(found) <= MOST, [line for line in found if not 0 < len(line) <= LONGEST]) == (True, [])


@given(st.lists(lines, min_size=1, max_size=7), towns)
def test_the_last_lines_are_capitals_and_digits(above: list[str], town: str) -> None:
    found = printed(above, town) or ("X", "X")
    assert all(one == " " or (one.isalnum() and one == one.upper()) for one in found[-1])


def letters(text: str) -> str:
    return "".join(one for one in fold(text) if one.isalnum())


@given(st.lists(lines, min_size=1, max_size=7), towns)
def test_nothing_is_lost(above: list[str], town: str) -> None:
    found = printed(above, town)
    wanted = letters("".join([*above, town.removeprefix("F-")]))
    assert found is None or letters("".join(found)) == wanted


@given(st.lists(lines, min_size=1, max_size=7), towns)
def test_printed_again_it_is_the_same(above: list[str], town: str) -> None:
    found = printed(above, town)
    again = block("\n".join(found)) if found else ()
    assert [letters(line) for line in again] == [letters(line) for line in found or ()]
