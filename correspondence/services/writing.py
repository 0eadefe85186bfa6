"""Somebody writes to a member: checked, kept with the line of its case, and due once it can no longer be called back."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from contacts.enums import Channel
from contacts.models import Case, Entry
from contacts.services import waiting as owed
from contacts.services.base import add_entry, amend_entry, held_case, locked
from contacts.services.documents import Paper, add_document
from contacts.services.drafts import forget
from correspondence import deadlines, queries
from correspondence.enums import ENTRIES, Carrier, MessageState
from correspondence.errors import (
    BadAddressError,
    BadRecipientError,
    ChannelRefusedError,
    MissingFieldsError,
    NoSubjectError,
    NothingWrittenError,
    NotToFaxError,
    NotToSendAgainError,
    OwnAddressError,
    TooLateError,
    UnknownRecipientError,
)
from correspondence.fields import labels_of, left_open
from correspondence.models import Message, Template
from correspondence.services.enclosing import enclose, lay_back
from live.services import announce
from territory import postal
from territory.phones import to_e164


class Act(Protocol):
    """A verb of a message's author."""

    def __call__(self, *, user: User, message_id: UUID) -> Message: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is to leave. `is_confirmed`: whoever writes has checked a recipient that neither file nor case knows.

    `enclosures` are stored files of ours: attached to an e-mail, printed with a letter or a fax.
    """

    channel: Channel
    to: str
    subject: str
    body: str
    template: Template | None = None
    is_confirmed: bool = False
    enclosures: tuple[Paper, ...] = ()


@transaction.atomic
def write(*, user: User, case_id: UUID, outgoing: Outgoing, key: str) -> Message:
    """Keep what is to leave, under the signature of USER and the mutual. The same KEY again gives the same message.

    Raises a CannotWriteError, which names its field, and NotHeldError.
    """
    written = Message.objects.filter(author=user, key=f"{user.pk}:{key}")
    if (known := written.first()) is not None:
        return known
    held_case(user, case_id)
    # A second click waited for the first one's lock on the case.
    if (known := written.first()) is not None:
        return known
    case = Case.objects.select_related("mutual", "member__contract__product", "reason__parent").get(pk=case_id)
    _check_text(outgoing.subject, outgoing.body)
    message = Message(
        mutual_id=case.mutual_id,
        case=case,
        member_id=case.member_id,
        author=user,
        template=outgoing.template,
        channel=outgoing.channel,
        carrier=queries.carrier_for(case.mutual_id, outgoing.channel),
        to=_recipient(case, outgoing),
        subject=outgoing.subject.strip(),
        body=f"{outgoing.body.strip()}\n\n{queries.signature_of(case.mutual, user)}",
        key=f"{user.pk}:{key}",
        undo_until=Now() + deadlines.UNDO,
        next_at=Now() + deadlines.UNDO,
    )
    if outgoing.channel == Channel.EMAIL:
        message.in_reply_to, message.references = queries.thread_of(case)
    message.message_id = new_message_id(case.mutual_id, message.pk, case)
    forget(user=user, case=case, field="reponse")
    entry = _keep(message, case, outgoing.enclosures)
    owed.answer(case, by=user, entry=entry)
    return message


def _keep(message: Message, case: Case, enclosures: Sequence[Paper]) -> Entry:
    """The message with its line, which says what becomes of it and holds what goes with it."""
    detail = {
        "message": str(message.pk), "message_id": message.message_id, "state": MessageState.WAITING,
        "carrier": message.carrier,
    }  # fmt: skip
    kind = ENTRIES[Channel(message.channel)]
    message.entry = entry = add_entry(
        case, kind, by=message.author, title=message.subject, text=message.body, detail=detail
    )
    message.save(force_insert=True)
    message.refresh_from_db()
    for paper in enclosures:
        add_document(case, paper, received_at=message.created_at, entry=entry)
    enclose(message, case, pages=sum(paper.verdict.pages or 0 for paper in enclosures))
    tell(message)
    return entry


def new_message_id(mutual_id: int, message_id: UUID, case: Case | None = None) -> str:
    """Unique and lasting; the case's own id comes first, so that an answer can be brought back to it.

    Short enough to stand on the header's own line: some servers read a folded one badly.
    """
    mailbox = queries.mailbox_of(mutual_id, case)
    address = mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    begins = f"{case.pk.hex}.{message_id.hex[-8:]}" if case is not None else f"m.{message_id.hex}"
    return f"<{begins}@{address.rpartition('@')[2] or 'localhost'}>"


def _check_text(subject: str, body: str) -> None:
    if not subject.strip() or len(subject.strip().splitlines()) > 1:
        raise NoSubjectError
    if not body.strip():
        raise NothingWrittenError
    for field, text in (("subject", subject), ("body", body)):
        if names := left_open(text):
            raise MissingFieldsError(names, labels=labels_of(names), field=field)


def _recipient(case: Case, outgoing: Outgoing) -> str:
    """The recipient as it is kept. Raises what is wrong with it."""
    recipient = READ[outgoing.channel](outgoing.to)
    way = next(way for way in queries.ways_for(case) if way.channel == outgoing.channel)
    if way.refused_at is not None:
        raise ChannelRefusedError(way.refused_at)
    known = queries.known_recipients(case) | {_known_fax(way)}
    if not outgoing.is_confirmed and queries.plain(recipient) not in known:
        raise UnknownRecipientError
    return recipient


def _known_fax(way: queries.Way) -> str:
    return to_e164(way.to) or "" if way.channel == Channel.FAX else ""


def _email(to: str) -> str:
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise BadRecipientError(Channel.EMAIL) from None
    if queries.is_ours(address):
        raise OwnAddressError
    return address


def _address(to: str) -> str:
    """As it was typed: `territory.postal` sets it when it is printed."""
    try:
        postal.block(to)
    except postal.AddressError as error:
        raise BadAddressError(error.fault, error.line) from None
    lines = (" ".join(line.split()) for line in to.splitlines())
    return "\n".join(line for line in lines if line)


def _fax(to: str) -> str:
    number = to_e164(to)
    if number is None:
        raise BadRecipientError(Channel.FAX)
    return number


READ = {Channel.EMAIL: _email, Channel.LETTER: _address, Channel.FAX: _fax}


@transaction.atomic
def cancel(*, user: User, message_id: UUID) -> Message:
    """Call back what has not left: what leaves by itself within `UNDO`, what hands see to until they print or fax it.

    Raises TooLateError; Message.DoesNotExist for somebody else's.
    """
    message = Message.objects.get(pk=message_id, author=user)
    in_time = Q(undo_until__gt=Now()) | Q(carrier=Carrier.HAND)
    waiting = Message.objects.filter(in_time, pk=message.pk, state=MessageState.WAITING)
    if message.state != MessageState.CANCELLED:
        if not waiting.update(state=MessageState.CANCELLED, next_at=None):
            raise TooLateError
        if message.case_id is not None:
            owed.take_back(locked(message.case_id), message.entry_id)
        lay_back(message)
    return settled(message)


@transaction.atomic
def send_again(*, user: User, message_id: UUID) -> Message:
    """Try once more, now, what was not sent. Raises NotToSendAgainError; Message.DoesNotExist for somebody else's."""
    message = Message.objects.get(pk=message_id, author=user)
    unsent = Message.objects.filter(pk=message.pk, state__in=[MessageState.FAILED, MessageState.GIVEN_UP])
    anew = {"error": "", "answer": "", "told_at": None, "progress": "", "carrier_ref": "", "handed_at": None}
    if not unsent.update(state=MessageState.WAITING, attempts=0, next_at=Now(), **anew):
        raise NotToSendAgainError
    return settled(message)


@transaction.atomic
def faxed(*, user: User, message_id: UUID) -> Message:
    """USER put a fax through the machine. Once more changes nothing. Raises NotToFaxError; Message.DoesNotExist."""
    message = Message.objects.get(pk=message_id, author=user)
    waiting = Message.objects.filter(pk=message.pk, channel=Channel.FAX, carrier=Carrier.HAND)
    if message.state == MessageState.SENT and waiting.exists():
        return message
    if not waiting.filter(state=MessageState.WAITING).update(state=MessageState.SENT, sent_at=Now(), next_at=None):
        raise NotToFaxError
    return settled(message)


def settled(message: Message) -> Message:
    """Its line says its new state, and who looks is told."""
    message.refresh_from_db()
    if message.entry_id is not None:
        amend_entry(message.entry_id, state=message.state)
    tell(message)
    return message


def tell(message: Message) -> None:
    """A mailing's progress is looked at, not told one by one."""
    if message.mailing_id is not None:
        return
    announce("message", to=[message.author_id], subject_id=message.pk)
