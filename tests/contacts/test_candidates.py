"""Who may be calling: the families of those who have the number."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from contacts.enums import Channel, Fact
from contacts.models import Case
from contacts.queries import candidates_for
from members.enums import Kinship, RightsState
from members.models import Phone
from tests.factories import contacts as make
from tests.factories import members as people
from tests.factories.telephony import CALLER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def call(within: Mutual) -> Case:
    return make.case(within, channel=Channel.PHONE, caller_phone=CALLER)


def test_the_whole_family_is_offered_the_caller_first(within: Mutual, call: Case) -> None:
    holder = people.member(within)
    wife = people.member(within, contract=holder.contract, rank=2, kinship=Kinship.PARTNER, phone=CALLER)
    child = people.member(within, contract=holder.contract, rank=3, kinship=Kinship.CHILD)
    assert [candidate.member for candidate in candidates_for(call)] == [wife, holder, child]


def test_the_number_is_a_fact_of_its_owner_alone(within: Mutual, call: Case) -> None:
    holder = people.member(within, phone=CALLER)
    people.member(within, contract=holder.contract, rank=2)
    assert [candidate.known for candidate in candidates_for(call)] == [{Fact.PHONE}, set()]


def test_rights_are_told(within: Mutual, call: Case) -> None:
    people.member(within, phone=CALLER, covered_until=date(2024, 12, 31))
    assert [candidate.rights.state for candidate in candidates_for(call)] == [RightsState.ENDED]


@pytest.mark.attack(4)
def test_a_namesake_of_another_mutual_is_not_offered(call: Case, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        people.member(other_mutual, phone=CALLER)
    with within_mutuals([call.mutual_id, other_mutual.pk]):
        assert candidates_for(call) == []


@pytest.mark.parametrize("families", [1, 4])
def test_three_queries_whoever_calls(within: Mutual, call: Case, families: int, django_assert_num_queries: Any) -> None:
    for _ in range(families):
        holder = people.member(within, phone=CALLER)
        people.member(within, contract=holder.contract, rank=2)
    with django_assert_num_queries(3):
        assert len(candidates_for(call)) == 2 * families


def test_the_numbers_are_read_in_their_index_alone(within: Mutual) -> None:
    people.member(within, phone=CALLER)
    # A table of one row needs no index.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    asked = Phone.objects.filter(mutual_id=within.pk, number=CALLER).order_by("member_id").values_list("member_id")
    assert "members_phone_once" in asked.explain()


def test_a_hidden_number_offers_nobody(within: Mutual, django_assert_num_queries: Any) -> None:
    hidden = make.case(within, channel=Channel.PHONE)
    with django_assert_num_queries(0):
        assert candidates_for(hidden) == []
