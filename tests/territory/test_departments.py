"""The departments are those of the file of communes."""

import csv

from territory.communes import FILE
from territory.enums import DEPARTMENTS


def test_every_commune_is_in_a_department_that_has_a_name() -> None:
    with FILE.open(encoding="utf-8", newline="") as rows:
        assert {row["department"] for row in csv.DictReader(rows)} == set(DEPARTMENTS)
