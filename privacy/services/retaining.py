"""Durations kept: what is over is counted before anything is changed, done in batches at night, and noted in the ledger."""

import time
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from clock.services.sweep import runner
from clock.services.watch import first_of
from privacy import deadlines, queries
from privacy.enums import Category, RunState
from privacy.models import Duration, Erasure, Run
from privacy.services.rules import RULES, Rule

logger = structlog.get_logger(__name__)

PATIENCE = "SET LOCAL statement_timeout = '10min'"
"""What is over its duration is looked for among everybody's rows: that may take longer than a page may."""

JOB = "retain"
COUNTED = tuple(dict.fromkeys(rule.category for rule in RULES))
"""Categories of which something can be over."""


def ask_count(*, user: User) -> None:
    """Have what is over each duration counted anew; nothing is changed. Asking again while it waits asks once."""
    waiting = set(Run.objects.filter(state=RunState.ASKED).values_list("category", flat=True))
    months = queries.months()
    for category in COUNTED:
        if category not in waiting:
            Run.objects.create(category=category, months=months[category], state=RunState.ASKED, by=user.username)


def count_asked() -> None:
    """Count what somebody asked to have counted."""
    for run in Run.objects.filter(state=RunState.ASKED).order_by("pk"):
        over = _over(run.category, run.months)
        Run.objects.filter(pk=run.pk, state=RunState.ASKED).update(state=RunState.COUNTED, over=over, ended_at=Now())


def nightly() -> bool:
    """Once a day, whoever is first: every duration in turn. Whether this call was the one."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not first_of(JOB, midnight):
        return False
    until = time.monotonic() + deadlines.RETENTION_LASTS.total_seconds()
    _say_what_died()
    _end_extracts()
    for category in COUNTED:
        retain(category, until=until)
    return True


def retain(category: Category, *, until: float) -> Run | None:
    """Do what is over one duration, batch after batch until the instant UNTIL of the monotonic clock. None while another does."""
    months = Duration.objects.get(pk=category).months
    over = _over(category, months)
    try:
        with transaction.atomic():
            run = Run.objects.create(category=category, months=months, state=RunState.RUNNING, over=over, by=runner())
    except IntegrityError:
        return None
    rules = [rule for rule in RULES if rule.category == category]
    is_whole = all(_drain(rule, run, until) for rule in rules)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE if is_whole else RunState.STOPPED, ended_at=Now())
    run.refresh_from_db()
    logger.info("duration_kept", reason=category.value, rows=over, count=run.done, refused=run.held)
    return run


def _drain(rule: Rule, run: Run, until: float) -> bool:
    """Whether all that was over was looked at. Keys go up, so that what is held is passed once."""
    after: Any = None
    while time.monotonic() < until:
        with _every_mutual():
            keys = _batch(rule, run.months, after)
            if not keys:
                return True
            done = rule.act(keys)
        after = keys[-1]
        Run.objects.filter(pk=run.pk).update(done=F("done") + done, held=F("held") + len(keys) - done)
    return False


@transaction.atomic
def _batch(rule: Rule, months: int, after: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    found = rule.over(_before(months)).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.values_list("pk", flat=True)[: rule.batch])


@transaction.atomic
def _over(category: str, months: int) -> int:
    with _every_mutual(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        return sum(rule.over(_before(months)).count() for rule in RULES if rule.category == category)


def _before(months: int) -> date:
    """What ended before this day is over a duration of so many months."""
    return deadlines.months_after(timezone.localdate(), -months)


def _say_what_died() -> None:
    dead = Run.objects.filter(state=RunState.RUNNING, started_at__lt=Now() - 2 * deadlines.RETENTION_LASTS)
    dead.update(state=RunState.STOPPED, ended_at=Now())


def _end_extracts() -> None:
    """What the law had kept of people who were erased, after its last day."""
    with _every_mutual(), transaction.atomic():
        for erasure in Erasure.objects.exclude(extract="").filter(keep_until__lt=timezone.localdate()):
            default_storage.delete(str(erasure.extract))
            Erasure.objects.filter(pk=erasure.pk).update(extract="")


def _every_mutual() -> AbstractContextManager[None]:
    return within_mutuals(list(Mutual.objects.values_list("pk", flat=True)))
