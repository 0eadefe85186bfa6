"""What a telephone system is answered, and what is refused and counted."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from contacts.deadlines import WEBHOOK_SKEW
from contacts.enums import Make
from contacts.models import Call, Case, TelephonySystem
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import body, post

pytestmark = pytest.mark.django_db

LATE = WEBHOOK_SKEW.total_seconds() + 5


@pytest.fixture
def system(mutual: Mutual) -> TelephonySystem:
    phones.line(mutual)
    return phones.system()


def refusals(system: TelephonySystem) -> int:
    system.refresh_from_db()
    return system.refused_count


def test_a_signed_event_is_taken(system: TelephonySystem) -> None:
    answer = post(system, body("ringing"))
    assert (answer.status_code, answer.json(), refusals(system)) == (202, {"answer": "taken"}, 0)


@pytest.mark.attack(25)
def test_the_same_event_again_is_welcome(system: TelephonySystem) -> None:
    event = body("ringing")
    assert [post(system, event).status_code for _ in range(3)] == [202, 200, 200]


def test_the_same_event_in_another_spelling_is_the_same(system: TelephonySystem) -> None:
    event = body("ringing")
    spelled = json.dumps(dict(reversed(event.items())), indent=1).encode()
    assert (post(system, event).status_code, post(system, spelled).status_code) == (202, 200)


@pytest.mark.parametrize(
    ("sent", "status", "answer"),
    [
        ({"secret": "un autre"}, 401, "forged"),
        ({"off": -LATE}, 401, "stale"),
        ({"off": LATE}, 401, "stale"),
    ],
    ids=["forged", "stale", "to come"],
)
@pytest.mark.attack(25)
def test_what_is_not_the_system_s_or_not_of_now_is_refused_and_counted(
    system: TelephonySystem, sent: dict[str, Any], status: int, answer: str
) -> None:
    secret, off = sent.get("secret", phones.SECRET), sent.get("off", 0)
    told = post(system, body("ringing"), secret=secret, at=time.time() + off)
    assert (told.status_code, told.json()["answer"], refusals(system)) == (status, answer, 1)


def test_an_event_of_tomorrow_is_refused_and_counted(system: TelephonySystem) -> None:
    assert (post(system, body("ringing", at="2999-01-01T00:00:00Z")).status_code, refusals(system)) == (422, 1)


@pytest.mark.attack(25)
def test_an_unsigned_event_is_refused_and_counted(system: TelephonySystem) -> None:
    answer = Client().post(f"/api/v1/telephonie/{system.code}/evenements/", b"{}", content_type="application/json")
    assert (answer.status_code, refusals(system)) == (401, 1)


@pytest.mark.attack(25)
def test_another_content_under_the_same_name_is_refused_and_counted(system: TelephonySystem) -> None:
    event = body("ringing")
    post(system, event)
    answer = post(system, {**event, "kind": "ended"})
    assert (answer.status_code, answer.json()["answer"], refusals(system)) == (409, "event_changed", 1)


def test_a_line_that_nobody_knows_is_refused_and_counted(system: TelephonySystem) -> None:
    answer = post(system, body("ringing", to="01 99 00 99 99"))
    assert (answer.status_code, answer.json()["answer"], refusals(system)) == (422, "unknown_line", 1)


def test_a_line_that_cannot_be_read_is_refused_and_counted(system: TelephonySystem) -> None:
    assert (post(system, body("ringing", to="abc")).status_code, refusals(system)) == (422, 1)


def test_a_refused_event_may_come_again_once_its_line_is_known(system: TelephonySystem, mutual: Mutual) -> None:
    event = body("ringing", to="01 99 00 99 99")
    post(system, event)
    phones.line(mutual, "+33199009999")
    assert post(system, event).status_code == 202


@pytest.mark.parametrize("raw", [b"", b"[]", b"nonsense", b'{"id": 1}', b"[" * 50_000, b'{"id": "\xff"}'], ids=range(6))
def test_what_cannot_be_read_is_refused_and_counted(system: TelephonySystem, raw: bytes) -> None:
    assert (post(system, raw).status_code, refusals(system)) == (422, 1)


def test_an_endless_event_is_refused_and_counted(system: TelephonySystem) -> None:
    assert (post(system, b" " * (64 * 1024 + 1)).status_code, refusals(system)) == (413, 1)


def test_the_largest_event_is_read(system: TelephonySystem) -> None:
    event = json.dumps(body("ringing")).encode()
    assert post(system, event.ljust(64 * 1024)).status_code == 202


@pytest.mark.parametrize("name", ["queue", "ref", "extension", "from"])
@pytest.mark.parametrize("wrong", ["a\0b", "a\ud800b"], ids=["number zero", "half a character"])
def test_what_no_database_keeps_counts_as_not_told(system: TelephonySystem, name: str, wrong: str) -> None:
    answer = post(system, body("ringing", **{name: wrong}))
    assert (answer.status_code, refusals(system)) == (202, 0)


def test_a_system_that_nobody_knows_is_answered_like_a_forgery(system: TelephonySystem) -> None:
    stranger = TelephonySystem(code="inconnu")
    known = post(system, body("ringing"), secret="faux")
    assert (post(stranger, body("ringing")).json(), 401) == (known.json(), known.status_code)


def test_a_system_that_is_switched_off_is_not_heard(system: TelephonySystem) -> None:
    TelephonySystem.objects.update(is_active=False)
    assert post(system, body("ringing")).status_code == 401


def test_what_we_do_not_follow_is_heard_and_forgotten(mutual: Mutual) -> None:
    system = phones.system(make=Make.FREESWITCH)
    answer = post(system, {"Event-Name": "HEARTBEAT"})
    assert (answer.status_code, answer.json()) == (200, {"answer": "ignored"})


@pytest.mark.parametrize("number", ["06/39/98/12/34", "tél. 06 39 98 12 34", "0033 6 39 98 12 34"])
@pytest.mark.usefixtures("within")
def test_a_number_in_any_writing_is_the_caller_s(system: TelephonySystem, number: str) -> None:
    post(system, body("ringing", **{"from": number}))
    assert str(Call.objects.get().caller) == "+33639981234"


@pytest.mark.usefixtures("within")
def test_a_number_that_cannot_be_read_is_kept_out_and_the_call_pops(system: TelephonySystem, adviser: User) -> None:
    adviser.extension = "2001"
    adviser.save()
    make.trained(adviser)
    post(system, body("ringing", extension="2001", **{"from": "<script>alert(1)</script>"}))
    assert (Case.objects.get().holder, Call.objects.get().caller) == (adviser, "")
