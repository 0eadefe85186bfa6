"""Contacts for portals: taken once, refused clearly, and read back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import ApiKey, Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.models import JournalEntry
from contacts.models import Case, Entry, Idempotency
from contacts.services import requests
from members.models import Member
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts/"
KEY = "0197f000-cle-1"


def machine(mutual: Mutual, *scopes: Scope) -> Client:
    account = make_accounts.user(Role.API_CLIENT)
    held = list(scopes or (Scope.CONTACT_READ, Scope.CONTACT_WRITE))
    _, token = ApiKey.objects.create(account, mutual=mutual, label=account.username, scopes=held)
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def portal(mutual: Mutual) -> Client:
    make.policy(mutual)
    return machine(mutual)


@pytest.fixture
def helene(mutual: Mutual) -> Member:
    with within_mutuals([mutual.pk]):
        return make_members.member(mutual, number="20418")


def body(**fields: Any) -> dict[str, Any]:
    return {"subject": "Ma carte", "text": "Je ne l’ai pas reçue.", **fields}


def post(client: Client, sent: Any, *, key: str = KEY) -> Any:
    text = sent if isinstance(sent, (str, bytes)) else json.dumps(sent)
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(CONTACTS, text, content_type="application/json", headers=headers)


def cases(mutual: Mutual) -> list[Case]:
    with within_mutuals([mutual.pk]):
        return list(Case.objects.all())


def test_a_request_opens_a_contact(portal: Client, mutual: Mutual, helene: Member) -> None:
    response = post(portal, body(member_number="20418", reason="contrat-attestation"))
    (case,) = cases(mutual)
    with within_mutuals([mutual.pk]):
        line = Entry.objects.get(case=case)
        reason = case.reason.code if case.reason else ""
    assert (response.status_code, response.json()["id"], case.channel, case.member_id, reason) == (
        201, str(case.pk), "portal", helene.pk, "contrat-attestation",
    )  # fmt: skip
    assert (line.kind, line.title, line.text) == ("request", "Ma carte", "Je ne l’ai pas reçue.")


def test_who_is_no_member_may_ask_too(portal: Client, mutual: Mutual) -> None:
    post(portal, body())
    (case,) = cases(mutual)
    assert (case.member_id, case.caller_kind) == (None, "other")


def test_the_clock_runs_from_when_it_was_sent(portal: Client, mutual: Mutual) -> None:
    sent = timezone.now() - timedelta(hours=5)
    post(portal, body(received_at=sent.isoformat()))
    (case,) = cases(mutual)
    assert (case.received_at, case.due_at) == (sent, sent + timedelta(hours=48))


@pytest.mark.attack(24)
def test_the_same_again_gets_the_same_answer(portal: Client, mutual: Mutual) -> None:
    first = post(portal, body())
    second = post(portal, json.dumps(body(), indent=4))
    assert (second.status_code, second.content, len(cases(mutual))) == (201, first.content, 1)


def test_the_same_answer_after_the_contact_changed(portal: Client, mutual: Mutual) -> None:
    first = post(portal, body())
    with within_mutuals([mutual.pk]):
        Case.objects.update(subject="Autre", version=9)
    assert post(portal, body()).content == first.content


@pytest.mark.attack(24)
def test_another_request_under_the_key_is_refused(portal: Client, mutual: Mutual) -> None:
    post(portal, body())
    assert (post(portal, body(text="Autre")).status_code, len(cases(mutual))) == (409, 1)


@pytest.mark.attack(24)
def test_another_machine_s_key_is_its_own(portal: Client, mutual: Mutual) -> None:
    answers = [post(one, body()).json()["id"] for one in (portal, machine(mutual))]
    assert len(set(answers)) == 2


def test_a_refused_request_does_not_use_the_key(portal: Client, mutual: Mutual) -> None:
    assert [post(portal, sent).status_code for sent in ({"subject": ""}, body())] == [400, 201]


@pytest.mark.parametrize("key", ["", "court", "a" * 81, "a b c d e f", "clé-unique-é"])
def test_a_request_without_its_key_is_refused(portal: Client, mutual: Mutual, key: str) -> None:
    response = post(portal, body(), key=key.encode().decode("latin-1"))
    assert (response.status_code, set(response.json()), cases(mutual)) == (400, {"Idempotency-Key"}, [])


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"subject": ""}, {"subject"}),
        ({"subject": "é" * 201}, {"subject"}),
        ({"subject": "a\nb"}, {"subject"}),
        ({"subject": "a\u0000b"}, {"subject"}),
        ({"subject": None}, {"subject"}),
        ({"subject": ["a"]}, {"subject"}),
        ({"text": " "}, {"text"}),
        ({"text": "a" * 20_001}, {"text"}),
        ({"text": "\ud800"}, {"text"}),
        ({"member_number": "99999"}, {"member_number"}),
        ({"member_number": "20418", "rank": 2}, {"member_number"}),
        ({"member_number": "20418", "rank": 0}, {"rank"}),
        ({"member_number": "20418", "rank": 10**30}, {"rank"}),
        ({"rank": 1}, {"rank"}),
        ({"reason": "inconnu"}, {"reason"}),
        ({"reason": "' OR 1=1"}, {"reason"}),
        ({"received_at": "hier"}, {"received_at"}),
        ({"received_at": "2999-01-01T00:00:00Z"}, {"received_at"}),
        ({"received_at": "2020-01-01T00:00:00Z"}, {"received_at"}),
        ({"channel": "phone"}, {"channel"}),
        ({"mutual": 2, "holder": 1}, {"mutual", "holder"}),
    ],
)
@pytest.mark.attack(2)
def test_a_wrong_field_is_named(
    portal: Client, mutual: Mutual, helene: Member, fields: dict[str, Any], named: set[str]
) -> None:
    response = post(portal, body(**fields))
    assert (response.status_code, set(response.json()), cases(mutual)) == (400, named, [])


@pytest.mark.parametrize(
    "sent",
    [
        "", "[]", "null", '"a"', "1", "{", "NaN", '{"subject": NaN}', '{"subject": Infinity}', '{"rank": 1e999}',
        '{"subject": "a", "subject": "b", "text": "c"}', '{"text": {"a": 1, "a": 2}}', '{"a": 1} {"b": 2}',
        "[" * 100_000, '{"a":' * 100_000, '{"subject": [[[[["a"]]]]]}', b"\xff\xfe", b'{"subject": "\xe9"}',
        '{"subject": "' + "a" * 300_000 + '"}', '{"rank": ' + "9" * 5_000 + "}",
    ],
)  # fmt: skip
@pytest.mark.attack(23)
def test_what_is_no_request_is_refused(portal: Client, mutual: Mutual, sent: str | bytes) -> None:
    assert (post(portal, sent).status_code, cases(mutual)) == (400, [])


def test_brackets_in_a_text_are_words(portal: Client) -> None:
    assert post(portal, body(text='[[[[[[ {{{{{ \\" [[[[')).status_code == 201


@pytest.mark.attack(23)
def test_another_kind_of_body_is_refused(portal: Client) -> None:
    response = portal.post(CONTACTS, body(), headers={"Idempotency-Key": KEY})
    assert response.status_code == 415


@pytest.mark.parametrize(("scope", "statuses"), [(Scope.CONTACT_READ, (200, 404)), (Scope.CONTACT_WRITE, (404, 201))])
@pytest.mark.attack(23)
def test_each_scope_does_one_thing(portal: Client, mutual: Mutual, scope: Scope, statuses: tuple[int, int]) -> None:
    client = machine(mutual, scope)
    assert (client.get(CONTACTS, {"member_number": "1"}).status_code, post(client, body()).status_code) == statuses


@pytest.mark.attack(3)
def test_the_member_of_another_mutual_is_not_there(portal: Client, other_mutual: Mutual, helene: Member) -> None:
    make.policy(other_mutual)
    response = post(machine(other_mutual), body(member_number="20418"))
    assert (response.status_code, set(response.json())) == (400, {"member_number"})


# ---- reading


def test_a_contact_in_full(portal: Client, mutual: Mutual, helene: Member) -> None:
    made = post(portal, body(member_number="20418")).json()
    read = portal.get(f"{CONTACTS}{made['id']}/").json()
    assert read == {
        **made, "member_number": "20418", "rank": 1, "channel": "portal", "subject": "Ma carte", "reason": None,
        "state": "waiting", "outcome": "", "is_solved": None, "closed_at": None,
    }  # fmt: skip


def test_reading_leaves_a_row(portal: Client, mutual: Mutual, helene: Member) -> None:
    made = post(portal, body(member_number="20418")).json()
    portal.get(f"{CONTACTS}{made['id']}/")
    portal.get(CONTACTS, {"member_number": "20418"})
    rows = JournalEntry.objects.order_by("pk").values_list("act", "member_id", "route")
    assert list(rows) == [("api", helene.pk, "api:contact-detail"), ("api", helene.pk, "api:contact-list")]


@pytest.mark.attack(1)
def test_another_mutual_s_contact_is_not_there(portal: Client, other_mutual: Mutual) -> None:
    made = post(portal, body()).json()
    stranger = machine(other_mutual)
    got, missing = stranger.get(f"{CONTACTS}{made['id']}/"), stranger.get(f"{CONTACTS}{uuid4()}/")
    assert (got.status_code, got.content) == (404, missing.content)


@pytest.mark.parametrize("asked", ["1", "null", "é", "a" * 500])
@pytest.mark.attack(1)
def test_unknown_ids_get_one_answer(portal: Client, asked: str) -> None:
    assert portal.get(f"{CONTACTS}{asked}/").status_code == 404


def test_pages_hold_each_contact_once(portal: Client, mutual: Mutual, helene: Member) -> None:
    same = (timezone.now() - timedelta(hours=1)).isoformat()
    made = [
        post(portal, body(member_number="20418", received_at=same), key=f"cle-{n:05}").json()["id"] for n in range(5)
    ]
    seen, cursor = [], None
    for _ in range(3):
        asked = {"member_number": "20418", "page_size": "2", **({"cursor": cursor} if cursor else {})}
        page = portal.get(CONTACTS, asked).json()
        seen += [one["id"] for one in page["results"]]
        cursor = page["next"]
    assert (seen, cursor) == (sorted(made, reverse=True), None)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, {"member_number"}),
        ({"member_number": "1" * 13}, {"member_number"}),
        ({"member_number": "1", "rank": "NaN"}, {"rank"}),
        ({"member_number": "1", "page_size": "101"}, {"page_size"}),
        ({"member_number": "1", "cursor": "abc"}, {"cursor"}),
        ({"member_number": "1", "state": "closed"}, {"state"}),
        ({"member_number": ["1", "2"]}, {"member_number"}),
    ],
)
@pytest.mark.attack(5)
def test_a_wrong_parameter_is_named(portal: Client, asked: dict[str, Any], named: set[str]) -> None:
    response = portal.get(CONTACTS, asked)
    assert (response.status_code, set(response.json())) == (400, named)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.attack(2)
def test_nothing_is_changed_from_outside(portal: Client, method: str) -> None:
    assert getattr(portal, method)(CONTACTS, "{}", content_type="application/json").status_code == 405


@pytest.fixture
def _deaf_journal() -> Iterator[None]:
    """The database refuses whatever is written to the journal."""

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        return execute("SELECT 1/0", None, *rest[1:]) if 'INTO "audit_journalentry"' in sql else execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.usefixtures("_deaf_journal")
@pytest.mark.attack(18)
def test_what_cannot_be_journalled_is_not_shown(portal: Client, helene: Member) -> None:
    made = post(portal, body(member_number="20418")).json()
    assert portal.get(f"{CONTACTS}{made['id']}/").status_code == 503


def test_old_keys_are_forgotten(portal: Client, mutual: Mutual) -> None:
    post(portal, body())
    with within_mutuals([mutual.pk]):
        Idempotency.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert requests.forget_old() == 1
