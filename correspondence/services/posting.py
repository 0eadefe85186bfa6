"""How far a postal service is with our letters: it says so by itself, signed, and is asked when it does not."""

import http.client
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from contacts.web import NotAllowedError
from correspondence import deadlines
from correspondence.enums import Carrier, Fault, MessageState, Progress
from correspondence.models import Message
from correspondence.services import postal_service
from correspondence.services.postal_service import NotTakenError, Status
from correspondence.services.writing import settled

logger = structlog.get_logger(__name__)

ASK = """
WITH due AS (
  SELECT id FROM correspondence_message
   WHERE carrier <> 'hand' AND state = 'handed_on' AND next_at <= statement_timestamp()
   ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE correspondence_message message SET next_at = statement_timestamp() + make_interval(secs => %s)
  FROM due WHERE message.id = due.id
RETURNING message.id
"""
AT_A_TIME = 50
FURTHER = (Progress.ACCEPTED, Progress.PRINTED)


def fields_of(status: Status) -> dict[str, Any]:
    """What becomes of a message whose letter is so far."""
    told: dict[str, Any] = {"carrier_ref": status.reference, "progress": status.progress}
    if status.progress == Progress.POSTED:
        return told | {"state": MessageState.SENT, "sent_at": Now(), "next_at": None, "error": "", "answer": ""}
    if status.progress == Progress.REFUSED:
        ended = {"state": MessageState.GIVEN_UP, "next_at": None, "error": Fault.POST_REFUSED}
        return told | ended | {"answer": status.reason}
    later = Now() + deadlines.ASK_EVERY
    return told | {"state": MessageState.HANDED_ON, "next_at": later, "error": "", "answer": ""}


def ask_due() -> int:
    """Ask after letters whose turn it is, a few at a time and as long as the service answers. How many were asked after."""
    asked = 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while asked < AT_A_TIME and (message_id := _claimed()) is not None:
            asked += 1
            if not _asked_after(message_id):
                break
        _give_up_old()
    return asked


@transaction.atomic
def _claimed() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(ASK, [deadlines.ASK_EVERY.total_seconds()])
        found: tuple[UUID] | None = cursor.fetchone()
    return found[0] if found else None


def _asked_after(message_id: UUID) -> bool:
    """Whether the service answered."""
    with transaction.atomic():
        message = Message.objects.get(pk=message_id)
    try:
        hear(message_id, postal_service.ask(message))
    except NotTakenError as error:
        if error.status == postal_service.UNKNOWN:
            _hand_in_again(message_id)
            return True
        logger.warning("post_not_asked", reason=str(error.status))
    except (OSError, http.client.HTTPException, NotAllowedError) as error:
        logger.warning("post_not_asked", reason=type(error).__name__)
    else:
        return True
    return False


@transaction.atomic
def hear(message_id: UUID, status: Status) -> None:
    """The service said how far a letter is: only ever further, once. Raises Message.DoesNotExist."""
    message = Message.objects.select_for_update(no_key=True).get(pk=message_id, carrier=Carrier.POST)
    is_with_it = message.state in {MessageState.SENDING, MessageState.FAILED, MessageState.HANDED_ON}
    was_given_up = message.state == MessageState.GIVEN_UP and message.error == Fault.NO_WORD
    if is_with_it or was_given_up:
        is_news = status.progress not in FURTHER or _rank(status.progress) > _rank(message.progress)
        if is_news and not (was_given_up and status.progress in FURTHER):
            fields = fields_of(status) | {"handed_at": Coalesce(F("handed_at"), Now())}
            Message.objects.filter(pk=message.pk).update(**fields)
            settled(message)


def _rank(progress: str) -> int:
    return FURTHER.index(Progress(progress)) if progress in FURTHER else -1


@transaction.atomic
def _hand_in_again(message_id: UUID) -> None:
    """The service knows nothing of it: it goes there once more, under its key."""
    lost = Message.objects.filter(pk=message_id, state=MessageState.HANDED_ON)
    again = {"state": MessageState.FAILED, "error": Fault.POST_AWAY, "next_at": Now() + deadlines.RETRY_PAUSES[0]}
    if lost.update(**again, carrier_ref="", progress=""):
        settled(Message.objects.get(pk=message_id))


@transaction.atomic
def _give_up_old() -> None:
    """Letters of which nothing was heard for `ASK_FOR`: their author asks the service."""
    old = Message.objects.filter(state=MessageState.HANDED_ON, handed_at__lt=Now() - deadlines.ASK_FOR)
    for message in old.select_for_update(skip_locked=True, no_key=True)[:AT_A_TIME]:
        Message.objects.filter(pk=message.pk).update(state=MessageState.GIVEN_UP, error=Fault.NO_WORD, next_at=None)
        settled(message)
