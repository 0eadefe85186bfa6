"""Twenty years of public holidays against the law's list, with Easter Sundays as the almanacs have them."""

from datetime import date, timedelta

import pytest

from clock.holidays import Territory, holiday_on, holidays

EASTER = [
    "2015-04-05", "2016-03-27", "2017-04-16", "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17",
    "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21",
    "2031-04-13", "2032-03-28", "2033-04-17", "2034-04-09",
]  # fmt: skip
FIXED = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]
AFTER_EASTER = [1, 39, 50]

THERE = {
    Territory.METROPOLE: [],
    Territory.ALSACE_MOSELLE: ["12-26"],
    Territory.GUADELOUPE: ["05-27"],
    Territory.MARTINIQUE: ["05-22"],
    Territory.GUYANE: ["06-10"],
    Territory.REUNION: ["12-20"],
    Territory.MAYOTTE: ["04-27"],
    Territory.SAINT_BARTHELEMY: ["10-09"],
    Territory.SAINT_MARTIN: ["05-28"],
}


@pytest.mark.parametrize("territory", Territory)
@pytest.mark.parametrize("sunday", EASTER)
def test_the_laws_list(sunday: str, territory: Territory) -> None:
    easter = date.fromisoformat(sunday)
    moving = AFTER_EASTER + ([-2] if territory is Territory.ALSACE_MOSELLE else [])
    wanted = {easter + timedelta(days=days) for days in moving}
    wanted |= {date.fromisoformat(f"{easter.year}-{day}") for day in FIXED + THERE[territory]}
    assert set(holidays(easter.year, territory)) == wanted


def test_two_holidays_of_one_day_are_both_named() -> None:
    assert holiday_on(date(2008, 5, 1)) == "fête du Travail, Ascension"


def test_an_ordinary_day() -> None:
    assert holiday_on(date(2026, 11, 23)) == ""
