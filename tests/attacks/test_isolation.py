"""What belongs to another mutual, or was one's own until yesterday, by every way around the address of a page."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Scope
from accounts.matrix import ROUTES
from accounts.models import Grant, Mutual
from accounts.roles import Role
from callbacks.models import Callback
from tests.access.scene import CANARY, NAMING, SEALED, Scene, Thing, address, lay
from tests.access.test_matrix import UNLIKE
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make_callbacks
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.referrals.test_api import client_of

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


def fragment(scene: Scene, route: str, thing: Thing) -> tuple[int, bytes]:
    """What HTMX would be answered, but for what differs from one answer to the next."""
    with transaction.atomic():
        answer: Any = scene.browser().get(address(route, thing), headers=FRAGMENT)
        content = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer.status_code, UNLIKE.sub(b"", content)


@pytest.mark.crawl
@pytest.mark.attack(1)
@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.EXPERT, Role.SUPERVISOR, Role.QUALITY])
def test_a_fragment_of_another_mutual_s_is_as_one_that_never_was(role: Role) -> None:
    scene = lay(role)
    scene.browser().get(reverse("workstation:desk"))
    answers = {route: (fragment(scene, route, scene.other), fragment(scene, route, scene.nowhere)) for route in NAMING}
    differing = [
        route for route, (other, nowhere) in answers.items() if other != nowhere or CANARY.encode() in other[1]
    ]
    assert differing == []


MACHINE = {
    "callback": ("api:callback-detail", "callback"),
    "contact": ("api:contact-detail", "case"),
    "member": ("api:member-detail", "member"),
    "analysis": ("api:quote-detail", "analysis"),
    "referral": ("api:referral-detail", "referral"),
}


@pytest.mark.attack(2)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("what", MACHINE)
def test_a_machine_changes_nothing_that_is_there(what: str, method: str) -> None:
    scene = lay(Role.API_CLIENT)
    sent = json.dumps({"member_id": str(scene.other.member), "mutual_id": scene.other.mutual, "owner_id": 1})
    path = address(MACHINE[what][0], scene.own)
    answer = getattr(scene.browser(), method)(path, sent, content_type="application/json")
    assert answer.status_code == 405


@pytest.mark.attack(2)
@pytest.mark.usefixtures("within")
def test_a_promise_is_asked_for_nobody_else_s_member_mutual_or_expert(mutual: Mutual, other_mutual: Mutual) -> None:
    make_contacts.policy(mutual)
    member = make_members.member(mutual)
    make_callbacks.expert(mutual)
    body = {"member_number": member.number, "skill": "dentist", "subject": "Couronne", "phone": "0465712348"}
    forged = {"member_id": str(member.pk), "mutual_id": other_mutual.pk, "owner_id": 1, "mutuelle_id": other_mutual.pk}
    machine = client_of(mutual, [Scope.CALLBACK_WRITE])
    answer = machine.post(
        "/api/v1/callbacks/", {**body, **forged}, content_type="application/json", headers={"Idempotency-Key": "clef-0001"}
    )  # fmt: skip
    assert (answer.status_code, sorted(answer.json()), Callback.objects.count()) == (400, sorted(forged), 0)


TAMPERED = [
    {"ordering": "password", "order_by": "-password", "sort": "member__nir_sealed", "tri": "nir_sealed"},
    {"user__password__startswith": "a", "password__startswith": "a", "member__nir_index__isnull": "0"},
    {"fields": "medical_note", "include": "medical", "expand": "opinion", "select": "nir_sealed"},
    {"page": "-1", "du": "\u00b3", "au": "%", "mutuelle": "9" * 5000, "par": "password", "q": "\x00", "semaine": "9999-W99"},
]  # fmt: skip


@pytest.mark.crawl
@pytest.mark.attack(5)
@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.SUPERVISOR, Role.DOCUMENTALIST, Role.QUALITY, Role.API_CLIENT])
@pytest.mark.parametrize("sent", TAMPERED, ids=["ordering", "lookups", "fields", "values"])
def test_parameters_show_nothing_more(role: Role, sent: dict[str, str]) -> None:
    scene, wrong = lay(role), []
    for route in ROUTES:
        with transaction.atomic():
            answer: Any = scene.browser().get(address(route, scene.own), sent)
            content = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        leaks = [word for word in (CANARY, SEALED, "md5$", "gAAAA") if word.encode() in content]
        if (answer.status_code >= 500 and route not in ("ready", "sla")) or leaks:
            wrong.append((route, answer.status_code, leaks))
    assert wrong == []


@pytest.mark.attack(5)
@pytest.mark.parametrize("asked", ["password__startswith=a", "mutual__members__nir_sealed=a", "o=password"])
def test_the_administration_filters_by_what_it_shows(asked: str) -> None:
    browser = lay(Role.ADMINISTRATOR).browser()
    answers = {table: browser.get(f"/administration/{table}/?{asked}") for table in ("accounts/user", "accounts/grant")}
    assert {table: answer.status_code in (200, 302, 400) for table, answer in answers.items()} == dict.fromkeys(
        answers, True
    )
    assert [table for table, answer in answers.items() if answer.status_code == 200 and b"md5$" in answer.content] == []


FILES = [
    ("contacts:document_file", Role.TELEADVISER),
    ("contacts:document_page", Role.TELEADVISER),
    ("correspondence:enclosure", Role.TELEADVISER),
    ("correspondence:letter", Role.TELEADVISER),
    ("quotes:member_page", Role.TELEADVISER),
    ("quotes:file_page", Role.TELEADVISER),
    ("referrals:proof_file", Role.TELEADVISER),
    ("correspondence:batch_file", Role.SUPERVISOR),
    ("correspondence:manifest", Role.SUPERVISOR),
    ("supervision:monthly", Role.SUPERVISOR),
    ("complaints:register", Role.SUPERVISOR),
    ("members:import_report", Role.ADMINISTRATOR),
]


def taken(client: Client, route: str, scene: Scene) -> int:
    with transaction.atomic():
        answer: Any = client.get(address(route, scene.own), {"fichier": "csv", "mutuelle": scene.own.mutual})
        b"".join(answer)  # to its end, where its file is closed
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.attack(6)
@pytest.mark.parametrize(("route", "role"), FILES)
def test_a_file_goes_with_its_grant(route: str, role: Role) -> None:
    scene = lay(role)
    before = taken(scene.browser(), route, scene)
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(user=scene.account).update(ends_on=yesterday)
    assert (before, taken(scene.browser(), route, scene)) == (200, 404)


@pytest.mark.attack(6)
@pytest.mark.parametrize(("route", "role"), FILES)
def test_a_file_s_address_is_worth_nothing_a_day_later(route: str, role: Role) -> None:
    scene = lay(role)
    with time_machine.travel(timezone.now() + timedelta(hours=24), tick=False):
        assert (taken(scene.browser(), route, scene), taken(Client(), route, scene)) == (302, 302)
    connection.close_if_unusable_or_obsolete()


@pytest.mark.attack(6)
@pytest.mark.parametrize(
    ("route", "role"), [one for one in FILES if one[0].startswith(("contacts", "correspondence:e"))]
)
def test_a_file_of_a_colleague_s_contact_is_not_there_by_its_exact_id(route: str, role: Role) -> None:
    scene = lay(role)
    colleague = make_accounts.user(role, on=[Mutual.objects.get(pk=scene.own.mutual)])
    assert taken(make_accounts.browser(colleague), route, scene) == 404
