"""Who is told of a campaign, on which day: properties, and the days and ages at which one makes a mistake."""

import csv
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ages import age_on
from prevention import deadlines, ranking, sheet, sources
from prevention.eligibility import (
    Aspect,
    Finding,
    Heard,
    Person,
    Terms,
    Verdict,
    edition_on,
    fits,
    may_hear,
    quiet,
)

TODAY = date(2026, 11, 22)
AREAS = ["FR", "R76", "R44", "D34", "D67", "C34032", "C67482", "BE"]
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
SITUATIONS = ["holder", "partner", "child", "other", "local_scheme"]
ANSWERS = ["told", "refused", "unsuitable", "known"]

people = st.builds(
    Person,
    sex=st.sampled_from("FM"),
    birth_date=st.dates(date(1915, 1, 1), date(2019, 12, 31)),
    situations=st.frozensets(st.sampled_from(SITUATIONS), max_size=2),
    places=st.frozensets(st.sampled_from(AREAS), min_size=1),
)


@st.composite
def any_terms(draw: Any) -> Terms:
    first = draw(DAYS)
    recurrence = draw(st.sampled_from(["once", "yearly", "moving", "permanent"]))
    return Terms(
        campaign_id=draw(st.integers(1, 3)),
        starts_on=first,
        ends_on=None if recurrence == "permanent" else first + timedelta(days=draw(st.integers(0, 500))),
        recurrence=recurrence,
        territory=draw(st.frozensets(st.sampled_from(AREAS), min_size=1)),
        sex=draw(st.sampled_from(["", "F", "M"])),
        age_min=draw(st.none() | st.integers(0, 90)),
        age_max=draw(st.none() | st.integers(0, 100)),
        situations=draw(st.frozensets(st.sampled_from(SITUATIONS), max_size=2)),
        interval_days=draw(st.integers(1, 400)),
    )


histories = st.lists(
    st.builds(
        Heard,
        st.integers(1, 3),
        st.dates(date(2025, 1, 1), date(2032, 12, 31)),
        st.sampled_from(ANSWERS),
        st.sampled_from(["", "moment", "situation"]),
    ),
    max_size=5,
)


@given(any_terms(), people, DAYS, histories)
def test_nobody_outside_the_public_is_told(terms: Terms, person: Person, day: date, history: list[Heard]) -> None:
    if not fits(terms, person, day, history).fits:
        return
    age = age_on(person.birth_date, day)
    outside = {
        "sex": bool(terms.sex) and terms.sex != person.sex,
        "too young": terms.age_min is not None and age < terms.age_min,
        "too old": terms.age_max is not None and age > terms.age_max,
        "elsewhere": not terms.territory & person.places,
        "situation": bool(terms.situations) and not terms.situations & person.situations,
        "before": day < terms.starts_on,
        "over": terms.recurrence in {"once", "moving"} and terms.ends_on is not None and day > terms.ends_on,
    }
    assert [why for why, is_outside in outside.items() if is_outside] == []


@given(any_terms(), people, DAYS, histories)
def test_refusals_and_intervals_hold(terms: Terms, person: Person, day: date, history: list[Heard]) -> None:
    if not fits(terms, person, day, history).fits:
        return
    past = [one for one in history if one.on <= day]
    lately = [one for one in past if day - one.on < deadlines.QUIET and one.answer != "unsuitable"]
    refused = [one for one in past if one.campaign_id == terms.campaign_id and one.answer == "refused"]
    told = [one for one in past if one.campaign_id == terms.campaign_id and one.answer == "told"]
    assert lately == []
    assert [one for one in refused if day - one.on < deadlines.REFUSED_REST] == []
    assert [one for one in told if (day - one.on).days < terms.interval_days] == []


@given(any_terms(), people, DAYS, histories)
def test_what_speaks_for_and_against_is_everything(
    terms: Terms, person: Person, day: date, history: list[Heard]
) -> None:
    verdict = fits(terms, person, day, history)
    assert (verdict.fits, len(verdict.why) + len(verdict.against)) == (not verdict.against, len(verdict.findings))


def shipped() -> list[Terms]:
    """The campaigns that come with the program."""
    with sources.FILE.open(encoding="utf-8", newline="") as file:
        said = [row.said for row in sheet.rows_of(file)]
    names = ("starts_on", "ends_on", "recurrence", "sex", "age_min", "age_max")
    return [
        Terms(campaign_id=place, territory=frozenset(one["territory"]), **{name: one[name] for name in names})
        for place, one in enumerate(said)
    ]


def somebody_for(terms: Terms) -> Person:
    """Somebody in the middle of the public."""
    low = terms.age_min if terms.age_min is not None else (terms.age_max or 40)
    born = date(terms.starts_on.year - low - 1, 12, 31)
    return Person(sex=terms.sex or "F", birth_date=born, places=frozenset({"FR", *sorted(terms.territory)[:1]}))


@pytest.mark.parametrize("terms", shipped(), ids=lambda terms: str(terms.campaign_id))
def test_every_campaign_of_the_sample_reaches_somebody(terms: Terms) -> None:
    assert fits(terms, somebody_for(terms), terms.starts_on).fits


def test_the_sample_is_whole() -> None:
    with sources.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), [row["title"] for row in rows if not row["sentence"]]) == (49, [])


@pytest.mark.parametrize(
    ("first", "last", "day", "found"),
    [
        ((2026, 10, 1), (2026, 10, 31), (2027, 10, 31), True),
        ((2026, 10, 1), (2026, 10, 31), (2027, 11, 1), False),
        ((2026, 10, 1), (2026, 10, 31), (2025, 10, 15), False),
        ((2026, 10, 13), (2027, 1, 31), (2029, 1, 31), True),
        ((2026, 10, 13), (2027, 1, 31), (2029, 2, 1), False),
        ((2024, 2, 29), (2024, 2, 29), (2026, 2, 28), True),
    ],
)
def test_what_comes_back_every_year(
    first: tuple[int, int, int], last: tuple[int, int, int], day: tuple[int, int, int], *, found: bool
) -> None:
    terms = Terms(campaign_id=1, starts_on=date(*first), ends_on=date(*last), recurrence="yearly")
    assert (edition_on(terms, date(*day)) is not None) == found


def test_an_unsuitable_moment_is_not_a_refusal() -> None:
    terms = Terms(campaign_id=1, starts_on=date(2020, 1, 1), recurrence="permanent")
    person = Person(sex="F", birth_date=date(1958, 3, 14))
    yesterday = TODAY - timedelta(days=1)
    answers = {
        why: fits(terms, person, TODAY, [Heard(1, yesterday, "unsuitable", why)]).fits
        for why in ("moment", "situation")
    }
    assert answers == {"moment": True, "situation": False}


def test_somebody_told_yesterday_is_left_in_peace() -> None:
    day = TODAY - timedelta(days=1)
    assert quiet([Heard(9, day, "told")], TODAY) == Finding(Aspect.QUIET, fits=False, value=day)


@pytest.mark.parametrize(
    ("is_member", "is_relative", "age", "may"),
    [(True, False, 68, True), (False, True, 8, True), (False, True, 18, False), (False, False, 8, False)],
)
def test_who_may_hear_what_is_for_a_person(*, is_member: bool, is_relative: bool, age: int, may: bool) -> None:
    assert may_hear(is_member=is_member, is_relative=is_relative, age=age) is may


# ---- ranking


def fitting(person: Person, **fields: Any) -> ranking.Fitting:
    terms = Terms(**{"campaign_id": 1, "starts_on": date(2020, 1, 1), "recurrence": "permanent", **fields})
    return ranking.Fitting(terms, fits(terms, person, TODAY))


HELENE = Person(sex="F", birth_date=date(1958, 3, 14), places=frozenset({"FR", "R76", "D34", "C34032"}))


@given(st.lists(any_terms(), max_size=12), people, DAYS, st.randoms())
def test_the_order_does_not_depend_on_who_came_first(
    found: list[Terms], person: Person, day: date, chance: Any
) -> None:
    ours = [ranking.Fitting(terms, Verdict(fits(terms, person, day).findings)) for terms in found]
    call = ranking.Call(day=day)
    before = [(one.total, one.fitting.terms) for one in ranking.ranked(ours, call)]
    chance.shuffle(ours)
    after = [(one.total, one.fitting.terms.campaign_id) for one in ranking.ranked(ours, call)]
    assert after == [(total, terms.campaign_id) for total, terms in before]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"reasons": frozenset({"devis-dentaire"})}, {"territory": frozenset({"C34032"})}),
        ({"territory": frozenset({"C34032"})}, {"territory": frozenset({"D34"})}),
        ({"territory": frozenset({"D34"})}, {"territory": frozenset({"R76"})}),
        ({"territory": frozenset({"R76"})}, {}),
        ({"age_min": 65, "age_max": 70}, {"age_min": 50, "age_max": 74}),
        ({"age_min": 50, "age_max": 74}, {"age_min": 18}),
        ({"words": frozenset({"dentaire"})}, {}),
        ({"recurrence": "once", "ends_on": TODAY + timedelta(days=3)}, {"recurrence": "once", "ends_on": TODAY + timedelta(days=30)}),
        ({"sex": "F"}, {}),
        ({"is_own": True}, {}),
    ],
)  # fmt: skip
def test_what_comes_before_what(better: dict[str, Any], worse: dict[str, Any]) -> None:
    call = ranking.Call(day=TODAY, reasons=frozenset({"devis-dentaire"}), words=frozenset({"devis", "dentaire"}))
    found = [fitting(HELENE, campaign_id=1, **worse), fitting(HELENE, campaign_id=2, **better)]
    assert [one.fitting.terms.campaign_id for one in ranking.ranked(found, call)] == [2, 1]


def test_points_are_told() -> None:
    found = fitting(HELENE, territory=frozenset({"D34"}), age_min=60, age_max=70)
    assert ranking.points_of(found, ranking.Call(day=TODAY)) == (("territory", 14), ("age", 15), ("new", 10))
