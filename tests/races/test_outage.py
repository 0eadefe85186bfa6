"""A worker is killed between sending and saying so: what it had goes again under the same key, and is one message or letter."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.enums import Channel
from contacts.models import Case
from correspondence import sheet
from correspondence.enums import Carrier, MessageState
from correspondence.models import Message, Stationery
from correspondence.services import delivery
from tests.correspondence.post_office import open_office
from tests.correspondence.postal_house import open_house
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make
from tests.factories import members as make_members
from ui.typesetting import ROOT

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
WORKER = """
import django
django.setup()
from audit.actors import acting, job
from correspondence.enums import Carrier
from correspondence.services import delivery
with acting(job("test")):
    delivery.deliver_due(carriers=[Carrier("{carrier}")])
"""
PATIENCE = 60


@contextmanager
def worker(carrier: Carrier, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own on this test's database."""
    name = connections["default"].settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    given = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "contactcenter.settings", "LOG_LEVEL": "CRITICAL"}
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(carrier=carrier.value)], cwd=ROOT, env={**os.environ, **given, **settings}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def killed_when(process: "subprocess.Popen[bytes]", took: threading.Event) -> int:
    assert took.wait(PATIENCE)
    process.send_signal(signal.SIGKILL)
    return process.wait(PATIENCE)


@pytest.fixture
def adviser(transactional_db: None) -> User:
    return make_accounts.user(on=[make_accounts.mutual()])


@pytest.fixture
def case(adviser: User) -> Iterator[Case]:
    mutual = Mutual.objects.get()
    with acting(job("test")), within_mutuals([mutual.pk]):
        with transaction.atomic():
            member = make_members.member(mutual, number="20418", email="helene@exemple.fr")
            made = make_contacts.case(
                mutual, holder=adviser, channel=Channel.EMAIL, caller_email="helene@exemple.fr", member_id=member.pk
            )
        yield made


def after_the_lease(message: Message, carrier: Carrier) -> tuple[str, int]:
    with transaction.atomic():
        Message.objects.filter(pk=message.pk).update(next_at=Now())
    delivery.deliver_due(carriers=[carrier])
    with transaction.atomic():
        message.refresh_from_db()
    return message.state, message.attempts


def test_a_mail_goes_again_under_the_same_id(case: Case, adviser: User, settings: Any) -> None:
    with transaction.atomic():
        make.brochure()
        message = make.message(case, adviser, due=True)
    with open_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        office.holds_after_data = True
        given = {"EMAIL_BACKEND": settings.EMAIL_BACKEND, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(office.port)}
        with worker(Carrier.MAIL, **given) as process:
            assert killed_when(process, office.took) == -signal.SIGKILL
        office.holds_after_data = False
        ends = after_the_lease(message, Carrier.MAIL)
        ids = [mail["Message-ID"] for mail in office.taken]
        enclosed = [len(list(mail.iter_attachments())) for mail in office.taken]
    assert (ends, ids, enclosed) == ((MessageState.SENT, 2), [message.message_id] * 2, [1, 1])


def test_a_letter_is_one_letter(case: Case, adviser: User, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    with open_house() as house:
        settings.POST_SERVICE_URL = house.url
        with transaction.atomic():
            Stationery.objects.create(mutual_id=case.mutual_id, is_posted_by_service=True)
            letter = make.letter(case, adviser, due=True)
        house.holds = True
        with worker(Carrier.POST, POST_SERVICE_URL=house.url, WEBHOOKS_PRIVATE="1") as process:
            assert killed_when(process, house.took) == -signal.SIGKILL
        house.holds = False
        ends = after_the_lease(letter, Carrier.POST)
        assert (ends, len(house.asked), list(house.letters)) == (
            (MessageState.HANDED_ON, 2), 2, [sheet.reference_of(letter)],
        )  # fmt: skip
