"""Departments are those of the file of communes, and follow from codes."""

import csv

import pytest

from territory.communes import FILE, department_of
from territory.enums import DEPARTMENTS


def test_every_commune_is_in_a_department_that_has_a_name() -> None:
    with FILE.open(encoding="utf-8", newline="") as rows:
        assert {row["department"] for row in csv.DictReader(rows)} == set(DEPARTMENTS)


@pytest.mark.parametrize(
    ("insee", "postal", "department"),
    [
        ("34032", "34500", "34"), ("", "34500", "34"), ("2A004", "20000", "2A"), ("", "20090", "2A"), ("", "20200", "2B"),
        ("97411", "97400", "974"), ("", "98800", "988"), ("", "", ""), ("", "1234", ""),
        ("", "75 13", ""), ("", "20179", "2A"), ("", "33702", "33"),
    ],
)  # fmt: skip
def test_departments_of_codes(insee: str, postal: str, department: str) -> None:
    assert department_of(postal, insee) == department
