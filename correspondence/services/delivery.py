"""What is due leaves: claimed in one statement, sent outside of any transaction, marked by who claimed it.

Whoever dies between sending and marking leaves a lease: the message is sent again then, under the same Message-ID or Idempotency-Key.
"""

import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from correspondence import deadlines, queries, sheet
from correspondence.enums import Carrier, Fault, MessageState
from correspondence.models import Message
from correspondence.services import mails, postal_service, posting
from correspondence.services.writing import settled, tell
from live.services import announce

logger = structlog.get_logger(__name__)

CLAIM = """
WITH due AS (
  SELECT id FROM correspondence_message
   WHERE carrier <> 'hand' AND carrier = ANY(%(carriers)s) AND next_at <= statement_timestamp()
     AND state IN ('waiting', 'sending', 'failed')
   ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE correspondence_message message
   SET state = 'sending', attempts = message.attempts + 1, next_at = statement_timestamp() + make_interval(secs => %(lease)s)
  FROM due WHERE message.id = due.id
RETURNING message.id, message.attempts
"""


@transaction.atomic
def claim_due(
    *, limit: int = 1, carriers: Sequence[Carrier] = (Carrier.MAIL, Carrier.FAX_MAIL)
) -> list[tuple[UUID, int]]:
    """Ids of what is due, with the number of this attempt: for `LEASE` they are the caller's alone."""
    asked: dict[str, Any] = {
        "limit": limit,
        "lease": deadlines.LEASE.total_seconds(),
        "carriers": [one.value for one in carriers],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, asked)
        return [(message_id, attempt) for message_id, attempt in cursor.fetchall()]


def deliver_due(*, carriers: Sequence[Carrier] = (Carrier.MAIL, Carrier.FAX_MAIL)) -> int:
    """Send what is due, one after the other, for `SWEEP_LASTS` at most; how many left us. Run by several at once, none leaves twice.

    A carrier that keeps everybody waiting has a sweep of its own.
    """
    until, left = time.monotonic() + deadlines.SWEEP_LASTS.total_seconds(), 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        server = get_connection()
        try:
            while time.monotonic() < until and (claimed := claim_due(carriers=carriers)):
                for message_id, attempt in claimed:
                    left += deliver(message_id, attempt=attempt, server=server)
        finally:
            _leave(server)
    return left


def deliver(message_id: UUID, *, attempt: int, server: Any) -> bool:
    """Send one claimed message and say what came of it; whether it left us."""
    with transaction.atomic():
        message = sheet.at_hand(Message.objects.select_related("author")).get(pk=message_id)
        if attempt > len(deadlines.RETRY_PAUSES) + 1:
            _mark(message, attempt, state=MessageState.GIVEN_UP, error=Fault.INTERRUPTED, next_at=None)
            return False
    is_post = message.carrier == Carrier.POST
    try:
        fields = _handed_in(message) if is_post else _mailed(message, server)
    except Exception as error:  # noqa: BLE001  whatever went wrong is said to its author
        if not is_post:
            _leave(server)
        _say_failed(message, attempt, *(postal_service.judged(error) if is_post else mails.judged(error)))
        return False
    _mark(message, attempt, **fields)
    return True


def _mailed(message: Message, server: Any) -> dict[str, Any]:
    with transaction.atomic():  # the scope holds inside a transaction only: without one nothing would be enclosed
        mail = mails.mail_of(message, server)
    server.open()
    mail.send()
    return {"state": MessageState.SENT, "sent_at": Now(), "next_at": None, "error": "", "answer": "", "private": None}


def _handed_in(message: Message) -> dict[str, Any]:
    with transaction.atomic():  # likewise
        letter = postal_service.letter_of(message)
    status = postal_service.hand_in(letter)
    return posting.fields_of(status) | {"handed_at": Now()}


def _say_failed(message: Message, attempt: int, fault: Fault, is_final: bool, answer: str) -> None:  # noqa: FBT001  as it was judged
    pause = None if is_final else deadlines.pause_after(attempt)
    logger.warning("message_not_sent", mutual_id=message.mutual_id, reason=fault.value)
    state = MessageState.GIVEN_UP if pause is None else MessageState.FAILED
    _mark(message, attempt, state=state, error=fault, answer=answer, next_at=None if pause is None else Now() + pause)


@transaction.atomic
def _mark(message: Message, attempt: int, **fields: Any) -> None:
    """Nothing when the lease ended meanwhile and somebody else took the message."""
    ours = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=attempt)
    if ours.update(**fields):
        settled(message)


def _leave(server: Any) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.close()


def tell_late() -> int:
    """Tell authors of what should have left by now (`queries.late`), once each. How many."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        late = Message.objects.filter(queries.late(), next_at__isnull=False, told_at__isnull=True, mailing__isnull=True)
        found = list(late.select_for_update(skip_locked=True, no_key=True)[:500])
        Message.objects.filter(pk__in=[message.pk for message in found]).update(told_at=Now())
        for message in found:
            tell(message)
        for author_id in {message.author_id for message in found}:
            announce("unsent", to=[author_id], subject_id=author_id)
        return len(found)
