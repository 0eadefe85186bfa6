"""Calls, as telephone systems tell them: each event once, in any order, and the call told again from all of them."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.matrix import Action
from accounts.models import Mutual, PublicLine, User
from accounts.permissions import can
from accounts.queries import granted_mutual_ids
from accounts.scopes import within_mutuals
from contacts import deadlines
from contacts.enums import CaseState, Channel, Direction, EntryKind, PresenceState, TelephonyKind
from contacts.errors import EventChangedError, UnknownLineError
from contacts.models import Call, Case, Entry, Presence, Queue, TelephonyEvent, TelephonySystem
from contacts.services.base import add_entry, change, everywhere, free_hands, locked, one_at_a_time, tell_queue
from contacts.services.cases import Demand, open_case, start_wrap_up
from contacts.services.presence import be
from contacts.services.systems import secret_of
from contacts.telephony import Telling
from contacts.telephony.story import Story, told
from contacts.telephony.tellings import name_of, read_ref
from live.services import announce, stir


@dataclass(frozen=True, slots=True)
class Former:
    """What was known of the call before an event came."""

    adviser: User | None
    rang_at: datetime
    ended_at: datetime | None
    story: Story | None


@transaction.atomic
def take_event(*, system: TelephonySystem, telling: Telling) -> bool:
    """Whether the event is new; repeated, it changes nothing. A call is the same in whatever order its events come.

    An event that tells neither line nor case waits for one that does. Raises UnknownLineError, EventChangedError.
    """
    _one_call_at_a_time(system, telling.call_ref)
    line = _line_of(telling)
    desk = _at_desk(telling.extension)
    # A desk that is nobody's of ours did not answer: for us the call rings on.
    rings_on = telling.kind is TelephonyKind.MISSED and telling.extension and desk is None
    event, is_new = TelephonyEvent.objects.get_or_create(
        system=system,
        event_ref=telling.event_ref,
        defaults={
            "call_ref": telling.call_ref,
            "kind": TelephonyKind.RINGING if rings_on else telling.kind,
            "occurred_at": telling.occurred_at,
            "mutual": line.mutual if line else _asked_mutual(telling),
            "adviser": desk,
            "queue": Queue.objects.filter(code=telling.queue.lower()).first() if telling.queue else None,
            "digest": _digest(system, telling),
        },
    )
    if not is_new:
        if not hmac.compare_digest(event.digest, _digest(system, telling)):
            raise EventChangedError
        return False
    TelephonyEvent.objects.filter(system=system, event_ref=_lost_ref(telling.call_ref)).delete()
    events = _events_of(system, telling.call_ref)
    mutual_id = _mutual_of(events)
    if mutual_id is None:
        if telling.line:
            raise UnknownLineError
        return True
    with within_mutuals([mutual_id]):
        call = _known_call(system, telling.call_ref) or _new_call(system, telling, events, line, mutual_id)
        _learn(call, telling, events, line)
        _tell_again(call, events, new=event)
    return True


def _line_of(telling: Telling) -> PublicLine | None:
    lines = PublicLine.objects.filter(number=telling.line, mutual__is_active=True).select_related("mutual")
    return lines.first() if telling.line else None


def _asked_mutual(telling: Telling) -> Mutual | None:
    asked = read_ref(telling.ref)
    return Mutual.objects.filter(pk=asked[0], is_active=True).first() if asked else None


def _one_call_at_a_time(system: TelephonySystem, call_ref: str) -> None:
    with connection.cursor() as cursor:
        name = f"{system.pk}:{call_ref}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contacts.call'), hashtext(%s))", [name])


def _at_desk(extension: str) -> User | None:
    return User.objects.filter(extension=extension, is_active=True).first() if extension else None


def _digest(system: TelephonySystem, telling: Telling) -> str:
    return hmac.digest(secret_of(system).encode(), telling.canonical(), "sha256").hex()


def _events_of(system: TelephonySystem, call_ref: str) -> list[TelephonyEvent]:
    return list(TelephonyEvent.objects.filter(system=system, call_ref=call_ref).order_by("pk"))


def _mutual_of(events: Iterable[TelephonyEvent]) -> int | None:
    """A call stays with the mutual that it was first known to be for."""
    return next((event.mutual_id for event in events if event.mutual_id is not None), None)


def _known_call(system: TelephonySystem, call_ref: str) -> Call | None:
    return Call.objects.select_for_update(of=("self",), no_key=True).filter(system=system, call_ref=call_ref).first()


def _new_call(
    system: TelephonySystem,
    telling: Telling,
    events: list[TelephonyEvent],
    line: PublicLine | None,
    mutual_id: int,
) -> Call:
    """The call with its case: the one that we called for, or a new one, of nobody until a desk is told."""
    story = told(events, telling.direction)
    call = Call(
        mutual_id=mutual_id,
        system=system,
        call_ref=telling.call_ref,
        direction=telling.direction,
        line=line,
        rang_at=story.rang_at,
        last_event_at=story.last_event_at,
    )
    detail = {"call": str(call.pk)}
    asked = read_ref(telling.ref)
    case = Case.objects.filter(pk=asked[1]).first() if asked else None
    if case is not None:
        add_entry(case, _kind(call), at=story.rang_at, detail=detail)
    else:
        demand = Demand(
            mutual_id=mutual_id,
            channel=Channel.PHONE,
            received_at=story.rang_at,
            caller_phone=telling.caller,
            kind=_kind(call),
            detail=detail,
        )
        case, _ = open_case(demand)
    call.case = case
    call.save(force_insert=True)
    return call


def _kind(call: Call) -> EntryKind:
    return EntryKind.CALL_IN if call.direction == Direction.IN else EntryKind.CALL_OUT


def _learn(call: Call, telling: Telling, events: list[TelephonyEvent], line: PublicLine | None) -> None:
    """The number and the line, from whatever event tells them; of two that tell them differently, the earliest counts."""
    is_first = telling.occurred_at == min(event.occurred_at for event in events)
    if line is not None and line.mutual_id == call.mutual_id and (call.line_id is None or is_first):
        call.line = line
    if telling.caller and (line is not None or telling.ref) and (not call.caller or is_first):
        call.caller = telling.caller


def _tell_again(call: Call, events: list[TelephonyEvent], *, new: TelephonyEvent | None = None) -> None:
    story = told(events, call.direction)
    earlier = [event for event in events if event != new]
    former = Former(call.adviser, call.rang_at, call.ended_at, told(earlier, call.direction) if earlier else None)
    call.adviser = _entitled(story.adviser_id, call.mutual_id)
    for name in ("state", "rang_at", "answered_at", "held_since", "held_seconds", "ended_at", "last_event_at"):
        setattr(call, name, getattr(story, name))
    call.save()
    case = _settle(call, story, former)
    if case.channel == Channel.PHONE and case.received_at == former.rang_at:
        _keep_beginning(case, call)
    queue_told = new is not None and new.queue_id is not None
    if queue_told and case.state != CaseState.CLOSED and story.queue_id not in {None, case.queue_id}:
        change(case, queue_id=story.queue_id)
        tell_queue(case)
    _keep_line_of_timeline(call, story)
    for user in _people(former.adviser, call.adviser):
        _keep_presence(user)
    _tell_desks(call, case, before=former.adviser)


def _keep_beginning(case: Case, call: Call) -> None:
    """The case that a call opened begins with it, and knows its number."""
    if case.received_at != call.rang_at:
        change(case, received_at=call.rang_at, due_at=deadlines.call_due(call.rang_at))
    if call.caller and case.caller_phone != call.caller:
        change(case, caller_phone=call.caller)


def _entitled(user_id: int | None, mutual_id: int) -> User | None:
    """A desk whose account may not work for the mutual gets no case of it, whoever speaks there."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user is None or not can(user, Action.WORK_CASE) or mutual_id not in granted_mutual_ids(user):
        return None
    return user


def _people(*users: User | None) -> list[User]:
    """Each once and in one order, in which their hands are locked."""
    return sorted({user for user in users if user is not None}, key=lambda user: user.pk)


# ---- whose case it is


def _settle(call: Call, story: Story, former: Former) -> Case:
    """The case is where the call is. A call that is over takes it out of nobody's hands, nor opens it again."""
    adviser, before = call.adviser, former.adviser
    for user in _people(before, adviser):
        one_at_a_time(user)
    case = locked(call.case_id)
    if case.state == CaseState.CLOSED:
        return case
    was_theirs = before is not None and case.holder_id == before.pk
    since = story.adviser_since or call.rang_at
    if adviser is None:
        if was_theirs:
            change(case, state=CaseState.WAITING, holder=None, held_at=None)
            tell_queue(case)
    elif adviser != before:
        if case.holder_id != adviser.pk and (case.holder_id is None or was_theirs or call.ended_at is None):
            _give(case, adviser, since, is_live=call.ended_at is None)
    elif was_theirs and former.story is not None and case.held_at == former.story.adviser_since != since:
        change(case, held_at=since)
    _keep_wrap_up(call, case, former)
    return case


def _give(case: Case, user: User, since: datetime, *, is_live: bool) -> None:
    """Into USER's hands, unless something of a later time is there: a call that is told late does not push the next one away."""
    with everywhere():
        in_hand = Case.objects.filter(holder=user, state=CaseState.IN_HAND).first()
        is_later = in_hand is not None and in_hand.held_at is not None and in_hand.held_at > since
        # Clocks differ a little: against what was taken by hand, somebody who is on the line wins.
        if in_hand is not None and is_later and is_live:
            is_later = Call.objects.filter(case=in_hand, adviser=user).exists()
    if in_hand is not None and not is_later:
        free_hands(user, but=case)
    state = CaseState.ASIDE if is_later else CaseState.IN_HAND
    change(case, state=state, holder=user, held_at=since, parked_until=None)


def _keep_wrap_up(call: Call, case: Case, former: Former) -> None:
    """The work after the talk begins with its end, as far as it is known; and anew when they speak again before it is done."""
    started = case.wrap_up_started_at
    is_theirs = call.answered_at is not None and call.adviser_id is not None and case.holder_id == call.adviser_id
    ends = call.ended_at if is_theirs else None
    is_ours = started is not None and started == former.ended_at
    if is_ours and started != ends:
        change(case, wrap_up_started_at=None)
    if ends is not None:
        start_wrap_up(case=case, at=ends)
    elif started is not None and is_theirs and call.answered_at is not None and started <= call.answered_at:
        change(case, wrap_up_started_at=None)


def _keep_line_of_timeline(call: Call, story: Story) -> None:
    """One line a call, which says more as more is known. It holds ids, states and seconds."""
    detail: dict[str, Any] = {"call": str(call.pk), "state": call.state, "advisers": story.advisers}
    if call.ended_at is not None:
        detail |= {
            "outcome": call.state,
            "wait": call.wait_seconds,
            "talk": call.talk_seconds,
            "held": call.held_seconds,
        }
    lines = Entry.objects.filter(case_id=call.case_id, kind=_kind(call), detail__call=str(call.pk))
    lines.update(at=call.rang_at, by=call.adviser, detail=detail)


# ---- who is told


_FOLLOWING_CALLS = (PresenceState.AVAILABLE, PresenceState.IN_CALL, PresenceState.WRAP_UP)


def _keep_presence(user: User) -> None:
    """In call while somebody speaks at the desk, in after-call work once it is over. A break stays a break until a call."""
    state = Presence.objects.filter(user=user).values_list("state", flat=True).first()
    calls = Call.objects.filter(adviser=user)
    if calls.filter(answered_at__isnull=False, ended_at__isnull=True).exists():
        becomes = PresenceState.IN_CALL
    elif state not in _FOLLOWING_CALLS:
        return
    elif Case.objects.filter(
        holder=user, state=CaseState.IN_HAND, wrap_up_started_at__isnull=False, wrap_up_seconds__isnull=True
    ).exists():
        becomes = PresenceState.WRAP_UP
    elif state == PresenceState.IN_CALL:
        becomes = PresenceState.AVAILABLE
    else:
        return
    if becomes != state:
        be(user=user, state=becomes)


def _tell_desks(call: Call, case: Case, *, before: User | None) -> None:
    """`call` with the case's id to the desk where a call arrives; `case` to desks where it changes or that it leaves."""
    stir()
    adviser = call.adviser
    if adviser is not None and adviser != before and call.ended_at is None:
        announce("call", to=[adviser.pk], subject_id=case.pk, version=case.version)
    elif adviser is not None:
        announce("case", to=[adviser.pk], subject_id=case.pk, version=case.version)
    if before is not None and before != adviser:
        announce("case", to=[before.pk], subject_id=case.pk, version=case.version)


def mark_shown(*, user: User, case_id: UUID) -> None:
    """The call at USER's desk is on the screen: the first time counts."""
    live = Call.objects.filter(adviser=user, case_id=case_id, ended_at__isnull=True, popped_at__isnull=True)
    live.update(popped_at=Now())


# ---- ends that were lost


def end_lost_calls() -> int:
    """Calls of the scope of which nothing was heard for `deadlines.CALL_LOST` are over as of the last event. How many.

    What comes later all the same is told again with the rest, and this end forgotten.
    """
    with transaction.atomic():
        lost = Call.objects.filter(ended_at__isnull=True, last_event_at__lt=Now() - deadlines.CALL_LOST)
        found = list(lost.order_by("last_event_at").values_list("pk", flat=True)[:500])
    ended = 0
    for call_id in found:
        with transaction.atomic():
            ended += _end_lost(Call.objects.select_related("system").get(pk=call_id))
    return ended


def _lost_ref(call_ref: str) -> str:
    return name_of("lost", call_ref)


def _end_lost(call: Call) -> bool:
    _one_call_at_a_time(call.system, call.call_ref)
    known = _known_call(call.system, call.call_ref)
    if known is None or known.ended_at is not None or known.last_event_at != call.last_event_at:
        return False
    TelephonyEvent.objects.get_or_create(
        system=call.system,
        event_ref=_lost_ref(call.call_ref),
        defaults={"call_ref": call.call_ref, "kind": TelephonyKind.ENDED, "occurred_at": call.last_event_at},
    )
    _tell_again(known, _events_of(call.system, call.call_ref))
    return True
