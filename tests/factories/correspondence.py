"""Outgoing messages for tests. What a test depends on, it says."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from contacts.enums import Channel
from contacts.models import Case, InboundEmail, Mailbox
from correspondence.models import Message
from correspondence.services.writing import Outgoing, write

_ago = timedelta(minutes=1)


def outgoing(**fields: Any) -> Outgoing:
    """An e-mail to the member of `case` in the tests of correspondence."""
    given = {
        "channel": Channel.EMAIL,
        "to": "helene@exemple.fr",
        "subject": "Votre carte",
        "body": "La voici.",
        **fields,
    }
    return Outgoing(**given)


def message(case: Case, author: User, *, key: str = "une", due: bool = False, **fields: Any) -> Message:
    """Written now; DUE as if the time to call it back were over."""
    written = write(user=author, case_id=case.pk, outgoing=outgoing(**fields), key=key)
    if due:
        Message.objects.filter(pk=written.pk).update(undo_until=Now() - _ago, next_at=Now() - _ago)
        written.refresh_from_db()
    return written


def mailbox(case: Case, address: str = "contact@arbelle.exemple") -> Mailbox:
    return Mailbox.objects.create(mutual_id=case.mutual_id, address=address)


def received(case: Case, message_id: str, *, references: tuple[str, ...] = (), **fields: Any) -> InboundEmail:
    """An e-mail that came to the mutual's mailbox."""
    box = Mailbox.objects.filter(mutual_id=case.mutual_id).first() or mailbox(case)
    return InboundEmail.objects.create(
        mutual_id=case.mutual_id, case=case, mailbox=box, message_id=message_id, references=list(references),
        sha256="0" * 64, received_at=timezone.now(), **{"sender": "helene@exemple.fr", **fields},
    )  # fmt: skip
