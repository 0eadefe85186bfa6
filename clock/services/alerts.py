"""Alerts leave: shown on the screen at once, and written to who has an address; claimed in one statement, sent once a key."""

import smtplib
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from clock import deadlines, queries
from clock.enums import Audience
from clock.faults import die_at
from clock.models import Alert
from live.services import announce

logger = structlog.get_logger(__name__)

CLAIM = """
WITH due AS (
  SELECT id FROM clock_alert WHERE next_at <= clock_now() ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE clock_alert alert SET attempts = alert.attempts + 1, next_at = clock_now() + make_interval(secs => %(lease)s)
  FROM due WHERE alert.id = due.id
RETURNING alert.id, alert.attempts
"""
BATCH = 20

GIVE_BACK = """
UPDATE clock_alert SET attempts = attempts - 1, next_at = clock_now()
 WHERE next_at IS NOT NULL AND (id, attempts) IN (SELECT * FROM unnest(%s::bigint[], %s::integer[]))
"""


REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
"""The mail server is well and does not want this message."""


class _MailAwayError(Exception):
    """The mail server does not answer: other alerts need not be tried on it now."""


def send_due(*, rests: Callable[[], bool] = lambda: False) -> int:
    """Tell what is due, for `ALERTS_LAST` at most; how many alerts left.

    Ends at the first sign that the mail server is away, and when it RESTS, which is asked before each batch.
    """
    until, left = time.monotonic() + deadlines.ALERTS_LAST.total_seconds(), 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        server = get_connection()
        try:
            while time.monotonic() < until and not rests() and (claimed := _claim()):
                die_at("before_send")
                left += _send_claimed(claimed, server, until)
        except _MailAwayError:
            pass
        finally:
            _leave(server)
    return left


@transaction.atomic(durable=True)
def _claim() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": BATCH, "lease": deadlines.ALERT_LEASE.total_seconds()})
        return [(alert_id, attempt) for alert_id, attempt in cursor.fetchall()]


def _send_claimed(claimed: list[tuple[int, int]], server: Any, until: float) -> int:
    """How many left. What was not tried is given back as if it had not been claimed."""
    left, waiting = 0, deque(claimed)
    try:
        while waiting and time.monotonic() < until:
            left += _send(*waiting.popleft(), server)
    finally:
        if waiting:
            _give_back(list(waiting))
    return left


@transaction.atomic(durable=True)
def _give_back(claimed: list[tuple[int, int]]) -> None:
    ids, attempts = zip(*claimed, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [list(ids), list(attempts)])


def _send(alert_id: int, attempt: int, server: Any) -> bool:
    """Whether it left: to everybody who has an address and whose mail server takes it. Raises _MailAwayError."""
    with transaction.atomic():
        alert = Alert.objects.get(pk=alert_id)
    try:
        with transaction.atomic():
            people = list(queries.people_of(alert))
        refused = _mail_to([person for person in people if person.email], alert, server)
    except Exception as error:  # whatever went wrong, it is tried again and seen
        _leave(server)
        is_away = isinstance(error, OSError) and not isinstance(error, REFUSALS)
        _failed(alert, attempt, error, may_die=not is_away)
        if is_away:
            raise _MailAwayError from error
        return False
    die_at("after_send")
    die_at("before_mark")
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk, attempts=attempt, next_at__isnull=False).update(
            sent_at=queries.now(), next_at=None, error=refused
        )
        announce("alert", to=[person.pk for person in people], subject_id=alert.subject_id)
    return True


def _mail_to(people: list[User], alert: Alert, server: Any) -> str:
    """Write to each; the name of the error for those refused, who keep nobody else from being told. Raises it when all are."""
    refused: list[smtplib.SMTPException] = []
    if people:
        server.open()
    for person in people:
        try:
            _mail(alert, person, server).send()
        except REFUSALS as error:
            refused.append(error)
    if refused and len(refused) == len(people):
        raise refused[0]
    return type(refused[0]).__name__ if refused else ""


def _leave(server: Any) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.close()


def _failed(alert: Alert, attempt: int, error: Exception, *, may_die: bool) -> None:
    logger.warning("alert_not_sent", mutual_id=alert.mutual_id, alert_kind=alert.kind, reason=type(error).__name__)
    fields: dict[str, Any] = {"error": type(error).__name__[:200]}
    if may_die and attempt >= deadlines.ALERT_TRIES:
        fields |= {"dead_at": queries.now(), "next_at": None}
    else:
        pause = min(deadlines.ALERT_PAUSE * 2 ** min(attempt - 1, 10), deadlines.ALERT_LONGEST_PAUSE)
        fields |= {"next_at": queries.now() + pause}
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk, attempts=attempt, next_at__isnull=False).update(**fields)


def _mail(alert: Alert, person: User, server: Any) -> EmailMessage:
    """Says what falls due and when, never of whom: the page, which asks who is reading, says that."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    with translation.override(person.language):
        due = f"{alert.due_at.astimezone(queries.PARIS):%d/%m/%Y %H:%M}" if alert.due_at else ""
        words = {"what": alert.get_commitment_display(), "step": said_of(alert.kind), "due": due}
        subject = _("%(what)s: %(step)s") % words
        body = (
            _(
                "%(what)s: %(step)s.\nDeadline: %(due)s (Paris time).\n\nOpen your workstation to see which one and what to do."
            )
            % words
        )
    key = f"<{alert.key.replace(':', '.')}.{person.pk}@{sender.rpartition('@')[2]}>"
    return EmailMessage(subject, body, sender, [person.email], connection=server, headers={"Message-ID": key})


def said_of(kind: str) -> str:
    """What an alert's kind is, in words."""
    return {
        "unassigned": _("nobody has it yet"),
        "remind": _("a reminder"),
        "escalate": _("the deadline comes near"),
        "reassign": _("to be given to somebody else, unless it is planned in time"),
        "page": _("one hour left"),
        "breach": _("the deadline has passed"),
        "still_open": _("still open after the deadline"),
        "poison": _("cannot be handled by the program"),
    }.get(kind, kind)


@transaction.atomic
def see(*, user: User, alert_id: int) -> None:
    """Somebody has seen it: it goes from the screens of all whom it was for. Nothing for an alert of others."""
    queries.alerts_for(user).filter(pk=alert_id).update(seen_by=user, seen_at=Now())


@transaction.atomic
def tell(alert: Alert) -> None:
    """Write an alert that no step writes, once however often it is called, in the caller's transaction."""
    if alert.audience == Audience.OWNER and alert.user_id is None:
        return
    Alert.objects.bulk_create([alert], ignore_conflicts=True)
