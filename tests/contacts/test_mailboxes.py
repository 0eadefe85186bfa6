"""Mailboxes in the administration: secrets go in and never come out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual
from accounts.roles import Role
from contacts.enums import Channel, Fact
from contacts.models import Mailbox
from contacts.queries import candidates_for
from contacts.services.mailboxes import secret_of
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members

pytestmark = pytest.mark.django_db

SECRET = "une clé de trente-deux lettres au moins"
BOX = {
    "address": "Contact@Arbelle.exemple.fr",
    "host": "",
    "port": "993",
    "use_tls": "on",
    "folder": "INBOX",
    "is_active": "on",
}


@pytest.fixture
def desk() -> Client:
    return make_accounts.browser(make_accounts.user(Role.ADMINISTRATOR))


def add(desk: Client, mutual: Mutual, **said: Any) -> Mailbox:
    typed = {**BOX, "mutual": mutual.pk, "password": "ouvre-toi", "secret": SECRET, **said}
    assert desk.post(reverse("admin:contacts_mailbox_add"), typed).status_code == 302
    return Mailbox.objects.get()


def test_a_key_is_stored_sealed(desk: Client, mutual: Mutual) -> None:
    mailbox = add(desk, mutual)
    assert (secret_of(mailbox), SECRET.encode() in bytes(mailbox.secret_sealed or b"")) == (SECRET, False)


def test_neither_secret_is_ever_shown(desk: Client, mutual: Mutual) -> None:
    page = desk.get(reverse("admin:contacts_mailbox_change", args=[add(desk, mutual).pk])).content.decode()
    assert (SECRET in page, "ouvre-toi" in page, f"/api/v1/courriels/{Mailbox.objects.get().pk}/" in page) == (
        False,
        False,
        True,
    )


def test_an_empty_secret_stays_as_it_is(desk: Client, mutual: Mutual) -> None:
    mailbox = add(desk, mutual)
    desk.post(reverse("admin:contacts_mailbox_change", args=[mailbox.pk]), {**BOX, "password": "", "secret": ""})
    mailbox.refresh_from_db()
    assert secret_of(mailbox) == SECRET


def test_a_short_key_is_refused(desk: Client, mutual: Mutual) -> None:
    desk.post(reverse("admin:contacts_mailbox_add"), {**BOX, "mutual": mutual.pk, "password": "", "secret": "court"})
    assert Mailbox.objects.count() == 0


def test_who_has_the_sender_s_address_is_proposed_not_joined(within: Mutual) -> None:
    member = make_members.member(within, email="helene@exemple.fr")
    case = make.case(within, channel=Channel.EMAIL, caller_email="Helene@exemple.fr")
    found = [(candidate.member, candidate.known) for candidate in candidates_for(case)]
    assert (found, case.member) == ([(member, frozenset({Fact.EMAIL}))], None)
