"""After an erasure no table holds what says who it was, and every figure stands as it did."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Mutual
from audit.models import JournalEntry
from callbacks.enums import CallbackState
from callbacks.models import Callback
from contacts.models import Case
from members.models import Contract, Member, SearchName
from members.sealing import nir_index
from privacy.enums import Obstacle, Origin
from privacy.errors import AlreadyErasedError, CannotEraseError
from privacy.models import Erasure
from privacy.services import erasing
from supervision.models import DayCount
from supervision.services import close_day
from tests.factories import contacts, lives, members
from tests.factories.lives import LEFT, Life

pytestmark = pytest.mark.django_db


def tables_with(words: tuple[str, ...]) -> list[str]:
    """Every `table.column` of the whole database that holds one of WORDS, as text or inside JSON and lists, whatever the wall."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (data_type IN ('text', 'character varying', 'jsonb', 'ARRAY', 'tsvector'))"
        )
        for table, column in cursor.fetchall():
            condition = " OR ".join([f'"{column}"::text ILIKE %s'] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {condition}', [f"%{word}%" for word in words])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return sorted(found)


def erased(member: Member, run: Any) -> Erasure:
    """Erased, and its files after it."""
    with run(execute=True):
        return erasing.erase(member_id=member.pk, origin=Origin.RETENTION)


def test_no_table_says_who_it_was(life: Life, django_capture_on_commit_callbacks: Any) -> None:
    assert len(tables_with(lives.WORDS)) > 30
    index = nir_index(lives.NIR[:13], mutual_id=life.member.mutual_id)
    assert Member.objects.filter(nir_index=index).exists()
    erased(life.member, django_capture_on_commit_callbacks)
    assert tables_with(lives.WORDS) == []
    assert not Member.objects.filter(nir_index=index).exists()


def test_no_file_of_the_person_is_left(life: Life, django_capture_on_commit_callbacks: Any) -> None:
    assert len(lives.left_in_storage(life.member.mutual)) == 2
    made = erased(life.member, django_capture_on_commit_callbacks)
    assert lives.left_in_storage(life.member.mutual) == []
    assert (made.files, Erasure.objects.get().files, str(Erasure.objects.get().extract)) == (made.files, [], "")


def test_files_are_deleted_by_the_sweep_when_the_process_died(life: Life) -> None:
    """Without its commit hooks, as if it had died there."""
    erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    assert Erasure.objects.get().files != []
    erasing.delete_left_files()
    assert (Erasure.objects.get().files, lives.left_in_storage(life.member.mutual)) == ([], [])


def test_every_figure_stands(within: Mutual, django_capture_on_commit_callbacks: Any) -> None:
    day = date(2026, 3, 10)
    life = lives.life(within, on=day, left=LEFT)
    assert close_day(day)
    before = list(DayCount.objects.order_by("pk").values())
    assert before != []
    said = io.StringIO()
    call_command("recompute_indicators", "--check", stdout=said)
    for policy in ("complaints", "promises", "told", "members"):
        _shorten(policy)
    erased(life.member, django_capture_on_commit_callbacks)
    call_command("recompute_indicators", "--check", stdout=said)
    assert said.getvalue() == "1 days, 0 differences\n" * 2
    assert list(DayCount.objects.order_by("pk").values()) == before


def _shorten(category: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_duration SET months = 1 WHERE category = %s", [category])


def test_it_is_journalled_and_done_once(life: Life) -> None:
    erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    entry = JournalEntry.objects.get(act="erase")
    assert (entry.member_id, entry.ground, list(entry.detail)) == (life.member.pk, "retention", ["rows"])
    with pytest.raises(AlreadyErasedError):
        erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)


def test_the_row_that_is_left_counts_and_names_nobody(life: Life) -> None:
    erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    left = Member.objects.get(pk=life.member.pk)
    assert (left.sex, left.birth_date, left.covered_until) == ("F", date(1958, 1, 1), LEFT)
    assert Case.objects.filter(member=left).count() == 1
    assert not SearchName.objects.filter(member=left).exists()


def test_a_household_keeps_what_is_somebody_else_s(life: Life) -> None:
    child = members.member(
        life.member.mutual, contract=life.member.contract, rank=2, covered_until=LEFT, birth_name="Le Floc’h"
    )
    erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    assert Contract.objects.get(pk=child.contract_id).number == lives.CONTRACT
    erasing.erase(member_id=child.pk, origin=Origin.RETENTION)
    assert Contract.objects.get(pk=child.contract_id).number != lives.CONTRACT


def test_a_namesake_is_still_found(life: Life) -> None:
    other = members.member(life.member.mutual, birth_name=lives.NAME, covered_until=None)
    erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    assert list(SearchName.objects.filter(family_key="kervadoue").values_list("member_id", flat=True)) == [other.pk]
    assert tables_with(("kervadoue",)) == [
        "members_knownname.deletions",
        "members_knownname.key",
        "members_searchname.family_key",
    ]


# ---- what stands against it


def test_nothing_is_erased_of_somebody_who_is_covered(within: Mutual) -> None:
    covered = lives.person(within, left=None)
    Member.objects.filter(merged_into=covered).update(covered_until=None)
    with pytest.raises(CannotEraseError) as refused:
        erasing.erase(member_id=covered.pk, origin=Origin.REQUEST)
    assert refused.value.obstacles == (Obstacle.COVERED,)
    assert Member.objects.get(pk=covered.pk).used_name == lives.NAME


def test_what_is_open_stands_against_it(life: Life) -> None:
    contacts.case(life.member.mutual, member_id=life.member.pk)
    with pytest.raises(CannotEraseError) as refused:
        erasing.erase(member_id=life.member.pk, origin=Origin.REQUEST)
    assert refused.value.obstacles == (Obstacle.CASE,)


def test_what_the_law_has_kept_is_sealed_until_its_last_day(life: Life) -> None:
    yesterday = timezone.localtime() - timedelta(days=1)
    Callback.objects.filter(member=life.member).update(closed_at=yesterday, state=CallbackState.DONE)
    made = erasing.erase(member_id=life.member.pk, origin=Origin.REQUEST)
    assert made.keep_until == date(yesterday.year + 2, yesterday.month, yesterday.day)
    with default_storage.open(str(made.extract)) as file:
        assert lives.NAME.encode() not in file.read()
    assert tables_with(lives.WORDS) == []


# ---- the two functions that run as the owner


def test_history_is_erased_for_an_erasure_alone(life: Life) -> None:
    with pytest.raises(DatabaseError, match="no erasure"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT privacy_erase_kept(%s, '{}', '{}')", [life.member.pk])


def test_nothing_of_somebody_else_is_erased_by_the_way(life: Life) -> None:
    other = contacts.case(life.member.mutual, member_id=members.member(life.member.mutual).pk)
    made = erasing.erase(member_id=life.member.pk, origin=Origin.RETENTION)
    with pytest.raises(DatabaseError, match="somebody else"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT privacy_erase_kept(%s, %s, '{}')", [made.pk, [other.pk]])
