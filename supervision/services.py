"""Closes days and months: counts what happened and lets it stand, once, whoever asks and however often. Keeps plans of advisers and subscriptions to returns."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import Mutual, User
from accounts.permissions import can, may_sign_in
from accounts.queries import granted_mutual_ids
from accounts.scopes import within_mutuals
from clock.services.sweep import runner
from supervision import deadlines, queries, returns
from supervision.enums import ReturnKind, Rhythm
from supervision.errors import PlanChangedError
from supervision.models import (
    ClosedDay,
    ClosedMonth,
    DayCount,
    DayCourse,
    DayDemand,
    DayStaffing,
    MonthStatement,
    StaffPlan,
    Subscription,
)

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
        DayDemand.objects.bulk_create(
            DayDemand(day=closed, **asker._asdict(), **tally) for asker, tally in returns.demands(inputs).items()
        )
    logger.info("day_closed", day=day.isoformat(), rows=len(counts))
    return True


def _is_ours(day: date, what: str = "supervision.close") -> bool:
    """Nobody else closes it at this moment. The primary key is the guard; this keeps the second from waiting for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [what, day.toordinal()])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def close_due_days() -> int:
    """Close what is over and not closed yet, oldest first, and the months that are whole then; how many days."""
    closed = sum(close_day(day) for day in list(_due()))
    for month in returns.open_months():
        close_month(month)
    return closed


def close_month(month: date) -> bool:
    """Whether this call closed the month that begins on MONTH: once, when all its days are closed; nothing otherwise."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        if not _is_ours(month, "supervision.month") or ClosedMonth.objects.filter(month=month).exists():
            return False
        if returns.closed_in(month) < returns.last_day(month).day:
            return False
        ClosedMonth(month=month, closed_by=runner()).save(force_insert=True)
        made = MonthStatement.objects.bulk_create(returns.statements(month))
    logger.info("month_closed", month=month.isoformat(), rows=len(made))
    return True


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


# ---- subscriptions


def subscribe(*, user: User, mutual: Mutual, kind: ReturnKind, every: Rhythm, origin: str) -> Subscription:
    """USER is told by e-mail when such a return of MUTUAL is ready, from the next one on; again changes how often.

    ORIGIN is the address that USER sees the workstation under.
    """
    said = {"every": every, "origin": origin, "next_at": _next(timezone.now(), every), "attempts": 0}
    found, _is_new = Subscription.objects.update_or_create(mutual=mutual, user=user, kind=kind, defaults=said)
    return found


def unsubscribe(*, user: User, subscription_id: UUID) -> None:
    """Raises Subscription.DoesNotExist for one of somebody else."""
    queries.subscriptions_of(user).get(pk=subscription_id).delete()


def _next(after: datetime, every: str) -> datetime:
    return deadlines.next_return(after, is_weekly=every == Rhythm.WEEK)


CLAIM = """
WITH due AS (
  SELECT id FROM supervision_subscription WHERE next_at <= statement_timestamp() ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE supervision_subscription AS one
   SET attempts = one.attempts + 1, next_at = statement_timestamp() + make_interval(secs => %s) FROM due WHERE one.id = due.id
RETURNING one.id, one.attempts
"""


def tell_of_returns() -> int:
    """Write to whoever subscribed to what is ready; how many were told. Run by several at once, nobody is told twice.

    Who may not read it any more is told nothing, and the subscription ends.
    """
    told = 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while claimed := _claim():
            told += _tell(*claimed)
    return told


@transaction.atomic(durable=True)
def _claim() -> tuple[UUID, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [deadlines.RETURN_LEASE.total_seconds()])
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def _tell(subscription_id: UUID, attempt: int) -> bool:
    """Whether the mail server took it."""
    with transaction.atomic():
        one = Subscription.objects.select_related("user", "mutual").get(pk=subscription_id)
        if not _may_read(one):
            one.delete()
            logger.info("subscription_ended", mutual_id=one.mutual_id, user_id=one.user_id)
            return False
        is_ready = _is_ready(one)
    later = timezone.now() + deadlines.RETURN_WAITS
    if not is_ready:
        _settle(one, attempt, next_at=later, attempts=0)
        return False
    try:
        _mail(one).send()
    except OSError as error:  # of the mail server too: smtplib's errors are OSErrors
        logger.warning("return_not_told", mutual_id=one.mutual_id, user_id=one.user_id, reason=type(error).__name__)
        is_over = attempt >= deadlines.RETURN_TRIES
        _settle(
            one, attempt, next_at=_next(later, one.every) if is_over else later, **({"attempts": 0} if is_over else {})
        )
        return False
    now = timezone.now()
    _settle(one, attempt, next_at=_next(now, one.every), attempts=0, told_at=now)
    return True


def _settle(one: Subscription, attempt: int, **fields: Any) -> None:
    """Nothing when somebody else has claimed it since."""
    with transaction.atomic():
        Subscription.objects.filter(pk=one.pk, attempts=attempt).update(**fields)


def _may_read(one: Subscription) -> bool:
    """Today: role, an account that may sign in, an address, and a grant on the mutual."""
    action = Action.READ_INDICATORS if one.kind == ReturnKind.INDICATORS else Action.READ_RETURNS
    user = one.user
    return bool(user.email and may_sign_in(user) and can(user, action) and one.mutual_id in granted_mutual_ids(user))


def _is_ready(one: Subscription) -> bool:
    """Whether what it tells of stands: the complaints of a year always do, as far as they go."""
    first, last = _period(one)
    if one.kind == ReturnKind.COMPLAINTS:
        return True
    if one.kind == ReturnKind.INDICATORS:
        return ClosedDay.objects.filter(day=last).exists()
    return ClosedMonth.objects.filter(month=first).exists()


def _period(one: Subscription) -> tuple[date, date]:
    return deadlines.period_before(timezone.localdate(), is_weekly=one.every == Rhythm.WEEK)


def _mail(one: Subscription) -> EmailMessage:
    """Says which return of which mutual and where it is read: no figure leaves by e-mail. The same name at every attempt."""
    first, last = _period(one)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    with translation.override(one.user.language):
        words = {
            "what": one.get_kind_display(),
            "mutual": one.mutual.name,
            "period": _said(one, first),
            "address": one.origin + _page(one, first, last),
        }
        subject = _("%(what)s, %(mutual)s: ready") % words
        body = _(
            "%(what)s of %(mutual)s, %(period)s: it can be read and taken away in the workstation.\n\n%(address)s\n\n"
            "You asked to be told. You can end it on the page “Returns”."
        ) % words  # fmt: skip
    key = f"<return.{one.pk}.{first.isoformat()}@{sender.rpartition('@')[2]}>"
    return EmailMessage(subject, body, sender, [one.user.email], headers={"Message-ID": key})


def _said(one: Subscription, first: date) -> str:
    """The period that begins on FIRST. Complaints are told of a year, however often."""
    if one.kind == ReturnKind.COMPLAINTS:
        return f"{first.year}"
    return (
        date_format(first, "F Y") if one.every == Rhythm.MONTH else _("week of %(day)s") % {"day": f"{first:%d/%m/%Y}"}
    )


def _page(one: Subscription, first: date, last: date) -> str:
    """Where it is read; the address names the mutual by its number and no person."""
    query: dict[str, Any] = {"mutuelle": one.mutual_id}
    if one.kind == ReturnKind.INDICATORS:
        return f"{reverse('supervision:indicators')}?{urlencode({**query, 'du': first, 'au': last})}"
    if one.kind == ReturnKind.COMPLAINTS:
        return f"{reverse('complaints:yearly')}?{urlencode({**query, 'annee': first.year})}"
    route = "supervision:monthly" if one.kind == ReturnKind.MONTHLY else "supervision:activity"
    return f"{reverse(route)}?{urlencode({**query, 'mois': f'{first:%Y-%m}'})}"
