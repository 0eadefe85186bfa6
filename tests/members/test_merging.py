"""Two files of one person shown as one, and apart again, with nothing lost."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts import events
from contacts.models import Case, Entry
from members import asking, merging, queries
from members.errors import MergeOverError, MergeStandsError, NoGroundError, NotAlikeError
from members.imports import import_members
from members.models import Member, Merge
from members.services import open_by_contact
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make
from workstation.results import results_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

DAY = date(2026, 11, 22)
WHY = "Même personne, deux contrats"


@pytest.fixture
def helene(within: Mutual) -> Member:
    return make.member(within, number="20411873", phone="+33639980112")


@pytest.fixture
def double(within: Mutual) -> Member:
    """The same person under another contract, with a letter missing."""
    return make.member(within, number="30522984", birth_name="Marchandau", phone="+33639980112")


@pytest.fixture
def samia(within: Mutual, helene: Member, double: Member) -> User:
    """A supervisor with both files open."""
    user = make_accounts.user(Role.SUPERVISOR, on=[within])
    for person in (helene, double):
        open_by_contact(user=user, member_id=person.pk, facts=[])
    return user


def merged(samia: User, double: Member, helene: Member) -> Merge:
    found = merging.merge(user=samia, member_id=double.pk, into_id=helene.pk, why=WHY)
    for person in (double, helene):
        person.refresh_from_db()
        person.__dict__.pop("_merged_files", None)
    return found


def content() -> dict[str, list[Any]]:
    """Every row that says something of a member, but for what merging itself writes."""
    tables = ["phone", "address", "searchname", "consent", "contract", "coverageperiod", "fragility", "correspondent"]
    with connection.cursor() as cursor:
        found = {}
        for table in [f"members_{name}" for name in tables] + ["contacts_case", "contacts_entry"]:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
        cursor.execute("SELECT (to_jsonb(t) - 'updated_at')::text FROM members_member t ORDER BY 1")
        found["members_member"] = cursor.fetchall()
    return found


# ---- suggesting


def test_a_near_name_of_the_same_day_is_suggested(helene: Member, double: Member) -> None:
    assert [suggestion.member for suggestion in merging.suggestions(helene)] == [double]


def test_a_stranger_is_not_suggested(within: Mutual, helene: Member) -> None:
    make.member(within, birth_name="Lagarde")
    make.member(within, birth_date=date(1975, 1, 1))
    make.member(within, first_names="Élise")
    assert merging.suggestions(helene) == []


def test_who_was_said_to_be_another_is_not_suggested_again(samia: User, helene: Member, double: Member) -> None:
    proposal = merging.propose(user=samia, member_id=double.pk, into_id=helene.pk, why=WHY)
    merging.refuse(user=samia, merge_id=proposal.pk)
    assert merging.suggestions(helene) == []


def test_suggesting_asks_the_same_whatever_there_is(within: Mutual, helene: Member, double: Member) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            merging.suggestions(helene)
        return len(found)

    few = asked()
    for _ in range(8):
        make.member(within)
    assert (asked(), few) == (few, 5)


# ---- proposing and merging


def test_an_adviser_proposes_and_changes_nothing(adviser: User, helene: Member, double: Member) -> None:
    open_by_contact(user=adviser, member_id=helene.pk, facts=[])
    merging.propose(user=adviser, member_id=double.pk, into_id=helene.pk, why=WHY)
    double.refresh_from_db()
    assert (double.merged_into_id, queries.waiting_merges().count()) == (None, 1)


def test_an_adviser_does_not_merge(adviser: User, helene: Member, double: Member) -> None:
    open_by_contact(user=adviser, member_id=helene.pk, facts=[])
    with pytest.raises(NoGroundError):
        merging.merge(user=adviser, member_id=double.pk, into_id=helene.pk, why=WHY)


def test_who_has_no_ground_proposes_nothing(adviser: User, helene: Member, double: Member) -> None:
    with pytest.raises(NoGroundError):
        merging.propose(user=adviser, member_id=double.pk, into_id=helene.pk, why=WHY)


def test_strangers_are_not_joined(within: Mutual, samia: User, helene: Member) -> None:
    stranger = make.member(within, birth_name="Lagarde", first_names="Patrick", sex="M")
    with pytest.raises(NotAlikeError):
        merging.merge(user=samia, member_id=stranger.pk, into_id=helene.pk, why=WHY)


def test_a_merge_says_who_when_and_why(samia: User, helene: Member, double: Member) -> None:
    found = merged(samia, double, helene)
    assert (found.decided_by, found.why, found.merged_at is not None) == (samia, WHY, True)


def test_a_merged_file_is_not_merged_again(within: Mutual, samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    with pytest.raises(MergeStandsError):
        merging.merge(user=samia, member_id=helene.pk, into_id=double.pk, why=WHY)


def test_a_third_file_joins_the_one_that_is_shown(within: Mutual, samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    third = make.member(within, phone="+33639980112")
    merging.merge(user=samia, member_id=third.pk, into_id=helene.pk, why=WHY)
    assert Member.objects.filter(merged_into=helene).count() == 2


# ---- reading


def test_the_family_is_that_of_both_contracts(within: Mutual, samia: User, helene: Member, double: Member) -> None:
    child = make.member(within, contract=double.contract, rank=2, first_names="Théo", birth_date=date(2004, 6, 27))
    merged(samia, double, helene)
    assert list(queries.family_of(helene)) == [helene, child]


def test_a_relative_sees_the_file_that_is_shown(within: Mutual, samia: User, helene: Member, double: Member) -> None:
    child = make.member(within, contract=double.contract, rank=2, first_names="Théo", birth_date=date(2004, 6, 27))
    merged(samia, double, helene)
    assert list(queries.family_of(child)) == [helene, child]


def test_the_search_finds_the_file_that_is_shown(samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    rows = results_for(samia, asking.read("30522984 14/03/1958", on=DAY)).rows
    assert [row.found.member.pk for row in rows] == [helene.pk]


def test_the_search_finds_one_person_once(samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    rows = results_for(samia, asking.read("0639980112", on=DAY)).rows
    assert [row.found.member.pk for row in rows] == [helene.pk]


@pytest.fixture
def case(within: Mutual, double: Member) -> Case:
    made = make_contacts.case(within, member_id=double.pk, text="Elle demande un devis")
    Entry.objects.filter(case=made).update(member=double)
    return made


def test_the_contacts_of_both_are_one_timeline(samia: User, helene: Member, double: Member, case: Case) -> None:
    merged(samia, double, helene)
    assert [line.case for line in events.lately(helene)] == [case]


def test_the_history_of_both_is_searched(samia: User, helene: Member, double: Member, case: Case) -> None:
    merged(samia, double, helene)
    found, _ = events.history(helene, events.Wanted(text="devis"))
    assert [entry.case for entry in found] == [case]


# ---- parting


def test_parting_leaves_everything_as_it_was(samia: User, helene: Member, double: Member, case: Case) -> None:
    before = content()
    found = merged(samia, double, helene)
    merging.unmerge(user=samia, merge_id=found.pk, why="Deux sœurs")
    assert content() == before


def test_parting_keeps_what_was_decided(samia: User, helene: Member, double: Member) -> None:
    found = merged(samia, double, helene)
    merging.unmerge(user=samia, merge_id=found.pk, why="Deux sœurs")
    found.refresh_from_db()
    assert (found.undone_by, found.undone_why, found.merged_at is not None) == (samia, "Deux sœurs", True)


def test_what_is_parted_is_not_parted_twice(samia: User, helene: Member, double: Member) -> None:
    found = merged(samia, double, helene)
    merging.unmerge(user=samia, merge_id=found.pk, why="Deux sœurs")
    with pytest.raises(MergeOverError):
        merging.unmerge(user=samia, merge_id=found.pk, why="Deux sœurs")


def test_an_import_still_updates_a_merged_file(within: Mutual, samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    header = "member_number;rank;kinship;contract_number;product_code;contract_starts_on;covered_from;sex;birth_name;first_names;birth_date;email"
    contract = double.contract
    row = f"30522984;1;holder;{contract.number};{contract.product.code};01/01/2020;01/01/2020;F;Marchandau;Hélène;14/03/1958;helene@exemple.fr"
    import_members(mutual=within, file=io.BytesIO(f"{header}\n{row}\n".encode()))
    double.refresh_from_db()
    assert (double.email, double.merged_into_id) == ("helene@exemple.fr", helene.pk)


# ---- the pages


def page(user: User, name: str, *args: Any) -> tuple[Client, str]:
    return make_accounts.browser(user), reverse(f"workstation:{name}", args=args)


def test_the_files_are_shown_side_by_side(samia: User, helene: Member, double: Member) -> None:
    client, address = page(samia, "duplicates", helene.pk)
    assert b"Marchandau" in client.get(address).content


def test_a_file_without_a_ground_is_compared_with_nothing(adviser: User, helene: Member, double: Member) -> None:
    client, address = page(adviser, "duplicates", helene.pk)
    assert client.get(address).status_code == 404


def test_a_supervisor_reads_what_waits_for_them(within: Mutual, adviser: User, helene: Member, double: Member) -> None:
    open_by_contact(user=adviser, member_id=helene.pk, facts=[])
    merging.propose(user=adviser, member_id=double.pk, into_id=helene.pk, why=WHY)
    client, address = page(make_accounts.user(Role.SUPERVISOR, on=[within]), "duplicates", helene.pk)
    assert client.get(address).status_code == 200


def post(user: User, name: str, *args: Any, **typed: Any) -> int:
    client, address = page(user, name, *args)
    return int(client.post(address, typed).status_code)


def test_merging_by_the_page(samia: User, helene: Member, double: Member) -> None:
    post(samia, "merge", helene.pk, double.pk, why=WHY, kept=str(helene.pk))
    double.refresh_from_db()
    assert double.merged_into_id == helene.pk


def test_the_other_file_may_be_the_one_that_is_shown(samia: User, helene: Member, double: Member) -> None:
    post(samia, "merge", helene.pk, double.pk, why=WHY, kept=str(double.pk))
    helene.refresh_from_db()
    assert helene.merged_into_id == double.pk


def test_a_merge_without_a_word_is_refused(samia: User, helene: Member, double: Member) -> None:
    assert post(samia, "merge", helene.pk, double.pk, why="") == 422


def test_a_merged_file_says_where_it_went(samia: User, helene: Member, double: Member) -> None:
    merged(samia, double, helene)
    client, address = page(samia, "member", double.pk)
    assert reverse("workstation:open", args=[helene.pk]).encode() in client.get(address).content


def test_from_the_merged_file_the_other_opens(adviser: User, samia: User, helene: Member, double: Member) -> None:
    open_by_contact(user=adviser, member_id=double.pk, facts=[])
    merged(samia, double, helene)
    client, address = page(adviser, "member", double.pk)
    proof = client.get(address).content.decode().split('name="proof" value="')[1].split('"')[0]
    answer = client.post(reverse("workstation:open", args=[helene.pk]), {"proof": proof})
    assert answer.status_code == 302


@pytest.mark.attack(3)
def test_ids_of_another_mutual_are_not_joined(other_mutual: Mutual, samia: User, helene: Member) -> None:
    with pytest.raises(NoGroundError):
        merging.merge(user=samia, member_id=UUID(int=1), into_id=helene.pk, why=WHY)
