"""Closes days: counts what happened and lets it stand, once, whoever asks and however often. Keeps plans of advisers."""

from collections.abc import Iterator, Sequence
from datetime import date

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from clock.services.sweep import runner
from supervision import deadlines, queries
from supervision.errors import PlanChangedError
from supervision.models import ClosedDay, DayCount, DayCourse, DayStaffing, StaffPlan

logger = structlog.get_logger(__name__)


def close_day(day: date) -> bool:
    """Whether this call closed the day. Nothing of a day that is closed, or that somebody closes now; all or nothing."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        if not _is_ours(day) or ClosedDay.objects.filter(day=day).exists():
            return False
        inputs = queries.inputs_now(day)
        closed = ClosedDay(day=day, closed_by=runner(), inputs=queries.kept(inputs))
        closed.save(force_insert=True)
        counts = queries.tallies(inputs)
        DayCount.objects.bulk_create(DayCount(day=closed, **key._asdict(), **tally) for key, tally in counts.items())
        DayStaffing.objects.bulk_create(
            DayStaffing(day=closed, team_id=team_id, site_id=site_id, **tally)
            for (team_id, site_id), tally in queries.staffing(inputs).items()
        )
        DayCourse.objects.bulk_create(
            DayCourse(day=closed, mutual_id=mutual_id, **course)
            for mutual_id, course in queries.courses(inputs).items()
        )
    logger.info("day_closed", day=day.isoformat(), rows=len(counts))
    return True


def _is_ours(day: date) -> bool:
    """Nobody else closes it at this moment. The primary key is the guard; this keeps the second from waiting for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('supervision.close'), %s)", [day.toordinal()])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def close_due_days() -> int:
    """Close what is over and not closed yet, oldest first; how many days."""
    return sum(close_day(day) for day in list(_due()))


def _due() -> Iterator[date]:
    """From the day after the last closed one, within `CLOSED_BACK`; all of them when none is closed."""
    last = timezone.localdate(timezone.now() - deadlines.CLOSES_AFTER) - deadlines.ONE_DAY
    latest = ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()
    day = last - deadlines.CLOSED_BACK
    if latest is not None:
        day = max(day, latest + deadlines.ONE_DAY)
    while day <= last:
        yield day
        day += deadlines.ONE_DAY


def plan(*, day: date, advisers: Sequence[int], by: User, seen: int) -> StaffPlan:
    """Keep a new version of a day's plan, of 48 half-hours. SEEN is the version that BY read, 0 for none. Raises PlanChangedError."""
    latest = StaffPlan.objects.filter(day=day).order_by("-version").values_list("version", flat=True).first() or 0
    if latest != seen:
        raise PlanChangedError
    made = StaffPlan(day=day, version=seen + 1, advisers=list(advisers), by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise PlanChangedError from clash
    logger.info("plan_kept", day=day.isoformat(), version=made.version)
    return made
