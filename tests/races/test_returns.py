"""Two workers that close a month or tell of a return at once do it once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Role
from accounts.scopes import within_mutuals
from supervision import services
from supervision.enums import ReturnKind, Rhythm
from supervision.models import ClosedDay, ClosedMonth, MonthStatement, Subscription
from tests.factories import accounts as make_accounts
from tests.factories import members as make_members

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

JOBS = 4
OCTOBER = date(2026, 10, 1)


def at_once(job: Callable[[], int]) -> list[int]:
    barrier = Barrier(JOBS)

    def work(_: int) -> int:
        try:
            barrier.wait(timeout=10)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(JOBS) as threads:
        return sorted(threads.map(work, range(JOBS)))


def test_a_month_is_closed_by_one_of_many() -> None:
    mutual = make_accounts.mutual()
    with within_mutuals([mutual.pk]), transaction.atomic():
        make_members.member(mutual)
        for place in range(31):
            ClosedDay.objects.create(day=OCTOBER + timedelta(days=place), closed_by="test", inputs={})
    assert at_once(lambda: services.close_month(OCTOBER)) == [False] * 3 + [True]
    with within_mutuals([mutual.pk]), transaction.atomic():
        assert (ClosedMonth.objects.count(), MonthStatement.objects.count()) == (1, 1)


def test_a_return_is_told_by_one_of_many() -> None:
    mutual = make_accounts.mutual()
    reader = make_accounts.user(Role.SUPERVISOR, on=[mutual], email="samia@exemple.fr")
    asked: dict[str, Any] = {"kind": ReturnKind.COMPLAINTS, "every": Rhythm.MONTH, "origin": "https://poste.exemple.fr"}
    with within_mutuals([mutual.pk]), transaction.atomic():
        services.subscribe(user=reader, mutual=mutual, **asked)
        Subscription.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    assert (at_once(services.tell_of_returns), len(mail.outbox)) == ([0, 0, 0, 1], 1)
