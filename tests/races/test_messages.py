"""Several workers on one outbox: each message leaves once."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.enums import Channel
from correspondence.enums import MessageState
from correspondence.models import Message
from correspondence.services import delivery
from tests.correspondence.post_office import open_office
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make
from tests.races.leaving import leave

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def sweep(_: int) -> int:
    try:
        return delivery.deliver_due()
    finally:
        leave()


def write(case: Any, adviser: Any) -> Any:
    try:
        with acting(job("test")), within_mutuals([case.mutual_id]), transaction.atomic():
            return make.message(case, adviser, key="double clic").pk
    finally:
        leave()


def test_six_workers_send_sixty_messages_once(settings: Any) -> None:
    mutual = make_accounts.mutual()
    adviser = make_accounts.user(on=[mutual])
    with open_office() as office, acting(job("test")), within_mutuals([mutual.pk]):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        with transaction.atomic():
            case = make_contacts.case(mutual, holder=adviser, channel=Channel.EMAIL, caller_email="helene@exemple.fr")
            for number in range(60):
                make.message(case, adviser, key=str(number), due=True)
        began = time.monotonic()
        with ThreadPoolExecutor(max_workers=6) as workers:
            left = sum(workers.map(sweep, range(6)))
        seconds = time.monotonic() - began
        taken = Counter(str(mail["Message-ID"]) for mail in office.taken)
        with transaction.atomic():
            sent = Message.objects.filter(state=MessageState.SENT).count()
    print(f"outbox: {left} messages by 6 workers in {seconds:.2f} s")  # noqa: T201  a figure to report
    assert (left, len(taken), max(taken.values()), sent) == (60, 60, 1, 60)


def test_twenty_clicks_write_one_message() -> None:
    mutual = make_accounts.mutual()
    adviser = make_accounts.user(on=[mutual])
    with acting(job("test")), within_mutuals([mutual.pk]):
        with transaction.atomic():
            case = make_contacts.case(mutual, holder=adviser, channel=Channel.EMAIL, caller_email="helene@exemple.fr")
        with ThreadPoolExecutor(max_workers=20) as clicks:
            written = set(clicks.map(lambda _: write(case, adviser), range(20)))
        with transaction.atomic():
            assert (len(written), Message.objects.count()) == (1, 1)
