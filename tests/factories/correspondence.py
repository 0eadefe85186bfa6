"""Outgoing messages for tests. What a test depends on, it says."""

from datetime import time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.enums import Channel
from contacts.models import Case, Entry, InboundEmail, Mailbox
from correspondence.enums import BatchState
from correspondence.models import Batch, Brochure, Mailing, Message
from correspondence.services.brochures import add
from correspondence.services.mailings import keep
from correspondence.services.writing import Outgoing, write
from tests.factories import accounts, papers

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


def mailing(mutual: Mutual, author: User, **fields: Any) -> Mailing:
    """A draft for every holder, all day long and every day but Sundays and holidays, unless told otherwise."""
    said = {
        "title": "Votre garantie change", "subject": "Votre garantie", "body": "{{ civilite }}, elle change.",
        "opens": time(8), "closes": time(20), "on_saturdays": True, **fields,
    }  # fmt: skip
    return keep(user=author, mutual_id=mutual.pk, said=said)


HOME = "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
"""Of the member of `case` in the tests of correspondence."""


def line(message: Message) -> Entry:
    """What a message left in its case."""
    return Entry.objects.get(detail__message=str(message.pk))


def letter(case: Case, author: User, **fields: Any) -> Message:
    return message(case, author, **{"channel": Channel.LETTER, "to": HOME, **fields})


def brochure(title: str = "Bien dormir", *, pages: int = 2, **fields: Any) -> Brochure:
    """For everybody, from today on, printed with the letter unless told otherwise."""
    said = {
        "title": title, "theme": "sommeil", "language": "fr", "rights": "Santé publique France, libre", "repeat_days": 365,
        "valid_from": timezone.localdate(), **fields,
    }  # fmt: skip
    return add(user=accounts.user(Role.DOCUMENTALIST), said=said, content=papers.pdf(pages), pages=pages)


def batch(mutual: Mutual, mark: str = "") -> Batch:
    """Ready, of one letter, without going through the spool."""
    name = default_storage.save(f"mutuals/{mutual.pk}/batches/lot.pdf", ContentFile(papers.written_pdf(f"Lot {mark}")))
    row = {"number": 1, "reference": mark, "laid_in": [f"Bien dormir {mark}"]}
    return Batch.objects.create(
        mutual=mutual, state=BatchState.READY, next_at=None, file=name, manifest=[row], pages=1, ready_at=Now()
    )


def mailbox(case: Case, address: str = "contact@arbelle.exemple") -> Mailbox:
    return Mailbox.objects.create(mutual_id=case.mutual_id, address=address)


def received(case: Case, message_id: str, *, references: tuple[str, ...] = (), **fields: Any) -> InboundEmail:
    """An e-mail that came to the mutual's mailbox."""
    box = Mailbox.objects.filter(mutual_id=case.mutual_id).first() or mailbox(case)
    return InboundEmail.objects.create(
        mutual_id=case.mutual_id, case=case, mailbox=box, message_id=message_id, references=list(references),
        sha256="0" * 64, received_at=timezone.now(), **{"sender": "helene@exemple.fr", **fields},
    )  # fmt: skip
