from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone

from accounts import tasks
from accounts.models import ReadAlarm, User
from accounts.roles import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make.user(Role.DPO, email="dpo@exemple.fr", language="en-gb")


def alarm(**fields: Any) -> ReadAlarm:
    return ReadAlarm.objects.create(
        **{"user": make.user(username="claire"), "window_start": timezone.now(), "files": 40, **fields}
    )


@pytest.mark.attack(17)
def test_officers_are_told_of_an_alarm_once(officer: User) -> None:
    alarm()
    tasks.announce_alarms()
    tasks.announce_alarms()
    assert [message.to for message in mail.outbox] == [["dpo@exemple.fr"]]


def test_message_says_who_and_how_many(officer: User) -> None:
    alarm(files=80, blocked=True)
    tasks.announce_alarms()
    line = next(line for line in str(mail.outbox[0].body).splitlines() if line.startswith("- claire"))
    assert line.endswith("80 files. Reading is stopped for this account until the alarm is reviewed.")


def test_alarm_waits_for_an_officer() -> None:
    waiting = alarm()
    tasks.announce_alarms()
    waiting.refresh_from_db()
    assert (waiting.announced_at, mail.outbox) == (None, [])


def test_alarm_is_kept_when_the_mail_server_refuses(officer: User, settings: Any) -> None:
    waiting = alarm()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9  # nobody listens there
    with pytest.raises(ConnectionRefusedError):
        tasks.announce_alarms()
    waiting.refresh_from_db()
    assert waiting.announced_at is None


def test_sessions_that_are_over_are_forgotten() -> None:
    account = make.user()
    make.browser(account)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    make.browser(account)
    tasks.clear_sessions()
    assert Session.objects.count() == 1
