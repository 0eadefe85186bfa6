"""What is known of a case: opened, noted, identified, coded, closed. Who acts has it in hand; everything leaves a line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.permissions import check_may_read
from audit.enums import Act
from audit.services import record
from contacts import deadlines, identity, queries
from contacts.enums import CallerKind, CaseState, Channel, EntryKind, Fact, Notice, Outcome
from contacts.errors import CaseChangedError, CaseTakenError, NotCodedError, NotIdentifiedError
from contacts.models import Case, Entry, Queue, Reason
from contacts.routing import Traits, chosen
from contacts.services import drafts, waiting
from contacts.services.base import add_entry, change, free_hands, held_case, locked, one_at_a_time, tell_queue
from contacts.services.notices import notify
from live.services import announce
from members.models import Member
from members.queries import allowed_to_speak
from members.services import open_by_contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What opens a case. `received_at` is when it reached us; a written demand is due from then, whenever it was read."""

    mutual_id: int
    channel: Channel
    received_at: datetime
    member_id: UUID | None = None
    caller_kind: CallerKind = CallerKind.MEMBER
    caller_name: str = ""
    caller_phone: str = ""
    caller_email: str = ""
    subject: str = ""
    language: str = "fr"
    department: str = ""
    reason: Reason | None = None
    kind: EntryKind = EntryKind.OPENED
    text: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    case_id: UUID = field(default_factory=uuid7)


@transaction.atomic
def open_case(demand: Demand, *, holder: User | None = None) -> tuple[Case, Entry]:
    """A new case in its queue, or in the hands of HOLDER, with the line that opened it; what was written waits for its answer."""
    terms = None if demand.channel == Channel.PHONE else waiting.terms_of(demand.mutual_id, demand.received_at)
    case = Case(
        id=demand.case_id,
        mutual_id=demand.mutual_id,
        member_id=demand.member_id,
        caller_kind=demand.caller_kind,
        caller_name=demand.caller_name,
        caller_phone=demand.caller_phone,
        caller_email=demand.caller_email.lower(),
        channel=demand.channel,
        language=demand.language,
        department=demand.department,
        subject=demand.subject[:200],
        reason=demand.reason,
        received_at=demand.received_at,
        due_at=terms.deadline if terms else deadlines.call_due(demand.received_at),
    )
    case.queue = _queue_for(case)
    if holder is not None:
        free_hands(holder)
        case.state, case.holder, case.held_at = CaseState.IN_HAND, holder, timezone.now()
    case.save(force_insert=True)
    if terms is not None:
        waiting.begin(case, terms)
    entry = add_entry(
        case,
        demand.kind,
        by=holder,
        at=demand.received_at,
        title=demand.subject[:200],
        text=demand.text,
        detail=demand.detail,
    )
    notify(case, Notice.OPENED)
    if demand.channel != Channel.PHONE:
        # A call waits at telephones, not in a list, until nobody has answered it.
        tell_queue(case)
    return case, entry


def _queue_for(case: Case) -> Queue:
    """Raises Queue.DoesNotExist when no queue takes everything: the administration's check asks for one."""
    reason, codes = case.reason, set()
    while reason is not None:
        codes.add(reason.code)
        reason = reason.parent
    traits = Traits(case.mutual_id, case.channel, case.language, case.department, frozenset(codes))
    queue = chosen(Queue.objects.filter(is_active=True), traits)
    if queue is None:
        raise Queue.DoesNotExist
    return queue


@transaction.atomic
def note(*, user: User, case_id: UUID, text: str) -> Entry:
    """The line of the timeline. USER's last note again, within `deadlines.NOTE_AGAIN`, is that note: an answer may be lost.

    Raises NotHeldError.
    """
    case = held_case(user, case_id)
    drafts.forget(user=user, case=case, field="note")
    lately = Entry.objects.filter(case=case, kind=EntryKind.NOTE, by=user, at__gt=Now() - deadlines.NOTE_AGAIN)
    last = lately.order_by("at", "pk").last()
    if last is not None and last.text == text:
        return last
    return add_entry(case, EntryKind.NOTE, by=user, text=text)


@transaction.atomic
def identify(
    *,
    user: User,
    case_id: UUID,
    member_id: UUID,
    kind: CallerKind,
    told: Iterable[str],
    name: str = "",
    number: str = "",
) -> Case:
    """Join the case to the member whose facts were told, and open the file where this kind of caller may.

    What the telephone system or the mailbox tells counts by itself; an authorisation counts while one is in force, the
    RPPS or SIREN of NUMBER when it can exist. Raises NotIdentifiedError with too few facts,
    NotHeldError, ReadingBlockedError, and Member.DoesNotExist.
    """
    case = held_case(user, case_id)
    check_may_read(user)
    member = Member.objects.get(pk=member_id)
    facts = frozenset(told) - _unfounded(member, number)
    if not identity.is_proven(kind, facts, known=queries.known_facts(case, member)):
        raise NotIdentifiedError
    _join(case, member, user=user)
    change(case, caller_kind=kind, caller_name=name or case.caller_name, facts=sorted(facts), identified_at=Now())
    add_entry(case, EntryKind.IDENTIFIED, by=user, detail={"kind": kind, "facts": sorted(facts)})
    if identity.CHECKS[kind].may_open:
        open_by_contact(user=user, member_id=member.pk, facts=sorted(facts))
    return case


@transaction.atomic
def qualify(*, user: User, case_id: UUID, member_id: UUID) -> Case:
    """Join a written contact to a member's file; who wrote is read in what they wrote. Raises NotHeldError, Member.DoesNotExist."""
    case = held_case(user, case_id)
    if case.channel == Channel.PHONE:
        raise NotIdentifiedError
    check_may_read(user)
    member = Member.objects.get(pk=member_id)
    _join(case, member, user=user)
    add_entry(case, EntryKind.QUALIFIED, by=user)
    open_by_contact(user=user, member_id=member.pk, facts=[])
    return case


def _unfounded(member: Member, number: str) -> set[str]:
    """Facts that nothing here supports, whatever was ticked."""
    unfounded: set[str] = set()
    if not allowed_to_speak(member).exists():
        unfounded.add(Fact.AUTHORISATION)
    if not identity.is_rpps(number):
        unfounded.add(Fact.RPPS)
    if not identity.is_siren(number):
        unfounded.add(Fact.SIREN)
    return unfounded


def _join(case: Case, member: Member, *, user: User) -> None:
    if member.mutual_id != case.mutual_id:
        raise Member.DoesNotExist
    if case.member_id == member.pk:
        return
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=member.pk, route="contacts:join")
    change(case, member=member)
    Entry.objects.filter(case=case).update(member=member)
    announce("case", to=[user.pk], subject_id=case.pk, version=case.version)


def _check_seen(case: Case, *, given: Reason, read: str | None) -> None:
    """Another tab may have given another reason since READ, the code that was on the screen, empty for none."""
    recorded = case.reason.code if case.reason else ""
    if read is not None and recorded not in {read, given.code}:
        raise CaseChangedError


@transaction.atomic
def code(*, user: User, case_id: UUID, reason: Reason, read: str | None = None) -> Case:
    """Give the case its main reason. Raises NotHeldError, and CaseChangedError when neither READ nor REASON is on record."""
    case = held_case(user, case_id)
    _check_seen(case, given=reason, read=read)
    if case.reason_id != reason.pk:
        change(case, reason=reason)
        add_entry(case, EntryKind.CODED, by=user, detail={"reason": reason.code})
    return case


@transaction.atomic
def close(
    *,
    user: User,
    case_id: UUID,
    reason: Reason | None,
    outcome: Outcome | str,
    is_solved: bool | None,
    read: str | None = None,
) -> Case:
    """End the case. Raises NotCodedError without its main reason, outcome and whether it is solved; what `code` raises too."""
    case = held_case(user, case_id)
    if reason is None or outcome not in Outcome.values or is_solved is None:
        raise NotCodedError
    _check_seen(case, given=reason, read=read)
    now = timezone.now()
    # The line of this closing says for ever what it was: a contact that is opened again is due and closed anew.
    detail: dict[str, Any] = {"reason": reason.code, "outcome": outcome, "solved": is_solved}
    if case.wrap_up_started_at is not None and case.wrap_up_seconds is None:
        case.wrap_up_seconds = detail["wrap_up"] = int((now - case.wrap_up_started_at).total_seconds())
    change(
        case,
        state=CaseState.CLOSED,
        holder=None,
        held_at=None,
        reason=reason,
        outcome=outcome,
        is_solved=is_solved,
        closed_at=now,
        closed_by=user,
        wrap_up_seconds=case.wrap_up_seconds,
    )
    waiting.close(case, by=user)
    if case.channel != Channel.PHONE:
        detail["in_time"] = waiting.kept(case)
    add_entry(case, EntryKind.CLOSED, by=user, detail=detail)
    notify(case, Notice.CLOSED)
    return case


@transaction.atomic
def reopen(*, user: User, case_id: UUID, why: str) -> Case:
    """A closed case in USER's hands again; what was not answered is owed again. Raises CaseTakenError unless it is closed."""
    one_at_a_time(user)
    case = locked(case_id)
    if case.state != CaseState.CLOSED:
        raise CaseTakenError
    free_hands(user)
    change(case, state=CaseState.IN_HAND, holder=user, held_at=Now(), closed_at=None, closed_by=None)
    waiting.reopen(case)
    add_entry(case, EntryKind.REOPENED, by=user, text=why)
    notify(case, Notice.REOPENED)
    return case


@transaction.atomic
def start_wrap_up(*, case: Case, at: datetime | None = None) -> None:
    """The talk is over, the work after it begins, now unless AT. Told twice, the first counts."""
    if case.wrap_up_started_at is None:
        change(case, wrap_up_started_at=at or Now())
