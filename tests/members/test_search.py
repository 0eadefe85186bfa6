"""The search on a real database: who is found by what, and who is not."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from members import asking
from members.matching import Why
from members.models import Member
from members.search import SHOWN, find, people
from tests import migrated
from tests.factories import members as make

TODAY = date(2026, 11, 22)


def found(text: str) -> list[tuple[Member, tuple[Why, ...]]]:
    hits, _ = find(asking.read(text, on=TODAY).wanted)
    return [(Member.objects.get(pk=hit.member_id), hit.judgement.reasons) for hit in hits]


@pytest.fixture
def helene(within: Mutual) -> Member:
    return make.member(within, number="20411873", phone="+33465712348", email="helene@exemple.fr")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("20411873", (Why.NUMBER,)),
        ("204 118 73", (Why.NUMBER,)),
        ("204118", (Why.NUMBER_PART,)),
        ("411873", (Why.NUMBER_PART,)),
        ("n° 0411873", (Why.NUMBER_PART,)),
        ("marchandeau 411873", (Why.NUMBER_PART, Why.NAME)),
        ("04.65/71 23 48", (Why.PHONE,)),
        ("+33 4 65 71 23 48", (Why.PHONE,)),
        ("0033465712348", (Why.PHONE,)),
        ("helene@exemple.fr", (Why.EMAIL,)),
        ("marchandeau", (Why.NAME,)),
        ("MARCHANDEAU Hélène", (Why.NAME,)),
        ("helene marchandeau", (Why.NAME,)),
        ("march", (Why.NAME_BEGINS,)),
        ("marchandau helene", (Why.NAME_NEAR,)),
        ("marchandeau helen", (Why.NAME, Why.GIVEN_BEGINS)),
        ("marchandeau hlene", (Why.NAME, Why.GIVEN_NEAR)),
        ("marchandeau elaine", (Why.NAME, Why.GIVEN_SOUNDS)),
        ("helen 14/03/1958", (Why.GIVEN_BEGINS, Why.BIRTH)),
        ("marchandeau 14/03/58", (Why.NAME, Why.BIRTH)),
        ("marchandeau 15/03/1958", (Why.NAME, Why.BIRTH_NEAR)),
        ("merchandeau 14/03/1958", (Why.NAME_NEAR, Why.BIRTH)),
        ("marchandea uhelene", (Why.NAME_NEAR,)),
        ("marchandeauhelene", (Why.NAME_NEAR,)),
        ("marchandeau 14/33/1958", (Why.NAME, Why.BIRTH_NEAR)),
        ("marchand 1403", (Why.NAME_BEGINS, Why.BIRTH_DAY)),
        ("34500 marchandeau", (Why.NAME, Why.PLACE)),
        ("marchandeau bezier", (Why.NAME, Why.TOWN)),
        ("marchand 1403 bez", (Why.NAME_BEGINS, Why.BIRTH_DAY, Why.TOWN)),
        ("marchandeau 03/58", (Why.NAME, Why.BIRTH_MONTH)),
        ("helene march 03 1958", (Why.NAME_BEGINS, Why.BIRTH_MONTH)),
        ("marchandeau 1958", (Why.NAME, Why.BIRTH_YEAR)),
        ("1958 marchandau helene", (Why.NAME_NEAR, Why.BIRTH_YEAR)),
        ("marchandeau née en mars 58", (Why.NAME, Why.BIRTH_MONTH)),
        ("14/03/1958", (Why.BIRTH,)),
    ],
)
def test_she_is_found_and_told_why(helene: Member, typed: str, why: tuple[Why, ...]) -> None:
    assert found(typed) == [(helene, why)]


@pytest.mark.parametrize(
    "typed",
    [
        "durand",
        "marchandeau 02/09/1956",
        "marchandeau 04/58",
        "marchandeau 1957",
        "75001 marchandeau",
        "20411874",
        "durand 411873",
        "0465712349",
        "",
    ],
)
def test_she_is_not_found(helene: Member, typed: str) -> None:
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["le goff", "legoff", "LE GOFF anne", "goff", "anne le goff", "Le Gof anne"])
def test_a_particle_may_be_typed_or_not(within: Mutual, typed: str) -> None:
    anne = make.member(within, birth_name="Le Goff", first_names="Anne")
    assert [member for member, _ in found(typed)] == [anne]


@pytest.mark.parametrize(
    "typed", ["dupont martin", "martin claire", "dupont claire", "lefebvre claire", "dupontmartin"]
)
def test_each_part_and_the_birth_name_are_found(within: Mutual, typed: str) -> None:
    claire = make.member(within, birth_name="Lefebvre", used_name="Dupont-Martin", first_names="Claire")
    assert [member for member, _ in found(typed)] == [claire]


@pytest.mark.parametrize(
    "typed",
    [
        "riviere-aubrac",
        "Rivière-Aubrac Sophie",
        "riviere aubrac",
        "anne-sophie riviere-aubrac",
        "sophie aubrac",
        "aubrac sophie",
        "sophie 14/03/1958",
        "d'Aubrac anne-sophie",
        "de lariviere",
    ],
)
def test_particles_and_halves_of_names_may_be_left_out(within: Mutual, typed: str) -> None:
    sophie = make.member(
        within, birth_name="Aubrac", used_name="de La Rivière-Aubrac", first_names="Anne-Sophie Michèle"
    )
    assert [member for member, _ in found(typed)] == [sophie]


@pytest.mark.parametrize(
    "typed",
    [
        "saloti leger helene",
        "leger née saloti",
        "leger helene 14/03/1958",
        "helene 14/03/1958",
        "beziers 14/03/1958",
        "leger helene marie",
        "m leger helene",
        "leger 68 ans",
        "de leger helene",
        "34500 helene",
    ],
)
def test_what_is_true_never_hides_her(within: Mutual, typed: str) -> None:
    helene = make.member(within, birth_name="Saloti", used_name="Léger", first_names="Hélène Marie")
    assert [member for member, _ in found(typed)] == [helene]


def test_a_town_may_be_abbreviated(within: Mutual) -> None:
    payet = make.member(within, birth_name="Payet", first_names="Marie", postal_code="97400", town="Saint-Denis")
    assert [member for member, _ in found("payet marie st denis")] == [payet]


def test_zeros_in_front_of_a_number_may_be_left_out(within: Mutual) -> None:
    member = make.member(within, number="00855315")
    assert found("855315") == [(member, (Why.NUMBER,))]


@pytest.mark.parametrize("typed", ["20411873/3", "20411873-03", "20411873 / 3"])
def test_a_rank_after_the_number_gives_that_beneficiary(helene: Member, typed: str) -> None:
    children = [
        make.member(helene.mutual, contract=helene.contract, number=helene.number, rank=rank) for rank in (2, 3)
    ]
    assert found(typed) == [(children[1], (Why.NUMBER,))]


def test_a_rank_that_nobody_has_shows_the_family(helene: Member) -> None:
    assert found("20411873/3") == [(helene, (Why.NUMBER, Why.RANK_DIFFERS))]


def test_a_telephone_may_lack_its_zero(within: Mutual) -> None:
    member = make.member(within, phone="+33639986859")
    assert found("639986859") == [(member, (Why.PHONE,))]


def test_exact_names_come_first(within: Mutual) -> None:
    near = make.member(within, birth_name="Dupond", first_names="Marie")
    exact = make.member(within, birth_name="Dupont", first_names="Marie")
    assert [member for member, _ in found("dupont marie")] == [exact, near]


def test_an_equal_family_name_comes_before_one_that_sounds_alike(within: Mutual) -> None:
    sounding = make.member(within, birth_name="Dupond", first_names="Helene")
    equal = make.member(within, birth_name="Dupont", first_names="Elaine")
    assert [member for member, _ in found("dupont helene")] == [equal, sounding]


def test_the_second_half_of_a_first_name_comes_after_the_same_whole(within: Mutual) -> None:
    half = make.member(within, birth_name="Aubrac", first_names="Anne-Sophie")
    whole = make.member(within, birth_name="Aubrac", first_names="Sophie")
    assert found("aubrac sophie") == [(whole, (Why.NAME,)), (half, (Why.NAME, Why.GIVEN_PART))]


def test_names_that_sound_alike_are_found(within: Mutual) -> None:
    renaud = make.member(within, birth_name="Thibault", first_names="Luc")
    assert found("tibo luc") == [(renaud, (Why.NAME_SOUNDS,))]


def test_no_more_than_twenty_are_shown(within: Mutual) -> None:
    contract = make.contract(within)
    for _ in range(SHOWN + 2):
        make.member(within, contract=contract)
    hits, has_more = find(asking.read("marchandeau", on=TODAY).wanted)
    assert (len(hits), has_more) == (SHOWN, True)


@pytest.mark.attack(4)
def test_another_mutuals_members_do_not_exist(helene: Member, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        assert found("marchandeau helene") == []


@pytest.mark.parametrize(
    "typed", ["%", "_", "\x00", "a" * 10_000, "' OR 1=1 --", "\u202eelene", "🙂", "\\", "é" * 300, "1" * 500]
)
@pytest.mark.attack(4)
def test_odd_input_is_answered(helene: Member, typed: str) -> None:
    assert [member for member, why in found(typed) if Why.NAME in why] == []


@pytest.fixture
def untouched(worker_name: str) -> Iterator[psycopg.Connection[Any]]:
    """A database in which nothing was ever counted: what a plan costs there does not hang on what other tests left."""
    migrated.copy(name := f"test_{worker_name}_plans")
    with psycopg.connect(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()) as server:
        yield server


def test_people_found_are_read_by_indexes(helene: Member, untouched: psycopg.Connection[Any]) -> None:
    """With millions of members a plan that reads them all takes a second; a clause that might leak forces one."""
    hits, _ = find(asking.read("marchandeau", on=TODAY).wanted)
    with CaptureQueriesContext(connection) as run:
        people(hits)
    untouched.execute("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off")
    plan = untouched.execute(f"EXPLAIN {run.captured_queries[-1]['sql']}").fetchall()
    assert len([line for (line,) in plan if "Index Cond:" in line and "merged_into_id" in line]) == 1
