"""What other systems are told of cases, over a real socket: signed, again until heard, and never to our own networks."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.errors import NotAdministratorError
from accounts.models import Mutual, User
from accounts.roles import Role
from contacts import deadlines, web
from contacts.enums import DeliveryState, Notice, Outcome
from contacts.models import Case, Subscription, SubscriptionDelivery
from contacts.services import cases, notices
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, check
from tests.contacts.receiver import Receiver, open_receiver
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
AGO = timedelta(seconds=1)
TOKEN_HEADER = "X-Contactcenter-Delivery"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_PRIVATE = True
    with open_receiver() as one:
        yield one


def subscribe(mutual: Mutual, url: str, *events: str) -> tuple[Subscription, str]:
    administrator = make_accounts.user(Role.ADMINISTRATOR)
    return notices.subscribe(mutual=mutual, url=url, events=list(events or Notice.values), by=administrator)


def make_due() -> None:
    SubscriptionDelivery.objects.filter(next_at__isnull=False).update(next_at=Now() - AGO)


def row() -> SubscriptionDelivery:
    return SubscriptionDelivery.objects.get()


def test_a_case_that_opens_is_told(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    case = make.case(within, subject="Secret médical", caller_name="Hélène")
    notices.deliver_due()
    (told,) = receiver.told
    assert (told.path, json.loads(told.body)) == (
        "/avis?de=arbelle",
        {
            "id": str(row().pk), "event": "contact.opened",
            "contact": {
                "id": str(case.pk), "version": 1, "channel": "email", "state": "waiting", "reason": None,
                "outcome": None, "solved": None, "received_at": case.received_at.isoformat(),
                "due_at": case.due_at.isoformat(), "closed_at": None,
            },
        },
    )  # fmt: skip


def test_no_name_and_no_text_leaves(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    make.case(within, subject="Secret médical", caller_name="Hélène", caller_email="h@exemple.fr", text="Douleur")
    notices.deliver_due()
    sent = receiver.told[0].body.decode()
    assert [word for word in ("Secret", "Hélène", "h@exemple.fr", "Douleur") if word in sent] == []


def test_it_is_signed(within: Mutual, receiver: Receiver) -> None:
    _, secret = subscribe(within, receiver.url)
    make.case(within)
    notices.deliver_due()
    told = receiver.told[0]
    check(secret, timestamp=told.headers[TIMESTAMP_HEADER], signature=told.headers[SIGNATURE_HEADER], body=told.body)


def test_closing_and_opening_again_are_told(within: Mutual, adviser: User, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    case = make.case(within, holder=adviser)
    cases.close(user=adviser, case_id=case.pk, reason=make.reason(), outcome=Outcome.DONE, is_solved=True)
    cases.reopen(user=adviser, case_id=case.pk, why="…")
    notices.deliver_due()
    assert [told.headers["X-Contactcenter-Event"] for told in receiver.told] == Notice.values


def test_only_what_was_asked_for_is_told(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url, Notice.CLOSED)
    make.case(within)
    assert SubscriptionDelivery.objects.count() == 0


def test_another_mutual_s_subscriber_is_not_told(within: Mutual, other_mutual: Mutual, receiver: Receiver) -> None:
    subscribe(other_mutual, receiver.url)
    make.case(within)
    assert (notices.deliver_due(), receiver.told) == (0, [])


def test_what_was_undone_is_not_told(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    with transaction.atomic():
        make.case(within)
        transaction.set_rollback(True)
    assert (notices.deliver_due(), SubscriptionDelivery.objects.count()) == (0, 0)


def test_what_was_heard_is_not_told_again(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    make.case(within)
    assert (notices.deliver_due(), notices.deliver_due(), row().state) == (1, 0, DeliveryState.SENT)


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (204, "sent"), (302, "failed"), (400, "failed"), (500, "failed"), (410, "given_up")],
)
def test_the_answer_is_kept(within: Mutual, receiver: Receiver, status: int, state: str) -> None:
    receiver.status = status
    subscribe(within, receiver.url)
    make.case(within)
    notices.deliver_due()
    assert (row().state, row().status) == (state, f"HTTP {status}")


@pytest.mark.attack(25)
def test_a_redirection_is_not_followed(within: Mutual, receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, "http://169.254.169.254/"
    subscribe(within, receiver.url)
    make.case(within)
    notices.deliver_due()
    assert len(receiver.told) == 1


def test_a_notice_told_again_bears_the_same_id(within: Mutual, receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(within, receiver.url)
    make.case(within)
    for _ in range(2):
        make_due()
        notices.deliver_due()
    assert [told.headers[TOKEN_HEADER] for told in receiver.told] == [str(row().pk)] * 2


def test_after_the_last_attempt_it_is_given_up(within: Mutual, receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(within, receiver.url)
    make.case(within)
    for _ in range(len(deadlines.NOTICE_PAUSES) + 1):
        make_due()
        notices.deliver_due()
    assert (row().state, row().next_at, row().attempts) == ("given_up", None, len(deadlines.NOTICE_PAUSES) + 1)


@pytest.mark.parametrize("fault", ["silent", "drips"])
def test_a_slow_subscriber_does_not_hold_us_up(
    within: Mutual, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(deadlines, "NOTICE_ANSWERS", timedelta(seconds=0.3))
    monkeypatch.setattr(deadlines, "NOTICE_LASTS", timedelta(seconds=0.6))
    setattr(receiver, fault, True)
    subscribe(within, receiver.url)
    make.case(within)
    notices.deliver_due()
    assert (row().state, row().status) == ("failed", "Pas de réponse à temps.")


def test_nobody_there(within: Mutual, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    subscribe(within, "http://127.0.0.1:1/")
    make.case(within)
    notices.deliver_due()
    assert (row().state, row().status) == ("failed", "Pas de connexion.")


def test_a_dead_worker_s_notice_is_told_after_its_lease(within: Mutual, receiver: Receiver) -> None:
    subscribe(within, receiver.url)
    make.case(within)
    notices.claim_due()
    assert notices.deliver_due() == 0
    make_due()
    assert (notices.deliver_due(), row().attempts) == (1, 2)


def test_who_left_is_not_told(within: Mutual, receiver: Receiver) -> None:
    subscription, _ = subscribe(within, receiver.url)
    make.case(within)
    Subscription.objects.filter(pk=subscription.pk).update(is_active=False)
    assert (notices.deliver_due(), row().state, receiver.told) == (0, "given_up", [])


# ---- our own networks


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "localhost", "",
    ],
)  # fmt: skip
def test_an_address_of_ours(address: str) -> None:
    assert web.is_public(address) is False


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_world(address: str) -> None:
    assert web.is_public(address) is True


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://localhost/", "http://1.1.1.1/",
        "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/", "https://moi:mot@1.1.1.1/",
        "ftp://1.1.1.1/", "https:///x",
    ],
)  # fmt: skip
@pytest.mark.attack(25)
def test_our_own_networks_are_refused(within: Mutual, settings: Any, url: str) -> None:
    settings.WEBHOOKS_PRIVATE = False
    subscribe(within, url)
    make.case(within)
    notices.deliver_due()
    assert (row().state, row().status) == ("given_up", "Cette adresse n’est pas permise.")


def reach(url: str) -> None:
    with web.connected(urlsplit(url), schemes=web.PORTS, may_be_ours=False, waits=1, lasts=2):
        pass


@pytest.mark.attack(25)
def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """First the world, then our own network: what is connected to is what was looked at."""
    answers, connected = ["93.184.216.34", "127.0.0.1"], []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    def connect(address: tuple[str, int], **_: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OSError):  # noqa: PT011  the refusal above
        reach("https://avis.exemple.fr/")
    assert (connected, answers) == ([("93.184.216.34", 443)], ["127.0.0.1"])


@pytest.mark.attack(25)
def test_a_name_that_is_half_ours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: both)
    with pytest.raises(web.NotAllowedError):
        reach("https://avis.exemple.fr/")


# ---- who subscribes


def test_only_an_administrator_subscribes(within: Mutual, adviser: User) -> None:
    with pytest.raises(NotAdministratorError):
        notices.subscribe(mutual=within, url="https://exemple.fr/", events=[], by=adviser)


def test_the_secret_is_sealed(within: Mutual) -> None:
    subscription, secret = subscribe(within, "https://exemple.fr/")
    assert secret.encode() not in bytes(subscription.secret_sealed)


def test_a_case_costs_one_question_when_nobody_asks(within: Mutual, django_assert_num_queries: Any) -> None:
    case: Case = make.case(within)
    with django_assert_num_queries(1):
        notices.notify(case, Notice.OPENED)
