"""R1 to R11: the second wall, tried with the application's own database role on two mutuals that hold the same names."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django_scopes.exceptions import ScopeError

from accounts.checks import check_walls, isolated_tables
from accounts.models import Mutual, MutualOwned
from accounts.scopes import within_mutuals
from contacts.models import Call, Document, Draft
from correspondence.models import Template
from members.models import Member, Merge, Phone
from members.sealing import nir_index
from tests.factories import accounts as make
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make_messages
from tests.factories import members as make_members
from tests.factories import telephony as make_telephony

committing = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
COUNT = "SELECT count(*) FROM members_member"


@pytest.fixture
def pair(mutual: Mutual, other_mutual: Mutual) -> tuple[Mutual, Mutual]:
    """Hélène Marchandeau is a member of both: two in the first, one in the second."""
    for one, number in ((mutual, 2), (other_mutual, 1)):
        with transaction.atomic(), within_mutuals([one.pk]):
            for _ in range(number):
                make_members.member(one)
    return mutual, other_mutual


@pytest.fixture
def committed(transactional_db: None) -> tuple[Mutual, Mutual]:
    mutuals = make.mutual(), make.mutual()
    for one in mutuals:
        with transaction.atomic(), within_mutuals([one.pk]):
            make_members.member(one)
    return mutuals


def one(statement: str, parameters: list[Any] | None = None, alias: str = "default") -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def test_r1_without_a_scope_no_row_exists(pair: tuple[Mutual, Mutual]) -> None:
    assert one(COUNT) == 0


@pytest.mark.attack(1)
def test_r1_with_a_scope_only_its_rows_exist(pair: tuple[Mutual, Mutual]) -> None:
    counts = []
    for mutuals in ([pair[0]], [pair[1]], list(pair), []):
        with within_mutuals([mutual.pk for mutual in mutuals]):
            counts.append(one(COUNT))
    assert counts == [2, 1, 3, 0]


@pytest.mark.django_db
def test_r2_application_role_is_nobody_special() -> None:
    assert check_walls(databases=["default"]) == []


@committing
def test_r2_even_the_owner_sees_nothing(committed: tuple[Mutual, Mutual]) -> None:
    assert one(COUNT, alias="owner") == 0


@committing
def test_r2_missing_wall_and_owned_table_are_found_at_start() -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE members_phone NO FORCE ROW LEVEL SECURITY")
        try:
            found = [message.id for message in check_walls(databases=["default"])]
        finally:
            owner.execute("ALTER TABLE members_phone FORCE ROW LEVEL SECURITY")
    assert found == ["accounts.E004"]


COMMON = {
    "accounts_apikey",
    "accounts_apikeyevent",
    "accounts_grant",
    "accounts_grantevent",
    "accounts_mutualpolicy",
    "accounts_mutualpolicyevent",
    "accounts_openingwindow",
    "accounts_publicline",
    "audit_journalentry",
    "contacts_mailbox",
    "contacts_subscription",
    "contacts_telephonyevent",
}
"""Read before a scope is known, or kept by the administration; and the journal, which is written even of what is refused."""


@pytest.mark.django_db
def test_r2_every_table_that_names_a_mutual_is_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'mutual_id'"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT attisdropped"
            " AND NOT (relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))"
        )
        assert {name for (name,) in cursor.fetchall()} == COMMON


def test_r2_texts_of_another_mutual_do_not_exist(pair: tuple[Mutual, Mutual]) -> None:
    for mutual in pair:
        with within_mutuals([mutual.pk]):
            Template.objects.create(
                mutual=mutual, code="seulement-ici", label="Carte", subject="Carte", body="La voici"
            )
    with within_mutuals([pair[0].pk]):
        assert [one.mutual_id for one in Template.objects.filter(code="seulement-ici")] == [pair[0].pk]


@committing
def test_r3_view_of_the_owner_shows_nothing_without_a_scope(committed: tuple[Mutual, Mutual]) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE VIEW everybody AS SELECT * FROM members_member")
        owner.execute(f"GRANT SELECT ON everybody TO {one('SELECT current_user')}")
        try:
            assert one("SELECT count(*) FROM everybody") == 0
        finally:
            owner.execute("DROP VIEW everybody")


@pytest.mark.django_db
def test_r3_no_view_of_ours_stands_beside_the_walls() -> None:
    ours = one(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
        " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
    )
    assert ours == 0


@committing
def test_r4_scope_outside_a_transaction_shows_nothing(committed: tuple[Mutual, Mutual]) -> None:
    with within_mutuals([committed[0].pk]):
        outside = one(COUNT)
        with transaction.atomic():
            inside = one(COUNT)
    assert (outside, inside, connection.settings_dict["ATOMIC_REQUESTS"]) == (0, 1, True)


@committing
@pytest.mark.attack(1)
def test_r5_next_borrower_of_a_connection_sees_nothing(committed: tuple[Mutual, Mutual]) -> None:
    with within_mutuals([committed[0].pk]), transaction.atomic():
        before = one(COUNT)
        process = one("SELECT pg_backend_pid()")
    with transaction.atomic():
        after, same = one(COUNT), one("SELECT pg_backend_pid()") == process
    assert (before, after, same) == (1, 0, True)


def test_r5_no_setting_outlives_its_transaction() -> None:
    root = Path(settings.ROOT)
    apart = {"tests", ".venv", "var"}
    sources = [path for path in root.glob("*/**/*.py") if path.parts[len(root.parts)] not in apart]
    lasting = re.compile(r"set_config\([^)]*false\s*\)|SET SESSION|SET app\.", re.IGNORECASE)
    assert [path.name for path in sources if lasting.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["both", "first"])
@pytest.mark.attack(2)
def test_r6_reference_to_a_row_of_another_mutual_is_refused(pair: tuple[Mutual, Mutual], scope: str) -> None:
    with within_mutuals([pair[1].pk]):
        foreign = Member.objects.get()
    mutuals = [mutual.pk for mutual in pair] if scope == "both" else [pair[0].pk]
    with within_mutuals(mutuals), transaction.atomic():
        Phone.objects.create(mutual=pair[0], member_id=foreign.pk, number="+33639980000")
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


UNCHECKED = {
    "contacts_awaited.entry_id",
    "contacts_document.entry_id",
    "contacts_inboundemail.entry_id",
    "correspondence_message.entry_id",
}
"""Lines of timelines, of which there are tens of millions, have no second key to refer to; each stands beside its case, checked."""


@pytest.mark.django_db
def test_r6_every_reference_between_owned_rows_names_their_mutual() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass || '.' || attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey) AND attname <> 'mutual_id'"
            " WHERE contype = 'f' AND cardinality(conkey) = 2"
            " AND pg_get_constraintdef(pg_constraint.oid) LIKE 'FOREIGN KEY (mutual_id, %%) REFERENCES %%(mutual_id, id)%%'",
            [],
        )
        composite = {name for (name,) in cursor.fetchall()}
    references = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if issubclass(model, MutualOwned)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model and issubclass(field.related_model, MutualOwned)
    }
    assert references - composite == UNCHECKED


@pytest.mark.parametrize("scope", ["both", "first"])
@pytest.mark.parametrize("kind", ["case", "draft", "call", "document", "email", "message", "merge"])
def test_r6_contact_of_another_mutual_is_not_referred_to(pair: tuple[Mutual, Mutual], scope: str, kind: str) -> None:
    with within_mutuals([pair[0].pk]):
        own = _contact(pair[0])
    with within_mutuals([pair[1].pk]):
        foreign = _contact(pair[1])
    table, column = REFERRING[kind]
    mutuals = [mutual.pk for mutual in pair] if scope == "both" else [pair[0].pk]
    with within_mutuals(mutuals), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [foreign[column], own[kind]])
        assert cursor.rowcount == 1
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


REFERRING = {
    "case": ("contacts_case", "member_id"),
    "draft": ("contacts_draft", "case_id"),
    "call": ("contacts_call", "case_id"),
    "document": ("contacts_document", "case_id"),
    "email": ("contacts_inboundemail", "case_id"),
    "message": ("correspondence_message", "case_id"),
    "merge": ("members_merge", "into_id"),
}


def _contact(mutual: Mutual) -> dict[str, Any]:
    """One row of each referring table, by kind, and what rows may refer to, by column."""
    adviser = make.user(on=[mutual])
    member, twin = (make_members.member(mutual, email="helene@exemple.fr") for _ in range(2))
    case = make_contacts.case(mutual, holder=adviser, member_id=member.pk)
    make_messages.mailbox(case, address=f"contact@{mutual.code}.exemple.fr")
    draft = Draft.objects.create(mutual=mutual, case=case, user=adviser, field="note")
    call = Call.objects.create(
        mutual=mutual, case=case, system=make_telephony.system(), call_ref="c1",
        rang_at=case.received_at, last_event_at=case.received_at,
    )  # fmt: skip
    document = Document.objects.create(mutual=mutual, case=case, name="devis.pdf", size=1, received_at=case.received_at)
    merge = Merge.objects.create(
        mutual=mutual, member=twin, into=member, why="La même personne", points=90, proposed_by=adviser
    )
    return {
        "case": case.pk,
        "draft": draft.pk,
        "call": call.pk,
        "document": document.pk,
        "email": make_messages.received(case, "<une@exemple.fr>").pk,
        "message": make_messages.message(case, adviser).pk,
        "merge": merge.pk,
        "case_id": case.pk,
        "member_id": member.pk,
        "into_id": member.pk,
    }


@pytest.mark.attack(26)
def test_r7_same_person_in_two_mutuals_is_two_members(pair: tuple[Mutual, Mutual]) -> None:
    for mutual in pair:
        with within_mutuals([mutual.pk]):
            index = nir_index("1580334032999", mutual_id=mutual.pk)
            make_members.member(mutual, number="20411873", nir_index=index, nir_sealed=b"sealed")
    with within_mutuals([mutual.pk for mutual in pair]):
        found = Member.objects.filter(number="20411873")
        assert (found.count(), found.values("nir_index").distinct().count()) == (2, 2)


ACROSS_MUTUALS = {
    "contacts_call_once": "a telephone system serves several mutuals, and names a call before anybody knows for which",
    "contacts_case_one_in_hand": "nobody has two cases in hand, of whichever mutuals; the key holds an account, no member",
}


@pytest.mark.django_db
@pytest.mark.attack(26)
def test_r7_every_unique_key_of_owned_rows_starts_in_their_mutual() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indisunique AND NOT indisprimary AND indrelid::regclass::text = ANY(%s)"
            " AND position('(mutual_id' IN pg_get_indexdef(indexrelid)) = 0 ORDER BY 1",
            [isolated_tables()],
        )
        assert [name for (name,) in cursor.fetchall()] == sorted(ACROSS_MUTUALS)


@pytest.mark.attack(2)
def test_r8_row_for_another_mutual_cannot_be_added(pair: tuple[Mutual, Mutual]) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with within_mutuals([pair[0].pk]), refused, transaction.atomic():
        make_members.product(pair[1])


def test_r8_rows_of_another_mutual_can_be_neither_changed_nor_removed(pair: tuple[Mutual, Mutual]) -> None:
    with within_mutuals([pair[0].pk]), connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET email = 'x@exemple.fr'")
        changed = cursor.rowcount
        cursor.execute("DELETE FROM members_searchname WHERE mutual_id = %s", [pair[1].pk])
        assert (changed, cursor.rowcount) == (2, 0)


FILL = """
INSERT INTO members_contract (id, mutual_id, product_id, number, starts_on, status)
SELECT gen_random_uuid(), mutual_id, product_id, 'Z' || n, starts_on, status
  FROM members_contract, generate_series(1, 5000) AS n;
INSERT INTO members_searchname (mutual_id, member_id, family_key, given_key, birth_date, postal_code)
SELECT mutual_id, id, 'nom' || n, 'prenom', birth_date + n, '34500' FROM members_member, generate_series(1, 5000) AS n;
INSERT INTO members_phone (mutual_id, member_id, number, kind, is_main)
SELECT mutual_id, id, '+336399' || n, 'mobile', false FROM members_member, generate_series(10000, 15000) AS n;
"""
SEARCHES = {
    "R9 prefix as a range": ("searchname", "mutual_id = %s AND family_key >= 'nom12' AND family_key < 'nom13'"),
    "R10 telephone": ("phone", "mutual_id = %s AND number = '+33639912345'"),
    "R10 contract": ("contract", "mutual_id = %s AND number = 'Z1234'"),
}
INDEXES = {
    "R9 prefix as a range": ("members_searchname_pkey", "family_key"),
    "R10 telephone": ("members_phone_once", "number"),
    "R10 contract": ("members_contract_number_once", "number"),
}


@committing
def test_r9_r10_searches_use_their_index_behind_the_wall(committed: tuple[Mutual, Mutual]) -> None:
    mutual = committed[0].pk
    with within_mutuals([mutual]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL)
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE members_contract, members_searchname, members_phone")
    used = {}
    for kind, (table, condition) in SEARCHES.items():
        with within_mutuals([mutual]), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (COSTS OFF) SELECT 1 FROM members_{table} WHERE {condition}", [mutual])
            plan = " ".join(line for (line,) in cursor.fetchall())
        _, column = INDEXES[kind]
        index = re.search(r"using (\w+)|Index Scan on (\w+)", plan)
        narrows = re.search(rf"Index Cond: .*\b{column}\b", plan)
        used[kind] = (index and (index[1] or index[2]), narrows and column)
    assert used == INDEXES


@pytest.mark.django_db
def test_r11_only_three_functions_run_with_their_owner_s_rights() -> None:
    """Erasure and durations change rows that the application's role may not (decision 31); tests/privacy says what they refuse."""
    ours = one(
        "SELECT array_agg(proname::text ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND (prosecdef OR proleakproof)"
        " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
    )
    assert ours == ["privacy_erase_kept", "privacy_forget_journal", "privacy_forget_words"]


# The first wall


@pytest.mark.django_db
def test_manager_without_a_scope_raises() -> None:
    with pytest.raises(ScopeError):
        Member.objects.count()


def test_related_rows_without_a_scope_raise(pair: tuple[Mutual, Mutual]) -> None:
    with within_mutuals([pair[0].pk]):
        member = Member.objects.order_by("pk")[0]
    with pytest.raises(ScopeError):
        member.phones.count()


@committing
def test_scope_reaches_a_transaction_that_has_done_nothing_yet(committed: tuple[Mutual, Mutual]) -> None:
    with transaction.atomic(), within_mutuals([committed[0].pk]):
        assert one(COUNT) == 1


def test_scope_inside_a_scope_gives_the_outer_one_back(pair: tuple[Mutual, Mutual]) -> None:
    with within_mutuals([pair[0].pk]):
        with within_mutuals([pair[1].pk]):
            inner = Member.objects.count()
        assert (inner, Member.objects.count(), one(COUNT)) == (1, 2, 2)


def test_failed_transaction_leaves_no_scope_behind(pair: tuple[Mutual, Mutual]) -> None:
    def fail() -> None:
        with within_mutuals([pair[0].pk]), transaction.atomic():
            one("SELECT 1 / 0")

    with pytest.raises(Exception, match="division by zero"):
        fail()
    assert one(COUNT) == 0
