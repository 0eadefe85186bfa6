"""What is due leaves: claimed in one statement, sent outside of any transaction, marked by who claimed it.

Whoever dies between sending and marking leaves a lease: the message is sent again then, under the same Message-ID.
"""

import smtplib
import time
from contextlib import suppress
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from contacts.mail import safe_name
from contacts.services.documents import content_of
from correspondence import deadlines, queries
from correspondence.enums import Fault, MessageState
from correspondence.models import Message
from correspondence.services import brochures
from correspondence.services.writing import settled, tell

logger = structlog.get_logger(__name__)

CLAIM = """
WITH due AS (
  SELECT id FROM correspondence_message
   WHERE channel = 'email' AND next_at <= statement_timestamp()
   ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE correspondence_message message
   SET state = 'sending', attempts = message.attempts + 1, next_at = statement_timestamp() + make_interval(secs => %(lease)s)
  FROM due WHERE message.id = due.id
RETURNING message.id, message.attempts
"""


@transaction.atomic
def claim_due(*, limit: int = 1) -> list[tuple[UUID, int]]:
    """Ids of e-mails that are due, with the number of this attempt: for `LEASE` they are the caller's alone."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": limit, "lease": deadlines.LEASE.total_seconds()})
        return [(message_id, attempt) for message_id, attempt in cursor.fetchall()]


def deliver_due() -> int:
    """Send what is due, one after the other, for `SWEEP_LASTS` at most; how many left. Run by several at once, none leaves twice."""
    until, left = time.monotonic() + deadlines.SWEEP_LASTS.total_seconds(), 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        server = get_connection()
        try:
            while time.monotonic() < until and (claimed := claim_due()):
                for message_id, attempt in claimed:
                    left += deliver(message_id, attempt=attempt, server=server)
        finally:
            _leave(server)
    return left


def deliver(message_id: UUID, *, attempt: int, server: Any) -> bool:
    """Send one claimed message and say what came of it; whether it left."""
    with transaction.atomic():
        message = Message.objects.select_related("mutual", "case", "author").get(pk=message_id)
        if attempt > len(deadlines.RETRY_PAUSES) + 1:
            _mark(message, attempt, state=MessageState.GIVEN_UP, error=Fault.INTERRUPTED, next_at=None)
            return False
    try:
        mail = _mail(message, server)
        server.open()
        mail.send()
    except Exception as error:  # noqa: BLE001  whatever went wrong is said to its author
        _leave(server)
        _say_failed(message, attempt, error)
        return False
    _mark(message, attempt, state=MessageState.SENT, sent_at=Now(), next_at=None, error="", answer="")
    return True


def _mail(message: Message, server: Any) -> EmailMessage:
    mailbox = queries.mailbox_of(message.case)
    address = mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    headers = {"Message-ID": message.message_id}
    if message.in_reply_to:
        headers |= {"In-Reply-To": message.in_reply_to, "References": " ".join(message.references)}
    sender = formataddr((message.mutual.name, address))
    mail = EmailMessage(message.subject, message.body, sender, [message.to], connection=server, headers=headers)
    for document in queries.enclosures_of(message):
        mail.attach(document.name, content_of(document), document.media_type)
    for enclosed in queries.brochures_in(message):
        # Apart, so that their own tags reach a reader's screen reader.
        mail.attach(
            f"{safe_name(enclosed.brochure.title)}.pdf", brochures.content_of(enclosed.brochure), "application/pdf"
        )
    return mail


def _say_failed(message: Message, attempt: int, error: Exception) -> None:
    fault, is_final, answer = judged(error)
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


def judged(error: Exception) -> tuple[Fault, bool, str]:
    """What an error of the mail server means: the fault, whether trying again is vain, and the server's own words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return (Fault.ADDRESS if code >= 500 else Fault.LATER), code >= 500, _words(code, answer)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        return Fault.SENDER, False, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPDataError):
        is_final = error.smtp_code >= 500
        return (Fault.CONTENT if is_final else Fault.LATER), is_final, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault.LATER, False, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, OSError):  # SMTPException is one too: cut off, timed out, unknown host
        is_ours = isinstance(error, FileNotFoundError | PermissionError)  # a file that should go with it
        return (Fault.OTHER if is_ours else Fault.UNREACHABLE), False, ""
    return Fault.OTHER, isinstance(error, ValueError), ""


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.replace(chr(0), '').split())}"[:200]


def _leave(server: Any) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.close()


def tell_late() -> int:
    """Tell authors of e-mails that have not left after `LATE`, once each. How many."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        late = Message.objects.filter(queries.late(), next_at__isnull=False, told_at__isnull=True)
        found = list(late.select_for_update(skip_locked=True, no_key=True)[:500])
        Message.objects.filter(pk__in=[message.pk for message in found]).update(told_at=Now())
        for message in found:
            tell(message)
        return len(found)
