"""Other systems are told of a mutual's cases: a row that is due in the case's own transaction, delivered signed by a sweep."""

import http.client
import json
import secrets
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Mutual, User
from accounts.permissions import check_administrator
from accounts.scopes import within_mutuals
from accounts.sealing import seal, unseal
from contacts import deadlines
from contacts.enums import DeliveryState, Notice
from contacts.models import Case, Subscription, SubscriptionDelivery
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from contacts.web import PORTS, NotAllowedError, connected, path_of

logger = structlog.get_logger(__name__)

DELIVERY_HEADER = "X-Contactcenter-Delivery"
EVENT_HEADER = "X-Contactcenter-Event"
SECRET_BYTES = 32
ANSWER_READ = 4096
HEARD, GONE = range(200, 300), 410

CLAIM = """
WITH due AS (
  SELECT id FROM contacts_subscriptiondelivery
   WHERE next_at <= statement_timestamp() ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE contacts_subscriptiondelivery delivery
   SET attempts = delivery.attempts + 1, next_at = statement_timestamp() + make_interval(secs => %(lease)s)
  FROM due WHERE delivery.id = due.id
RETURNING delivery.id, delivery.attempts
"""


# ---- subscriptions


@transaction.atomic
def subscribe(*, mutual: Mutual, url: str, events: list[str], by: User) -> tuple[Subscription, str]:
    """The subscription, and the secret of its signatures, which nobody can read again. Raises NotAdministratorError."""
    check_administrator(by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    subscription = Subscription.objects.create(mutual=mutual, url=url, events=events, secret_sealed=b"")
    # Bound to the row's key, which it has now.
    subscription.secret_sealed = seal(secret, bound_to=_bound(subscription))
    subscription.save(update_fields=["secret_sealed"])
    return subscription, secret


@transaction.atomic
def change(*, subscription: Subscription, by: User) -> None:
    """Keep its events and whether it is active. Raises NotAdministratorError."""
    check_administrator(by)
    subscription.save(update_fields=["events", "is_active"])


@transaction.atomic
def unsubscribe(*, subscription: Subscription, by: User) -> None:
    """What it was not told yet goes with it. Raises NotAdministratorError."""
    check_administrator(by)
    with within_mutuals([subscription.mutual_id]):
        subscription.delete()


def _bound(subscription: Subscription) -> bytes:
    return b"contacts.subscription:%d" % subscription.pk


# ---- what is told


def notify(case: Case, event: Notice) -> None:
    """Rows that are due for who asked to be told, in the caller's transaction. Ids, kinds and hours; never a name or a text."""
    asking = Subscription.objects.filter(mutual_id=case.mutual_id, is_active=True, events__contains=[event.value])
    for subscription in asking:
        row = SubscriptionDelivery(mutual_id=case.mutual_id, subscription=subscription, event=event)
        row.payload = {"id": str(row.pk), "event": event.value, "contact": _told_of(case)}
        row.save(force_insert=True)


def _told_of(case: Case) -> dict[str, Any]:
    """`version` grows with each change: of two notices that cross, the greater one is later."""
    return {
        "id": str(case.pk),
        "version": case.version,
        "channel": case.channel,
        "state": case.state,
        "reason": case.reason.code if case.reason else None,
        "outcome": case.outcome or None,
        "solved": case.is_solved,
        "received_at": case.received_at.isoformat(),
        "due_at": case.due_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }


# ---- and delivered


@transaction.atomic
def claim_due(*, limit: int = 1) -> list[tuple[UUID, int]]:
    """Ids of notices that are due, with the number of this attempt: for `NOTICE_LEASE` they are the caller's alone."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": limit, "lease": deadlines.NOTICE_LEASE.total_seconds()})
        return [(delivery_id, attempt) for delivery_id, attempt in cursor.fetchall()]


def deliver_due() -> int:
    """Tell what is due for `NOTICES_LAST` at most; how many were heard."""
    until, heard = time.monotonic() + deadlines.NOTICES_LAST.total_seconds(), 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while time.monotonic() < until and (claimed := claim_due()):
            for delivery_id, attempt in claimed:
                heard += deliver(delivery_id, attempt=attempt)
    return heard


def deliver(delivery_id: UUID, *, attempt: int) -> bool:
    """Tell one claimed notice and keep the answer; whether it was heard."""
    with transaction.atomic():
        row = SubscriptionDelivery.objects.select_related("subscription").get(pk=delivery_id)
    if not row.subscription.is_active:
        return _mark(row, attempt, status=_("The subscription ended."), is_final=True)
    try:
        code = _post(row)
    except NotAllowedError:
        return _mark(row, attempt, status=_("This address is not allowed."), is_final=True)
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_slow = isinstance(error, TimeoutError)
        return _mark(row, attempt, status=_("No answer in time.") if is_slow else _("No connection."))
    return _mark(row, attempt, status=f"HTTP {code}", is_heard=code in HEARD, is_final=code == GONE)


@transaction.atomic
def _mark(
    row: SubscriptionDelivery, attempt: int, *, status: str, is_heard: bool = False, is_final: bool = False
) -> bool:
    """Nothing when the lease ended meanwhile and another attempt began. A redelivery after a lost mark bears the same id."""
    pause = None if is_final else deadlines.notice_pause_after(attempt)
    fields: dict[str, Any] = {"status": status, "next_at": None}
    if is_heard:
        fields |= {"state": DeliveryState.SENT, "sent_at": Now()}
    elif pause is None:
        fields |= {"state": DeliveryState.GIVEN_UP}
        logger.warning("notice_given_up", mutual_id=row.mutual_id, reason=row.event)
    else:
        fields |= {"state": DeliveryState.FAILED, "next_at": Now() + pause}
    SubscriptionDelivery.objects.filter(pk=row.pk, attempts=attempt, next_at__isnull=False).update(**fields)
    return is_heard


def _post(row: SubscriptionDelivery) -> int:
    """The status of the answer. Redirections are not followed: they would lead past the check of the address."""
    target = urlsplit(row.subscription.url)
    body = json.dumps(row.payload, separators=(",", ":")).encode()
    now = int(time.time())
    secret = unseal(bytes(row.subscription.secret_sealed), bound_to=_bound(row.subscription))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "contactcenter",
        EVENT_HEADER: row.event,
        DELIVERY_HEADER: str(row.pk),
        TIMESTAMP_HEADER: str(now),
        SIGNATURE_HEADER: signed(secret, now, body),
    }
    schemes = PORTS if settings.WEBHOOKS_PRIVATE else {"https": PORTS["https"]}
    with connected(
        target,
        schemes=schemes,
        may_be_ours=settings.WEBHOOKS_PRIVATE,
        waits=deadlines.NOTICE_ANSWERS.total_seconds(),
        lasts=deadlines.NOTICE_LASTS.total_seconds(),
    ) as caller:
        caller.request("POST", path_of(target), body, headers)
        answer = caller.getresponse()
        answer.read(ANSWER_READ)
        return answer.status
