"""The places that a draw is made among: exact, however often they are asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from practitioners import services
from practitioners.asking import origin_of
from practitioners.models import Activity, Edition
from practitioners.search import eligible_places, people_at, place_ids, without
from practitioners.services import Source
from practitioners.terms import Sought, Wishes
from referrals.draw import packed, unpacked
from tests.factories import practitioners as make

ids = st.sets(st.integers(0, 2**63 - 1), max_size=40)
OURS = Source(by=None, how="call")


def around(place: str = "34500", *, left_out: frozenset[int] = frozenset(), language: str = "") -> Sought:
    return Sought(40, (), origin_of(place).commune, Wishes(language=language), left_out)


def places(sought: Sought) -> set[int]:
    return set(place_ids(eligible_places(sought)))


def in_activities() -> set[int]:
    return set(Activity.objects.filter(is_eligible=True).values_list("place_id", flat=True))


@given(ids, st.data())
def test_some_left_out_leave_the_others(all_of_them: set[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(all_of_them)))) if all_of_them else set()
    strangers = data.draw(ids)
    left = unpacked(without(packed(all_of_them), frozenset(gone | strangers)))
    assert left == sorted(all_of_them - gone - strangers)


@pytest.mark.django_db
def test_the_set_is_asked_for_once_an_edition() -> None:
    make.town(9)
    eligible_places(around())
    with CaptureQueriesContext(connection) as asked:
        found = places(around())
    assert (len(asked), found) == (1, in_activities())


@pytest.mark.django_db
def test_each_import_begins_an_edition() -> None:
    make.town(9)
    before = (Edition.objects.get().mark, places(around()))
    make.town(12)
    after = (Edition.objects.get().mark, places(around()))
    assert (before[0] != after[0], len(before[1]), len(after[1])) == (True, 9, 12)


@pytest.mark.django_db
def test_a_closed_place_is_gone_at_once() -> None:
    make.town(9)
    closed = min(places(around()))
    services.note_place(place_id=closed, source=OURS, closed_on="2026-10-01")
    assert places(around()) == in_activities() - {closed}


@pytest.mark.django_db
def test_who_is_full_is_gone_at_once_and_may_come_back() -> None:
    make.bring([make.row(number="99000000042"), *(make.row() for _ in range(6))])
    full = [len(places(around()))]
    for takes_patients in (False, True):
        services.note_person(national_id="899000000042", source=OURS, takes_patients=takes_patients)
        full.append(len(places(around())))
    assert full == [7, 6, 7]


@pytest.mark.django_db
def test_a_language_that_is_noted_is_a_wish_at_once() -> None:
    make.bring([make.row(number="99000000042"), *(make.row() for _ in range(6))])
    unknown = len(places(around(language="pt")))
    services.note_person(national_id="899000000042", source=OURS, languages=["pt"])
    assert (unknown, len(places(around(language="pt")))) == (0, 1)


@pytest.mark.django_db
def test_those_left_out_let_the_circle_grow() -> None:
    make.bring(
        [make.row() for _ in range(6)] + [make.row(postcode="34300", insee="34003", town="Agde") for _ in range(4)]
    )
    near = eligible_places(around())
    farther = eligible_places(around(left_out=frozenset(place_ids(near)[:2])))
    assert ((near.radius_km, near.size), (farther.radius_km, farther.size)) == ((5, 6), (50, 8))


@pytest.mark.django_db
def test_people_at_a_place_come_once_in_order() -> None:
    make.bring(
        [
            make.row(house="1", number="99000000042"),
            make.row(house="1", number="99000000042", skill="SCD01"),
            make.row(house="1", number="99000000034"),
            make.row(house="1", profession="50"),
        ]
    )
    [place] = places(around())
    assert people_at([place], around()) == {place: ["899000000034", "899000000042"]}


@pytest.mark.django_db
@pytest.mark.parametrize("wish", [Wishes(step_free=True), Wishes(home_visits=True), Wishes(teleconsultation=True)])
def test_a_wish_is_met_by_what_was_noted_and_by_nothing_else(wish: Wishes) -> None:
    make.bring([make.row(number="99000000042", house="1"), *(make.row() for _ in range(6))])
    place = Activity.objects.get(practitioner_id="899000000042").place_id
    assert place is not None
    if wish.step_free:
        services.note_place(place_id=place, source=OURS, access="lift")
    else:
        facts = {"home_visits": wish.home_visits, "teleconsultation": wish.teleconsultation}
        services.note_person(national_id="899000000042", source=OURS, **facts)
    assert places(Sought(40, (), origin_of("34500").commune, wish)) == {place}
