"""Who watches the enforcer: signs of life, leaps of the clock, work that is done once a period."""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction

from clock import deadlines, queries
from clock.models import PeriodRun
from clock.services.sweep import runner

logger = structlog.get_logger(__name__)

_SIGN = """
INSERT INTO clock_heartbeat (name, at, runner, runs) VALUES (%s, clock_now(), %s, 1)
ON CONFLICT (name) DO UPDATE SET at = clock_now(), runner = excluded.runner, runs = clock_heartbeat.runs + 1
"""


def sign_of_life(name: str = queries.SWEEP) -> None:
    """Leave the mark that health pages look at."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, [name, runner()])


class ClockWatch:
    """Compares the database's clock with this process's own, which never leaps."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, float] | None = None

    def leapt_ahead(self) -> bool:
        """Whether the database's clock went ahead by more than `CLOCK_AHEAD` since it was asked last. Going back is logged."""
        instant, ours = queries.now(), time.monotonic()
        before, self._seen = self._seen, (instant, ours)
        if before is None:
            return False
        leap = (instant - before[0]) - timedelta(seconds=ours - before[1])
        if leap < -deadlines.CLOCK_BACK:
            logger.error("clock_went_back", seconds=int(-leap.total_seconds()))
        if leap > deadlines.CLOCK_AHEAD:
            logger.error("clock_leapt_ahead", seconds=int(leap.total_seconds()))
            return True
        return False


@transaction.atomic
def first_of(job: str, period: datetime) -> bool:
    """Whether this call is the one that does JOB for PERIOD. Others wait for its transaction, and hear no."""
    _, is_first = PeriodRun.objects.get_or_create(job=job, period=period, defaults={"runner": runner()})
    return is_first


def keep_result(job: str, period: datetime, result: dict[str, Any]) -> None:
    PeriodRun.objects.filter(job=job, period=period).update(result=result)
