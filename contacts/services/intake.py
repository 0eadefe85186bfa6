"""E-mails in: each taken once, however often and by however many it is fetched, and brought to the case it belongs to."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.scopes import within_mutuals
from contacts import deadlines, mail
from contacts.enums import Apart, CaseState, Channel, EntryKind, MailFault, Notice
from contacts.mail import Mail
from contacts.mail.reading import MOST_ATTACHMENTS
from contacts.models import Case, Entry, InboundEmail, Mailbox
from contacts.services import waiting
from contacts.services.base import add_entry, change, locked, tell_queue
from contacts.services.cases import Demand, open_case
from contacts.services.documents import Paper, add_document, discard, look_at, set_apart
from contacts.services.notices import notify
from live.services import announce

PATIENCE = 60.0
"""Seconds in which the attachments of one message are looked at; those after it are set apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that was read and stored, not yet brought anywhere. `key` is what it is known by in its mailbox."""

    mailbox: Mailbox
    mail: Mail
    id: UUID
    key: str
    source: str
    papers: tuple[Paper, ...]
    received_at: datetime
    own_ids: tuple[str, ...] = field(default=())
    """Message ids that have the form of ours and that a failed delivery quotes."""


def receive(
    *,
    mailbox: Mailbox,
    raw: bytes,
    received_at: datetime,
    left_behind: int = 0,
    along: Callable[[], None] | None = None,
) -> tuple[InboundEmail, bool]:
    """Take a message as it came, once; and whether it is new. Nothing in it makes this raise.

    ALONG runs in the same transaction, also for a message that was taken before: what it writes stands or falls with it.
    LEFT_BEHIND is the size of a message of which RAW holds the headers alone.
    """
    with within_mutuals([mailbox.mutual_id]):
        read = mail.read(raw)
        if left_behind:
            read = replace(read, faults=(*read.faults, MailFault.LEFT_BEHIND))
        key = _key_of(mailbox, read)
        known = _known(mailbox, key)
        if known is not None:
            if along is not None:
                with transaction.atomic():
                    along()
            return known, False
        delivery = _stored(mailbox, raw, read, key, received_at, left_behind)
        try:
            with transaction.atomic():
                kept = _kept(delivery)
                if along is not None:
                    along()
        except BaseException:
            _forget(delivery)
            raise
        if kept is None:  # somebody else was faster
            _forget(delivery)
            return _taken(mailbox, key), False
        return kept, True


# ---- once


def _key_of(mailbox: Mailbox, read: Mail) -> str:
    """The Message-ID, or the digest where there is none. Machines that give every message one id are told apart by digest."""
    if not read.message_id:
        return f"sha256:{read.digest}"
    with transaction.atomic():
        known = InboundEmail.objects.filter(mailbox=mailbox, message_id=read.message_id).only("sha256").first()
    return read.message_id if known is None or known.sha256 == read.digest else f"{read.message_id}#{read.digest[:16]}"


def _known(mailbox: Mailbox, key: str) -> InboundEmail | None:
    with transaction.atomic():
        return InboundEmail.objects.filter(mailbox=mailbox, message_id=key).first()


def _taken(mailbox: Mailbox, key: str) -> InboundEmail:
    with transaction.atomic():
        return InboundEmail.objects.get(mailbox=mailbox, message_id=key)


_OURS = re.compile(r"([0-9a-f]{32})\.[0-9a-f]{8}@[a-z0-9.-]{1,190}")


def _stored(mailbox: Mailbox, raw: bytes, read: Mail, key: str, received_at: datetime, left_behind: int) -> Delivery:
    email_id = uuid_utils.compat.uuid7()
    source = default_storage.save(f"mutuals/{mailbox.mutual_id}/mails/{email_id}", ContentFile(raw))
    quoted = _OURS.finditer(raw[: 2**18].decode("ascii", "replace").lower()) if read.is_bounce else ()
    return Delivery(
        mailbox=mailbox,
        mail=read,
        id=email_id,
        key=key,
        source=source,
        papers=() if left_behind else tuple(_papers(mailbox.mutual_id, raw, read)),
        received_at=min(received_at, timezone.now()),
        own_ids=tuple(found.group() for found in quoted),
    )


def _papers(mutual_id: int, raw: bytes, read: Mail) -> Iterable[Paper]:
    """Every attachment looked at; the message itself, set apart, where its parts could not be told from each other."""
    until = time.monotonic() + PATIENCE
    for place, one in enumerate(read.attachments):
        if place >= MOST_ATTACHMENTS or time.monotonic() > until:
            why = Apart.TOO_MANY if place >= MOST_ATTACHMENTS else Apart.TOO_HEAVY
            yield set_apart(one.content, mutual_id=mutual_id, name=one.name, why=why)
        else:
            yield look_at(one.content, mutual_id=mutual_id, name=one.name, claimed=one.claimed)
    whole = {MailFault.TOO_LARGE: Apart.TOO_LARGE, MailFault.TOO_NESTED: Apart.TOO_HEAVY}
    if MailFault.BAD_STRUCTURE in read.faults and not read.text and not read.attachments:
        whole[MailFault.BAD_STRUCTURE] = Apart.UNREADABLE
    why_whole = next((whole[fault] for fault in read.faults if fault in whole), None)
    if why_whole is not None:
        yield set_apart(raw, mutual_id=mutual_id, name="message.eml", why=why_whole)


def _forget(delivery: Delivery) -> None:
    default_storage.delete(delivery.source)
    discard(delivery.papers)


def _kept(delivery: Delivery) -> InboundEmail | None:
    """The row, and the case that it is brought to; None when another transaction has it. Two at once wait for each other here."""
    read = delivery.mail
    email = InboundEmail(
        id=delivery.id,
        mutual_id=delivery.mailbox.mutual_id,
        mailbox=delivery.mailbox,
        message_id=delivery.key,
        references=list(reversed(read.answers)),
        sender=read.sender,
        subject=read.subject[:200],
        is_automatic=read.is_automatic,
        source=delivery.source,
        sha256=read.digest,
        received_at=delivery.received_at,
    )
    InboundEmail.objects.bulk_create([email], ignore_conflicts=True)
    if not InboundEmail.objects.filter(pk=email.pk).exists():
        return None
    found = _brought(delivery)
    if found is not None:
        email.case, email.entry = found
        email.save(update_fields=["case", "entry"])
        for paper in delivery.papers:
            add_document(email.case, paper, received_at=delivery.received_at, entry=email.entry)
    return email


# ---- where it belongs


def _brought(delivery: Delivery) -> tuple[Case, Entry] | None:
    """The case and its new line; None for what needs nobody: our own message come back, an absence that answers to nothing."""
    read = delivery.mail
    if _case_of_ours([read.message_id]) is not None:
        return None
    case = _case_of_ours([*read.answers, *delivery.own_ids]) or _case_of_thread(delivery)
    if case is not None:
        return _joined(delivery, case)
    if read.is_answering_machine:
        return None
    flooded = _flooded(delivery)
    return _joined(delivery, flooded) if flooded is not None else _opened(delivery)


def _case_of_ours(ids: Iterable[str]) -> Case | None:
    """The case that a message of ours belongs to: its id names the case, and the case's timeline names the id."""
    for one in ids:
        ours = _OURS.fullmatch(one.lower())
        if ours is None:
            continue
        case_id = UUID(ours.group(1))
        if Entry.objects.filter(case_id=case_id, kind=EntryKind.EMAIL_OUT, detail__message_id=f"<{one}>").exists():
            return Case.objects.filter(pk=case_id).first()
    return None


def _case_of_thread(delivery: Delivery) -> Case | None:
    if not delivery.mail.answers:
        return None
    emails = InboundEmail.objects.filter(
        mutual_id=delivery.mailbox.mutual_id, message_id__in=delivery.mail.answers, case__isnull=False
    )
    latest = emails.select_related("case").order_by("-received_at").first()
    return latest.case if latest else None


def _flooded(delivery: Delivery) -> Case | None:
    """Where the message of somebody goes who sent too many in a while: to their latest open case, and opens none of its own."""
    sender = delivery.mail.sender
    if not sender:
        return None
    since = Now() - deadlines.FLOOD_WINDOW
    mutual_id = delivery.mailbox.mutual_id
    recent = InboundEmail.objects.filter(mutual_id=mutual_id, sender=sender, created_at__gt=since)
    if recent.count() <= deadlines.FLOOD_MOST:
        return None
    of_sender = Case.objects.filter(mutual_id=mutual_id, caller_email=sender).exclude(state=CaseState.CLOSED)
    return of_sender.order_by("-received_at").first()


def _joined(delivery: Delivery, found: Case) -> tuple[Case, Entry]:
    """A line more in the case. A person's word wakes what sleeps, and opens again what was closed lately."""
    case, read = locked(found.pk), delivery.mail
    asks = not read.is_answering_machine or read.is_bounce
    if case.state == CaseState.CLOSED and asks:
        if timezone.now() - (case.closed_at or case.received_at) > deadlines.REOPENED_WITHIN:
            return _opened(delivery, follows=case)
        return _reopened(delivery, case)
    entry = _add_line(delivery, case)
    if asks:
        waiting.wait_on(case, since=delivery.received_at)
    if case.state == CaseState.PARKED and asks:
        change(case, state=CaseState.WAITING, parked_until=None)
        add_entry(case, EntryKind.WOKEN)
        tell_queue(case)
    announce("case", to=[case.holder_id] if case.holder_id else [], subject_id=case.pk, version=case.version)
    return case, entry


def _reopened(delivery: Delivery, case: Case) -> tuple[Case, Entry]:
    """It waits again, due as a new message is: who answers weeks later was not waiting since."""
    before = case.due_at
    change(case, state=CaseState.WAITING, closed_at=None, closed_by=None)
    waiting.wait_on(case, since=delivery.received_at)
    add_entry(case, EntryKind.REOPENED, detail={"by": "email", "due_before": before.isoformat()})
    entry = _add_line(delivery, case)
    notify(case, Notice.REOPENED)
    tell_queue(case)
    return case, entry


def _opened(delivery: Delivery, *, follows: Case | None = None) -> tuple[Case, Entry]:
    read = delivery.mail
    detail = _detail(delivery)
    if follows is not None:
        detail["follows"] = str(follows.pk)
    return open_case(
        Demand(
            mutual_id=delivery.mailbox.mutual_id,
            channel=Channel.EMAIL,
            received_at=delivery.received_at,
            caller_name=read.sender_name,
            caller_email=read.sender,
            subject=read.subject,
            kind=EntryKind.EMAIL_IN,
            text=read.text,
            detail=detail,
        )
    )


def _add_line(delivery: Delivery, case: Case) -> Entry:
    read = delivery.mail
    return add_entry(
        case,
        EntryKind.EMAIL_IN,
        at=delivery.received_at,
        title=read.subject[:200],
        text=read.text,
        detail=_detail(delivery),
    )


def _detail(delivery: Delivery) -> dict[str, Any]:
    """What the timeline keeps beside the text; what is as usual is not there."""
    read = delivery.mail
    said = {
        "email": str(delivery.id),
        "from": read.sender,
        "name": read.sender_name,
        "quoted": read.quoted,
        "faults": [str(fault) for fault in read.faults if fault != MailFault.NO_MESSAGE_ID],
        "automatic": read.is_automatic,
        "bounce": read.is_bounce,
    }
    return {key: value for key, value in said.items() if value}
