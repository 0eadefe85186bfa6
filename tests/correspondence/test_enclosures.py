"""Which brochures go with a message: rules that hold for every person, shelf and envelope."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.enclosures import Occasion, Offer, choose, weight_of, why_not
from correspondence.enums import Why, WhyNot

TODAY = date(2026, 11, 22)
days = st.integers(-800, 800).map(lambda number: TODAY + timedelta(days=number))
codes = st.frozensets(st.sampled_from(["dents", "vue", "dossier"]))
ages = st.none() | st.integers(0, 110)
offers = st.lists(
    st.builds(
        Offer,
        key=st.integers(1, 10**6),
        language=st.sampled_from(["fr", "fr", "ar"]),
        pages=st.integers(1, 40),
        grams=st.integers(1, 200),
        reasons=codes,
        age_min=ages,
        age_max=ages,
        valid_from=days,
        valid_until=st.none() | days,
        repeat_days=st.integers(1, 800),
        stock=st.none() | st.integers(0, 3),
        is_own=st.booleans(),
        is_told=st.booleans(),
        is_of_campaign=st.booleans(),
        last_sent=st.none() | days,
    ),
    max_size=12,
    unique_by=lambda offer: offer.key,
)
occasions = st.builds(
    Occasion,
    today=st.just(TODAY),
    age=st.integers(0, 110),
    reasons=codes,
    is_paper=st.booleans(),
    pages=st.integers(0, 60),
    grams=st.integers(0, 300),
    most=st.integers(1, 3),
)


def offer(key: int = 1, **fields: Any) -> Offer:
    return Offer(**{"key": key, "valid_from": TODAY, **fields})


def occasion(**fields: Any) -> Occasion:
    return Occasion(**{"today": TODAY, "age": 68, "pages": 24, "grams": 100, "most": 2, "is_paper": True, **fields})


@given(offers, occasions)
def test_the_envelope_is_never_too_full(shelf: list[Offer], when: Occasion) -> None:
    taken = [one for one, _ in choose(shelf, when).taken]
    grams = sum(one.grams for one in taken) if when.is_paper else 0
    within = (len(taken) <= when.most, sum(one.pages for one in taken) <= when.pages, grams <= when.grams)
    assert within == (True, True, True)


@given(offers, occasions)
def test_only_what_fits_goes(shelf: list[Offer], when: Occasion) -> None:
    assert [why_not(one, when) for one, _ in choose(shelf, when).taken if why_not(one, when)] == []


@given(offers, occasions)
def test_one_goes_whenever_one_fits(shelf: list[Offer], when: Occasion) -> None:
    alone = [
        one
        for one in shelf
        if why_not(one, when) is None and one.pages <= when.pages and (not when.is_paper or one.grams <= when.grams)
    ]
    assert bool(choose(shelf, when).taken) == bool(alone)


@given(offers, occasions)
def test_each_is_taken_or_its_hindrance_said(shelf: list[Offer], when: Occasion) -> None:
    found = choose(shelf, when)
    assert sorted(one.key for one, _ in (*found.taken, *found.left)) == sorted(one.key for one in shelf)


@given(offers, occasions)
def test_never_twice_within_its_interval(shelf: list[Offer], when: Occasion) -> None:
    recent = [
        one
        for one, _ in choose(shelf, when).taken
        if one.last_sent and when.today < one.last_sent + timedelta(days=one.repeat_days)
    ]
    assert recent == []


@given(offers, occasions, st.randoms(use_true_random=False))
def test_the_order_of_the_shelf_changes_nothing(shelf: list[Offer], when: Occasion, random: Any) -> None:
    shuffled = random.sample(shelf, len(shelf))
    assert choose(shuffled, when).taken == choose(shelf, when).taken


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"is_told": True, "is_of_campaign": True}, Why.TOLD),
        ({"is_told": True, "reasons": frozenset({"vue"})}, Why.TOLD),
        ({"reasons": frozenset({"dents"})}, Why.REASON),
        ({"age_min": 60}, Why.OF_AGE),
        ({}, Why.GENERAL),
    ],
)
def test_why_one_goes(fields: Mapping[str, Any], why: Why) -> None:
    assert [reason for _, reason in choose([offer(**fields)], occasion(reasons=frozenset({"dents"}))).taken] == [why]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"language": "ar"}, WhyNot.LANGUAGE),
        ({"valid_from": TODAY + timedelta(days=1)}, WhyNot.NOT_NOW),
        ({"valid_until": TODAY - timedelta(days=1)}, WhyNot.NOT_NOW),
        ({"age_max": 67}, WhyNot.AGE),
        ({"reasons": frozenset({"vue"})}, WhyNot.OTHER_REASON),
        ({"is_of_campaign": True}, WhyNot.OTHER_REASON),
        ({"last_sent": TODAY - timedelta(days=364)}, WhyNot.RECENT),
        ({"stock": 0}, WhyNot.NO_PAPER),
        ({"pages": 25}, WhyNot.PAGES),
        ({"grams": 101}, WhyNot.GRAMS),
    ],
)
def test_why_one_does_not(fields: Mapping[str, Any], why: WhyNot) -> None:
    assert [reason for _, reason in choose([offer(**fields)], occasion()).left] == [why]


def test_the_strongest_reasons_go_first() -> None:
    shelf = [offer(1), offer(2, age_min=60), offer(3, reasons=frozenset({"dents"})), offer(4, is_told=True)]
    found = choose(shelf, occasion(reasons=frozenset({"dents"}), most=3))
    assert ([one.key for one, _ in found.taken], [why for _, why in found.left]) == ([4, 3, 2], [WhyNot.ENOUGH])


def test_an_email_needs_no_paper() -> None:
    assert len(choose([offer(stock=0, grams=900)], occasion(is_paper=False)).taken) == 1


@pytest.mark.parametrize(("pages", "grams"), [(0, 0), (1, 5), (2, 5), (3, 10), (16, 40)])
def test_paper_has_two_sides(pages: int, grams: int) -> None:
    assert weight_of(pages) == grams
