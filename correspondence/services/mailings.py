"""The verbs on mailings: written, approved by somebody else, sent at a set pace through the outbox, stopped and resumed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.enums import Channel
from contacts.models import Case
from correspondence import deadlines, queries
from correspondence.eligibility import belongs, channel_for
from correspondence.enums import Field, MailingState, Unwritten
from correspondence.errors import (
    CannotWriteError,
    MailingChangedError,
    MailingNotReadyError,
    MissingFieldsError,
    NobodyToWriteToError,
    SameApproverError,
)
from correspondence.fields import fill, labels_of, not_of_everybody
from correspondence.models import Mailing, Message, Recipient
from correspondence.services.enclosing import enclose
from correspondence.services.public import members_of, person_of, public_of, refused_by
from correspondence.services.writing import READ, new_message_id
from correspondence.slots import calendar_of, next_open, pace_of
from members.models import Member

logger = structlog.get_logger(__name__)

SAID: Final = frozenset(
    {
        "title", "purpose", "products", "departments", "age_min", "age_max", "began_from", "began_until", "holders_only",
        "template", "subject", "body", "per_hour", "opens", "closes", "on_saturdays",
    }
)  # fmt: skip
"""What a person writes of a mailing."""
WEEK = (1, 2, 3, 4, 5)
SATURDAY = 6

CLAIM = """
WITH due AS (
  SELECT id FROM correspondence_mailing
   WHERE state = 'sending' AND next_at <= statement_timestamp() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE correspondence_mailing mailing SET next_at = statement_timestamp() + make_interval(secs => %s)
  FROM due WHERE mailing.id = due.id
RETURNING mailing.id
"""


@transaction.atomic
def keep(
    *, user: User, mutual_id: int, said: Mapping[str, Any], mailing_id: UUID | None = None, version: int | None = None
) -> Mailing:
    """A mailing as USER writes it; SAID has fields of `SAID`. Raises MailingChangedError, MailingNotReadyError."""
    mailing = Mailing(mutual_id=mutual_id) if mailing_id is None else _in(mailing_id, MailingState.DRAFT)
    if version is not None and mailing.version != version:
        raise MailingChangedError
    for name, value in said.items():
        if name not in SAID:
            raise KeyError(name)
        setattr(mailing, name, value)
    # Whoever wrote it last is its author: somebody else approves.
    mailing.author = user
    mailing.version = 1 if mailing_id is None else mailing.version + 1
    mailing.save(force_insert=mailing_id is None)
    return mailing


@transaction.atomic
def submit(*, mailing_id: UUID) -> Mailing:
    """Ask for the approval. Raises MissingFieldsError, NobodyToWriteToError, MailingNotReadyError."""
    mailing = _in(mailing_id, MailingState.DRAFT)
    for field, text in (("subject", mailing.subject), ("body", mailing.body)):
        if unknown := not_of_everybody(text):
            raise MissingFieldsError(unknown, labels=labels_of(unknown), field=field)
    if (counted := count(mailing)) == 0:
        raise NobodyToWriteToError
    return _change(mailing, state=MailingState.TO_APPROVE, counted=counted)


@transaction.atomic
def approve(*, user: User, mailing_id: UUID, version: int) -> Mailing:
    """It leaves from now on. Raises SameApproverError, MailingChangedError when another VERSION was read, MailingNotReadyError."""
    mailing = _in(mailing_id, MailingState.TO_APPROVE)
    if mailing.version != version:
        raise MailingChangedError
    if mailing.author_id == user.pk:
        raise SameApproverError
    approved = {"approved_by": user, "approved_at": Now(), "counted": count(mailing)}
    return _change(mailing, state=MailingState.SENDING, next_at=Now(), **approved)


@transaction.atomic
def send_back(*, mailing_id: UUID) -> Mailing:
    """It is to be written again. Raises MailingNotReadyError."""
    return _change(_in(mailing_id, MailingState.TO_APPROVE), state=MailingState.DRAFT)


@transaction.atomic
def drop(*, mailing_id: UUID) -> Mailing:
    """It never leaves, or no further. Raises MailingNotReadyError."""
    before = (MailingState.DRAFT, MailingState.TO_APPROVE, MailingState.STOPPED)
    return _change(_in(mailing_id, *before), state=MailingState.DROPPED, ended_at=Now())


@transaction.atomic
def stop(*, user: User, mailing_id: UUID) -> Mailing:
    """Nobody further is written to; what the outbox has leaves. It waits for the few that are being written. Raises MailingNotReadyError."""
    return _change(_in(mailing_id, MailingState.SENDING), state=MailingState.STOPPED, next_at=None, stopped_by=user)


@transaction.atomic
def resume(*, mailing_id: UUID) -> Mailing:
    """It goes on after the last one. Raises MailingNotReadyError."""
    return _change(_in(mailing_id, MailingState.STOPPED), state=MailingState.SENDING, next_at=Now(), stopped_by=None)


def _in(mailing_id: UUID, *states: MailingState) -> Mailing:
    mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
    if mailing.state not in states:
        raise MailingNotReadyError
    return mailing


def _change(mailing: Mailing, **fields: Any) -> Mailing:
    Mailing.objects.filter(pk=mailing.pk).update(**fields)
    mailing.refresh_from_db()
    return mailing


def count(mailing: Mailing, day: date | None = None) -> int:
    """How many it is for. Of millions that takes seconds."""
    found = members_of(public_of(mailing), mutual_id=mailing.mutual_id, day=day or timezone.localdate())
    _take_time()
    return found.order_by().count()


def _take_time() -> None:
    """For the rest of the transaction: a public is looked for among all members of a mutual."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [f"{deadlines.COUNT_LASTS.total_seconds():.0f}s"]
        )


def sample(mailing: Mailing, *, most: int = 5) -> list[tuple[Member, Channel | None]]:
    """Some of whom it is for, and how each would be written to."""
    _take_time()
    found = members_of(public_of(mailing), mutual_id=mailing.mutual_id, day=timezone.localdate())
    return [(member, _way(mailing, member)[0]) for member in found[:most]]


def results(mailing: Mailing) -> dict[str, Any]:
    """How many had their turn, were not written to and why, and how far the others' messages are."""
    turns = Recipient.objects.filter(mailing=mailing)
    why_not = dict(turns.exclude(why_not="").values_list("why_not").annotate(Count("pk")))
    states = dict(Message.objects.filter(mailing=mailing).values_list("state").annotate(Count("pk")))
    return {"turns": turns.count(), "why_not": why_not, "states": states}


# ---- sending


def send_due() -> int:
    """Write to the next few of each mailing whose time has come; how many were written to. Run by several at once, nobody is twice."""
    written = 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while (mailing_id := _claimed()) is not None:
            written += turn(mailing_id, now=timezone.now())
    return written


@transaction.atomic
def _claimed() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [deadlines.MAILING_LEASE.total_seconds()])
        found: tuple[UUID] | None = cursor.fetchone()
    return found[0] if found else None


@transaction.atomic
def turn(mailing_id: UUID, *, now: datetime) -> int:
    """The next few of a mailing, in one transaction with its own place: cut anywhere, they are next again."""
    mailing = Mailing.objects.select_for_update(no_key=True).select_related("mutual", "author").get(pk=mailing_id)
    if mailing.state != MailingState.SENDING:
        return 0
    weekdays = (*WEEK, SATURDAY) if mailing.on_saturdays else WEEK
    opens = next_open(now, calendar_of(mailing.opens, mailing.closes, weekdays))
    if opens is None or opens > now:
        _change(mailing, next_at=opens or Now() + deadlines.MAILING_LEASE)
        return 0
    pace, day = pace_of(mailing.per_hour), timezone.localdate(now)
    _take_time()
    found = members_of(public_of(mailing), mutual_id=mailing.mutual_id, day=day)
    members = list((found.filter(pk__gt=mailing.after) if mailing.after else found)[: pace.at_once])
    if not members:
        _change(mailing, state=MailingState.DONE, next_at=None, ended_at=Now())
        return 0
    written = sum(_write_to(mailing, member, day) for member in members)
    _change(mailing, after=members[-1].pk, next_at=Now() + pace.pause)
    return written


def _write_to(mailing: Mailing, member: Member, day: date) -> bool:
    """Whether the member is written to. The rule has the last word on whom the statement found."""
    if not belongs(person_of(member, day), public_of(mailing), day):
        logger.warning("mailing_outside_public", mutual_id=mailing.mutual_id)
        return False
    channel, to = _way(mailing, member)
    turn_taken = Recipient(mutual_id=mailing.mutual_id, mailing=mailing, member=member)
    if channel is None:
        turn_taken.why_not = Unwritten.REFUSED if to else Unwritten.UNREACHABLE
    else:
        turn_taken.message = _written(mailing, member, channel, to)
    turn_taken.save(force_insert=True)
    return channel is not None


def _way(mailing: Mailing, member: Member) -> tuple[Channel | None, str]:
    """The channel, and to whom; without a channel, something to say that there was a way which the member refuses."""
    possible = {Channel.EMAIL: member.email, Channel.LETTER: "\n".join(queries.postal_lines(member))}
    usable = {}
    for channel, to in possible.items():
        try:
            usable[channel] = READ[channel](to)
        except CannotWriteError:
            continue
    chosen = channel_for(member.preferred_channel, usable, refused_by(member, mailing.purpose))
    return chosen, usable[chosen] if chosen else "".join(usable.values())


def _written(mailing: Mailing, member: Member, channel: Channel, to: str) -> Message:
    values = queries.values_of(member)
    is_woman = member.sex == "F"
    signed = filter(None, (mailing.mutual.name, values.get(Field.TELEPHONE_MUTUELLE, "")))
    message = Message(
        mutual_id=mailing.mutual_id,
        mailing=mailing,
        member=member,
        author=mailing.author,
        template_id=mailing.template_id,
        channel=channel,
        carrier=queries.carrier_for(mailing.mutual_id, channel),
        to=to,
        subject=fill(mailing.subject, values, is_woman=is_woman).text,
        body=fill(mailing.body, values, is_woman=is_woman).text + "\n\n" + "\n".join(signed),
        key=f"mailing:{mailing.pk.hex}:{member.pk.hex}",
        undo_until=Now(),
        next_at=Now(),
    )
    message.message_id = new_message_id(mailing.mutual_id, message.pk)
    message.save(force_insert=True)
    enclose(message, Case(mutual_id=mailing.mutual_id, member=member, language=member.language))
    return message
