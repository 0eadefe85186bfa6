"""Alerts leave: shown on the screen at once, and written to who has an address; claimed in one statement, sent once a key."""

import smtplib
import time
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
BATCH = 100


def send_due() -> int:
    """Tell what is due, for `SWEEP_LASTS` at most; how many alerts left."""
    until, left = time.monotonic() + deadlines.SWEEP_LASTS.total_seconds(), 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        server = get_connection()
        try:
            while time.monotonic() < until and (claimed := _claim()):
                die_at("before_send")
                for alert_id, attempt in claimed:
                    left += _send(alert_id, attempt, server)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.close()
    return left


@transaction.atomic(durable=True)
def _claim() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": BATCH, "lease": deadlines.ALERT_LEASE.total_seconds()})
        return [(alert_id, attempt) for alert_id, attempt in cursor.fetchall()]


def _send(alert_id: int, attempt: int, server: Any) -> bool:
    with transaction.atomic():
        alert = Alert.objects.get(pk=alert_id)
        people = list(queries.people_of(alert))
    mails = [_mail(alert, person, server) for person in people if person.email]
    try:
        if mails:
            server.open()
            for mail in mails:
                mail.send()
    except Exception as error:  # noqa: BLE001  whatever went wrong, it is tried again and seen
        with suppress(smtplib.SMTPException, OSError):
            server.close()
        _failed(alert, attempt, error)
        return False
    die_at("after_send")
    die_at("before_mark")
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk, attempts=attempt, next_at__isnull=False).update(
            sent_at=queries.now(), next_at=None, error=""
        )
        announce("alert", to=[person.pk for person in people], subject_id=alert.subject_id)
    return True


def _failed(alert: Alert, attempt: int, error: Exception) -> None:
    logger.warning("alert_not_sent", mutual_id=alert.mutual_id, alert_kind=alert.kind, reason=type(error).__name__)
    fields: dict[str, Any] = {"error": type(error).__name__[:200]}
    if attempt >= deadlines.ALERT_TRIES:
        fields |= {"dead_at": queries.now(), "next_at": None}
    else:
        pause = min(deadlines.ALERT_PAUSE * 2 ** (attempt - 1), deadlines.ALERT_LONGEST_PAUSE)
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
        "reassign": _("taken back, to be given to somebody else"),
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
