"""Two jobs that close the same day at once leave one result."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.scopes import within_mutuals
from supervision import services
from supervision.indicators import Grain
from supervision.models import ClosedDay, DayCount
from tests.factories import accounts as make_accounts
from tests.factories import days as make
from tests.factories import telephony as make_telephony

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

DAY = date(2026, 10, 15)
JOBS = 4


def test_a_day_is_closed_by_one_of_many() -> None:
    mutual, barrier = make_accounts.mutual(), Barrier(JOBS)
    with within_mutuals([mutual.pk]), transaction.atomic():
        make.call(mutual, make_telephony.system(), make.at(DAY, "09:00"), wait=5)

    def close(_: int) -> bool:
        try:
            barrier.wait(timeout=10)
            return services.close_day(DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(JOBS) as threads:
        closed = sorted(threads.map(close, range(JOBS)))
    with within_mutuals([mutual.pk]), transaction.atomic():
        assert (closed, ClosedDay.objects.count(), DayCount.objects.count()) == ([False] * 3 + [True], 1, len(Grain))
