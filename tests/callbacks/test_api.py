"""A mutual's own system asks for a call: once a key, of its own members only, with the promise as the answer."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Scope
from accounts.models import Mutual
from callbacks.models import Callback
from tests.factories import callbacks as make
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.referrals.test_api import client_of

pytestmark = pytest.mark.usefixtures("within")

PATH = "/api/v1/callbacks/"


@pytest.fixture
def client(mutual: Mutual) -> Client:
    return client_of(mutual, [Scope.CALLBACK_WRITE, Scope.CALLBACK_READ])


@pytest.fixture
def body(within: Mutual) -> dict[str, Any]:
    make_contacts.policy(within)
    member = make_members.member(within)
    return {"member_number": member.number, "skill": "dentist", "subject": "Couronne", "phone": "0465712348"}


def ask(client: Client, body: dict[str, Any], key: str = "clef-0001") -> Any:
    return client.post(PATH, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def test_the_next_free_expert_is_booked(within: Mutual, client: Client, body: dict[str, Any]) -> None:
    make.expert(within)
    answer = ask(client, body)
    made = Callback.objects.get()
    assert (answer.status_code, answer.json()["id"], answer.json()["kind"]) == (201, str(made.pk), "expert")


def test_a_retried_call_is_one_row_and_the_same_answer(within: Mutual, client: Client, body: dict[str, Any]) -> None:
    make.expert(within)
    answers = [ask(client, body).json() for _ in range(2)]
    assert (answers[0], Callback.objects.count()) == (answers[1], 1)


def test_nobody_free_is_a_holding_contact(client: Client, body: dict[str, Any]) -> None:
    assert ask(client, body).json()["kind"] == "holding"


def test_a_foreign_number_is_named_and_nothing_is_kept(within: Mutual, client: Client, body: dict[str, Any]) -> None:
    make.expert(within)
    answer = ask(client, {**body, "phone": "+32 2 555 12 12"})
    assert (answer.status_code, list(answer.json()), Callback.objects.count()) == (400, ["phone"], 0)


def test_a_second_promise_is_refused(within: Mutual, client: Client, body: dict[str, Any]) -> None:
    make.expert(within)
    ask(client, body)
    assert ask(client, body, "clef-0002").status_code == 409


def test_it_is_read_again(within: Mutual, client: Client, body: dict[str, Any]) -> None:
    make.expert(within)
    made = ask(client, body).json()
    assert client.get(f"{PATH}{made['id']}/").json() == made


def test_of_another_mutual_it_is_not_there(
    within: Mutual, client: Client, body: dict[str, Any], other_mutual: Mutual
) -> None:
    make.expert(within)
    made = ask(client, body).json()
    stranger = client_of(other_mutual, [Scope.CALLBACK_READ])
    assert stranger.get(f"{PATH}{made['id']}/").status_code == 404
