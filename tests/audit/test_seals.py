from io import StringIO
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from audit import services, tasks
from audit.actors import acting, job
from audit.enums import Act
from audit.models import JournalEntry, JournalSeal
from contactcenter.privileges import append_only_tables

committing = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def write(number: int) -> None:
    with acting(job("test")):
        for _ in range(number):
            services.record(act=Act.OPEN, member_id=uuid4())


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@committing
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalentry SET actor_name = 'nobody' WHERE id = (SELECT min(id) + 1 FROM audit_journalentry)",
        "DELETE FROM audit_journalentry WHERE id = (SELECT min(id) + 1 FROM audit_journalentry)",
        "UPDATE audit_journalseal SET digest = repeat('0', 64)",
    ],
)
@pytest.mark.attack(19)
def test_change_by_the_owner_is_found(statement: str) -> None:
    write(3)
    seal = services.seal_journal(lag_seconds=0)
    assert services.broken_seals() == []
    as_owner(statement)
    assert services.broken_seals() == [seal]


@committing
def test_command_says_that_all_is_well() -> None:
    write(2)
    services.seal_journal(lag_seconds=0)
    said = StringIO()
    call_command("verify_journal", stdout=said)
    assert said.getvalue() == "1 seals, 0 broken\n"


@committing
@pytest.mark.attack(19)
def test_command_fails_on_a_changed_entry() -> None:
    write(2)
    services.seal_journal(lag_seconds=0)
    as_owner("UPDATE audit_journalentry SET role = 'dpo'")
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=StringIO())


@committing
@pytest.mark.attack(19)
def test_seals_follow_each_other() -> None:
    write(2)
    first = services.seal_journal(lag_seconds=0)
    write(3)
    second = services.seal_journal(lag_seconds=0)
    assert first is not None
    assert second is not None
    assert (second.first_id, second.entries) == (first.last_id + 1, 3)


@committing
def test_nothing_new_is_not_sealed() -> None:
    assert services.seal_journal(lag_seconds=0) is None


@committing
def test_young_entries_wait_a_minute() -> None:
    write(1)
    tasks.seal_journal()
    assert not JournalSeal.objects.exists()


@committing
def test_entries_younger_than_an_open_transaction_wait_for_it() -> None:
    with psycopg.connect(**connection.get_connection_params()) as importing:
        importing.execute("SELECT 1")
        write(2)
        assert services.seal_journal(lag_seconds=0) is None
    sealed = services.seal_journal(lag_seconds=0)
    assert sealed is not None
    assert sealed.entries == 2


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_journalentry", "audit_journalseal", "accounts_grantevent"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.attack(19)
def test_application_role_cannot_change_the_journal(table: str, verb: str) -> None:
    column = "pgh_id" if table.endswith("event") else "id"
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table, column, column))


@pytest.mark.django_db
@pytest.mark.attack(19)
def test_every_append_only_table_is_closed_to_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND (has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE'))",
            [append_only_tables()],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_journal_entries_carry_their_actor() -> None:
    write(1)
    entry = JournalEntry.objects.get()
    assert (entry.actor_kind, entry.actor_name) == ("job", "test")
