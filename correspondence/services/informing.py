"""A word to the member that nobody types: of a promise of ours, through the same outbox."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sealing import seal, unseal
from contacts.enums import Channel
from contacts.models import Case
from contacts.services.base import add_entry
from correspondence import queries
from correspondence.enums import ENTRIES, MessageState
from correspondence.models import Message
from correspondence.services.writing import new_message_id, tell

PRIVATE = "[lien personnel]"
"""Stands in a text where only the e-mail itself holds what is private: neither the contact nor the outbox shows it."""


@dataclass(frozen=True, slots=True)
class Word:
    """`ending` is for a text that is no promise. `private` takes the place of `PRIVATE` as it leaves."""

    subject: str
    text: str
    ending: str = ""
    private: str = ""


@transaction.atomic
def inform(*, case: Case, author: User, word: Word, key: str) -> Message | None:
    """Leaves now, by e-mail, signed by the mutual; AUTHOR sees it when it does not. The same KEY again is the same message.

    None for a member who refused e-mails or has no address: a call is the only other channel that comes in time. It answers
    nothing that was written to us, and has no brochure.
    """
    key = f"auto:{key}"
    known = Message.objects.filter(mutual_id=case.mutual_id, key=key).first()
    to = queries.address_to_inform(case)
    if known is not None or not to:
        return known
    message = Message(
        mutual_id=case.mutual_id, case=case, member_id=case.member_id, author=author, channel=Channel.EMAIL, to=to,
        carrier=queries.carrier_for(case.mutual_id, Channel.EMAIL),
        subject=word.subject, body=_dressed(case, word), key=key, undo_until=Now(), next_at=Now(),
    )  # fmt: skip
    if word.private:
        message.private = seal(word.private, bound_to=message.pk.bytes)
    message.message_id = new_message_id(case.mutual_id, message.pk, case)
    detail = {
        "message": str(message.pk), "message_id": message.message_id, "state": MessageState.WAITING,
        "carrier": message.carrier,
    }  # fmt: skip
    message.entry = add_entry(case, ENTRIES[Channel.EMAIL], title=word.subject, text=message.body, detail=detail)
    message.save(force_insert=True)
    tell(message)
    return message


def text_of(message: Message) -> str:
    """What its recipient reads. What is private stands in it for as long as it has not left."""
    if message.private is None:
        return message.body
    return message.body.replace(PRIVATE, unseal(bytes(message.private), bound_to=message.pk.bytes))


def _dressed(case: Case, word: Word) -> str:
    """In French, as every word of ours that nobody typed."""
    with translation.override("fr"):
        greeting = _("Hello,")
        ending = word.ending or _("If this does not suit you, answer this message or call us.")
    return "\n\n".join([greeting, word.text, ending, queries.name_of(case.mutual)])
