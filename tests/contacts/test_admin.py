"""What administrators keep of contacts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.models import Queue, QueueMember, Reason, TelephonySystem
from contacts.services.systems import secret_of
from tests.factories import accounts as make
from tests.factories import telephony as phones
from tests.factories.telephony import body, post

pytestmark = pytest.mark.django_db

SYSTEM = {"code": "standard", "label": "Standard", "make": "generic", "dial_url": "", "is_active": "on"}


@pytest.fixture
def desk() -> Client:
    return make.browser(make.user(Role.ADMINISTRATOR))


def address(model: str, page: str, *args: Any) -> str:
    return reverse(f"admin:contacts_{model}_{page}", args=args)


def add(desk: Client) -> tuple[TelephonySystem, str]:
    answer: Any = desk.post(address("telephonysystem", "add"), SYSTEM)
    return TelephonySystem.objects.get(), answer.content.decode()


def test_the_key_is_shown_once(desk: Client) -> None:
    system, page = add(desk)
    again: Any = desk.get(address("telephonysystem", "change", system.pk))
    secret = secret_of(system)
    assert (secret in page, secret in again.content.decode()) == (True, False)


def test_what_is_signed_with_the_shown_key_is_taken(desk: Client, mutual: Mutual) -> None:
    system, _ = add(desk)
    phones.line(mutual)
    assert post(system, body("ringing"), secret=secret_of(system)).status_code == 202


def test_a_new_key_stops_the_one_before(desk: Client) -> None:
    system, _ = add(desk)
    before = secret_of(system)
    chosen = {"action": "renew_secret", "_selected_action": [system.pk]}
    page: Any = desk.post(address("telephonysystem", "changelist"), chosen)
    system.refresh_from_db()
    assert (secret_of(system) == before, secret_of(system) in page.content.decode()) == (False, True)
    assert post(system, body("ringing"), secret=before).status_code == 401


def test_a_change_keeps_code_and_key(desk: Client) -> None:
    system, _ = add(desk)
    before = secret_of(system)
    desk.post(address("telephonysystem", "change", system.pk), {**SYSTEM, "code": "autre", "label": "Standard 2"})
    system.refresh_from_db()
    assert (system.code, system.label, secret_of(system)) == ("standard", "Standard 2", before)


QUEUE = {
    "code": "generale", "label": "File générale", "position": "900", "is_active": "on",
    "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0",
}  # fmt: skip


def test_people_are_put_into_a_queue(desk: Client, adviser: User) -> None:
    queue = Queue.objects.get(code="generale")
    desk.post(address("queue", "change", queue.pk), {**QUEUE, "members-0-user": adviser.pk})
    assert [member.user for member in QueueMember.objects.all()] == [adviser]


def test_a_queue_takes_what_was_chosen(desk: Client, mutual: Mutual) -> None:
    chosen = {"channels": ["fax"], "languages": ["ar", "fsl"], "departments": ["2A", "34"], "reasons": ["autre"]}
    answer: Any = desk.post(
        address("queue", "change", Queue.objects.get().pk), {**QUEUE, **chosen, "mutual_ids": [mutual.pk]}
    )
    kept = Queue.objects.values(*chosen, "mutual_ids").get()
    assert (answer.status_code, kept) == (302, {**chosen, "mutual_ids": [mutual.pk]})


@pytest.mark.parametrize(
    ("field", "code"),
    [("channels", "pigeon"), ("languages", "xx"), ("departments", "20"), ("reasons", "devi"), ("mutual_ids", "999999")],
)
def test_a_code_that_does_not_exist_is_refused_by_its_name(desk: Client, field: str, code: str) -> None:
    queue = Queue.objects.get()
    answer: Any = desk.post(address("queue", "change", queue.pk), {**QUEUE, field: [code]})
    said = answer.context["adminform"].form.errors
    queue.refresh_from_db()
    assert (said, getattr(queue, field)) == (
        {field: [f"«\u202f{code}\u202f» n’existe pas ici. Décochez-le, ou choisissez-en un autre."]},
        [],
    )


def test_a_code_that_no_longer_exists_is_shown_ticked(desk: Client) -> None:
    Queue.objects.update(departments=["34", "99"])
    page: Any = desk.get(address("queue", "change", Queue.objects.get().pk))
    ticked = [box.data["value"] for box in page.context["adminform"].form["departments"] if box.data["selected"]]
    assert ticked == ["99", "34"]


def test_a_reason_ends_and_keeps_its_words(desk: Client) -> None:
    reason = Reason.objects.get(code="autre")
    desk.post(address("reason", "change", reason.pk), {"label": "Divers", "ends_on": "2030-12-31"})
    reason.refresh_from_db()
    assert (reason.label, str(reason.ends_on)) == ("Autre demande", "2030-12-31")
