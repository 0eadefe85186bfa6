import pytest
from hypothesis import given
from hypothesis import strategies as st

from practitioners.identity import has_luhn_key
from practitioners.matching import place_identity, street_key
from territory.names import fold

SAME = [
    ("12", "", "Rue", "DE LA RÉPUBLIQUE"),
    ("012", "", "R", "de la République"),
    ("", "", "", "12, rue de la republique"),
    ("12", "", "", "RUE DE LA REPUBLIQUE"),
    ("12", "", "R", "RUE  DE  LA RÉPUBLIQUE"),
    ("12-14", "", "Rue", "République"),
]
TITLED = [
    ("3", "B", "Avenue", "DU GÉNÉRAL LECLERC"),
    ("3", "BIS", "AV", "GAL LECLERC"),
    ("3BIS", "", "Av", "Gen. Leclerc"),
    ("", "", "", "3 bis avenue du Général Leclerc"),
    ("", "", "", "3b av. du gal Leclerc"),
]


@pytest.mark.parametrize("address", SAME)
def test_an_address_is_the_same_whatever_its_spelling(address: tuple[str, str, str, str]) -> None:
    assert street_key(*address) == ("12", "rue republique")


@pytest.mark.parametrize("address", TITLED)
def test_titles_and_repetitions_are_the_same_whatever_their_spelling(address: tuple[str, str, str, str]) -> None:
    assert street_key(*address) == ("3bis", "avenue general leclerc")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("12", "", "Rue", "PASTEUR"), ("21", "", "Rue", "PASTEUR")),
        (("12", "", "Rue", "PASTEUR"), ("12", "B", "Rue", "PASTEUR")),
        (("12", "", "Rue", "PASTEUR"), ("12", "", "Avenue", "PASTEUR")),
        (("12", "", "Rue", "SAINT-MICHEL"), ("12", "", "Rue", "SAINT-MARTIN")),
    ],
)
def test_neighbours_stay_apart(one: tuple[str, str, str, str], other: tuple[str, str, str, str]) -> None:
    assert street_key(*one) != street_key(*other)


def test_a_date_is_no_house_number() -> None:
    assert street_key("", "", "Rue", "DU 8 MAI 1945") == ("", "rue 8 mai 1945")


words = st.lists(st.text("abcdefghijklmnopqrstuvwxyzéèçœ", min_size=4, max_size=9), min_size=1, max_size=3)


@given(st.integers(1, 9999), st.sampled_from([("Rue", "R"), ("Boulevard", "BD"), ("Quai", "QU")]), words)
def test_case_spaces_and_short_ways_change_nothing(house: int, way: tuple[str, str], name: list[str]) -> None:
    long = street_key(str(house), "", way[0], " ".join(name))
    short = street_key(f"{house:05d}", "", way[1], f"  {'  '.join(name).upper()} ")
    assert long == short


@given(
    st.text("0123456789", max_size=6),
    st.sampled_from(["Rue", "R", "B", "bis", "Ter", "Allée", "Boulevard", "AV", "Rue de", "q", ""]),
    st.text("abR é'-8,", max_size=12),
)
def test_an_address_in_parts_is_the_one_in_one_piece(house: str, way: str, street: str) -> None:
    assert street_key(house, "", way, street) == street_key("", "", "", " ".join(filter(None, (house, way, street))))


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_may_stand_in_an_address(house: str, street: str) -> None:
    _, way = street_key(house, "", "", street)
    assert way == fold(way)


def test_a_group_practice_is_one_place() -> None:
    where = {"commune": "34032", "number": "12", "way": "rue pasteur"}
    assert place_identity(**where, name="CABINET A", structure="R1") == place_identity(
        **where, name="SCM B", structure="R2"
    )


def test_shops_of_one_centre_are_told_apart_by_name() -> None:
    where = {"commune": "34032", "number": "", "way": "centre commercial polygone"}
    assert place_identity(**where, name="OPTIQUE A") != place_identity(**where, name="OPTIQUE B")


def test_nothing_known_is_no_place() -> None:
    assert place_identity(commune="", number="", way="", name="CABINET") == ""


@pytest.mark.parametrize(
    ("digits", "is_right"), [("99073151062", True), ("99073151063", False), ("", False), ("12A", False)]
)
def test_check_digits(digits: str, is_right: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert has_luhn_key(digits) is is_right
