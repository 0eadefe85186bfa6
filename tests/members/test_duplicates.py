"""When two files are of one person, and when they are of twins."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.duplicates import Facts, Trait, is_near_name, likeness

HELENE = Facts(
    family=frozenset({"marchandeau"}),
    given="helene",
    birth_date=date(1958, 3, 14),
    sex="F",
    nir=b"1",
    postal_code="34500",
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"nir": None}, True),
        ({"nir": None, "postal_code": "67000"}, True),
        ({"nir": None, "family": frozenset({"marchandau"})}, True),
        ({"family": frozenset({"lagarde"})}, True),
        ({"nir": None, "given": "elise"}, False),
        ({"nir": b"2"}, False),
        ({"nir": None, "sex": "M"}, False),
        ({"nir": None, "birth_date": date(1960, 3, 14), "postal_code": ""}, False),
        ({"birth_date": date(1958, 4, 14)}, True),
    ],
    ids=str,
)
def test_another_file_is_likely_of_the_same_person(change: dict[str, Any], *, expected: bool) -> None:
    assert likeness(HELENE, replace(HELENE, **change)).is_likely is expected


def test_twins_are_two_people() -> None:
    """One birth, one name, one address, one telephone."""
    luc = replace(HELENE, given="luc", sex="M", nir=None, phones=frozenset({"+33465712390"}))
    assert likeness(luc, replace(luc, given="leo")).is_likely is False


def test_day_and_month_may_be_turned() -> None:
    one = replace(HELENE, birth_date=date(1958, 3, 4))
    assert Trait.BIRTH_NEAR in likeness(one, replace(one, birth_date=date(1958, 4, 3))).traits


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("jean", "jeanpierre", True), ("renault", "renaud", True), ("marie", "ma", False), ("luc", "lucie", False)],
)
def test_a_near_name(one: str, other: str, *, expected: bool) -> None:
    assert is_near_name(one, other) is expected


FILES = st.builds(
    Facts,
    family=st.frozensets(st.sampled_from(["martin", "martinez", "durand"]), min_size=1),
    given=st.sampled_from(["luc", "lucie", "jean"]),
    birth_date=st.dates(date(1950, 1, 1), date(1950, 3, 1)),
    sex=st.sampled_from(["", "F", "M"]),
    nir=st.sampled_from([None, b"1", b"2"]),
    phones=st.frozensets(st.sampled_from(["+33465712390", "+33465712391"])),
)


@given(FILES, FILES)
def test_the_order_of_the_two_does_not_matter(one: Facts, other: Facts) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(FILES)
def test_a_file_is_like_itself(one: Facts) -> None:
    assert likeness(one, one).is_likely
