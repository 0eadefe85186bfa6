"""What machines send: keys, bodies and signatures that are not in order."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Scope
from accounts.matrix import API_ACTIONS, ROUTES
from accounts.models import Mutual
from accounts.roles import Role
from contacts.signatures import BadSignatureError, check, signed
from tests.access.answers import PRIVATE
from tests.access.scene import address, lay
from tests.referrals.test_api import client_of

pytestmark = pytest.mark.django_db

MACHINES = [name for name, action in ROUTES.items() if action in API_ACTIONS]
TAKING = [name for name in MACHINES if PRIVATE[name][1] != 405]


@pytest.mark.attack(23)
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer x", "Basic YTph", "Token abc", "Bearer " + "a" * 5000])
def test_no_route_answers_without_a_key_of_ours(given: str) -> None:
    scene = lay(None)
    client = Client(headers={"Authorization": given} if given else {})
    answers = {(name, method): getattr(client, method)(address(name, scene.own)).status_code for name in MACHINES for method in ("get", "post")}  # fmt: skip
    assert {name for name, status in answers.items() if status != 401} == set()


@pytest.mark.attack(23)
@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_of_another_mutual_finds_nothing(scope: Scope) -> None:
    scene = lay(Role.API_CLIENT)
    details = [name for name in MACHINES if name.endswith("detail")]
    machine = client_of(Mutual.objects.get(pk=scene.other.mutual), [scope])
    answers = [machine.get(address(name, scene.own)) for name in details]
    assert {answer.status_code for answer in answers} == {404}


BODIES = [
    "[]", "null", "1", '"a"', "{", "", "NaN", '{"a": NaN}', '{"a": 1e999}', '{"a": -1e999}', '{"a": 1, "a": 2}',
    "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, '{"a": "' + "x" * 2**20 + '"}', "\ud800", "{" + "9" * 9999,
]  # fmt: skip


@pytest.mark.attack(23)
@pytest.mark.parametrize("route", TAKING)
def test_a_body_that_is_none_is_refused_by_every_route(route: str) -> None:
    scene = lay(Role.API_CLIENT)
    browser = scene.browser()

    def status(body: str) -> int:
        sent, key = body.encode("utf-8", "surrogatepass"), {"Idempotency-Key": uuid4().hex}
        with transaction.atomic():  # as a request has one of its own
            answer: Any = browser.post(address(route, scene.own), sent, content_type="application/json", headers=key)
            transaction.set_rollback(True)
        return int(answer.status_code)

    assert {body[:20]: status(body) for body in BODIES if status(body) not in (400, 413, 415)} == {}


@pytest.mark.attack(25)
def test_a_body_that_was_written_anew_is_another_one() -> None:
    body, secret, at = '{"a":1,"b":"\u00e9"}'.encode(), "s" * 40, 1_790_000_000
    signature = signed(secret, at, body)
    check(secret, timestamp=str(at), signature=signature, body=body, now=at)
    with pytest.raises(BadSignatureError):
        check(secret, timestamp=str(at), signature=signature, body=json.dumps(json.loads(body)).encode(), now=at)
