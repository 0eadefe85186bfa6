"""Who has a case: taken in due order, given back, set aside, handed on, parked. Nobody has two in hand, nothing has two hands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can
from contacts import deadlines, queries
from contacts.enums import CaseState, Channel, DeclineReason, EntryKind
from contacts.errors import CaseTakenError, HandsFullError, PastError, TooFarError
from contacts.models import Case, Queue
from contacts.services.base import add_entry, change, free_hands, held_case, locked, one_at_a_time, tell_queue
from live.services import announce
from members.services import open_by_contact


@transaction.atomic
def take_next(*, user: User) -> Case | None:
    """The work that is due first among what USER may take, in hand now; the case in hand when there is one already.

    None when nothing waits. Any number of people at once: nobody gets a case that another got.
    """
    one_at_a_time(user)
    held = Case.objects.filter(holder=user, state=CaseState.IN_HAND).first()
    if held is not None:
        return held
    case = queries.waiting_for(user).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if case is None:
        return None
    free_hands(user)
    _give(case, user, EntryKind.TAKEN)
    return case


@transaction.atomic
def take(*, user: User, case_id: UUID) -> Case:
    """A case that waits or is parked, in hand now. Raises CaseTakenError when somebody has it, Case.DoesNotExist."""
    one_at_a_time(user)
    case = locked(case_id)
    if case.holder_id == user.pk and case.state == CaseState.IN_HAND:
        return case
    if case.state == CaseState.CLOSED or case.holder_id not in {None, user.pk}:
        raise CaseTakenError
    free_hands(user, but=case)
    _give(case, user, EntryKind.TAKEN)
    return case


@transaction.atomic
def take_over(*, user: User, case_id: UUID, why: str) -> Case:
    """A case out of somebody else's hands into USER's, with a word that both read. Raises CaseTakenError when it is closed."""
    one_at_a_time(user)
    case = locked(case_id)
    if case.state == CaseState.CLOSED:
        raise CaseTakenError
    before = case.holder_id
    free_hands(user, but=case)
    _give(case, user, EntryKind.TAKEN_OVER, text=why, detail={"from": before})
    announce("case", to=[before] if before else [], subject_id=case.pk, version=case.version)
    return case


@transaction.atomic
def decline(*, user: User, case_id: UUID, reason: DeclineReason, word: str = "") -> Case:
    """Give the case back to its queue; it is not offered to USER again. Raises NotHeldError."""
    case = held_case(user, case_id)
    change(case, state=CaseState.WAITING, holder=None, held_at=None)
    add_entry(case, EntryKind.DECLINED, by=user, text=word, detail={"reason": reason})
    tell_queue(case)
    return case


@transaction.atomic
def set_aside(*, user: User, case_id: UUID) -> Case:
    """Keep the case without working on it. Raises HandsFullError after `SET_ASIDE_MOST`, NotHeldError."""
    case = held_case(user, case_id)
    if Case.objects.filter(holder=user, state=CaseState.ASIDE).exclude(pk=case.pk).count() >= deadlines.SET_ASIDE_MOST:
        raise HandsFullError
    change(case, state=CaseState.ASIDE)
    add_entry(case, EntryKind.SET_ASIDE, by=user)
    return case


@transaction.atomic
def transfer(*, user: User, case_id: UUID, to: User | Queue, word: str) -> Case:
    """Hand the case with a word to somebody, or to a queue. Raises NotHeldError, HandsFullError when they have too many."""
    case = held_case(user, case_id)
    detail: dict[str, Any]
    if isinstance(to, Queue):
        change(case, state=CaseState.WAITING, holder=None, held_at=None, queue=to)
        detail = {"queue": to.code, "name": to.label}
    else:
        if Case.objects.filter(holder=to, state=CaseState.ASIDE).count() >= deadlines.SET_ASIDE_MOST:
            raise HandsFullError
        change(case, state=CaseState.ASIDE, holder=to, held_at=Now())
        detail = {"to": to.pk, "name": to.get_full_name()}
        announce("case", to=[to.pk], subject_id=case.pk, version=case.version)
    add_entry(case, EntryKind.TRANSFERRED, by=user, text=word, detail=detail)
    tell_queue(case)
    return case


def check_sleep(until: datetime) -> None:
    """Raises PastError for an instant that is past, TooFarError for one beyond `deadlines.PARK_LIMIT`."""
    now = timezone.now()
    if until <= now:
        raise PastError
    if until > now + deadlines.PARK_LIMIT:
        raise TooFarError(deadlines.PARK_LIMIT.days)


@transaction.atomic
def park(*, user: User, case_id: UUID, until: datetime, word: str = "") -> Case:
    """Let the case sleep until an instant to come. Raises PastError, TooFarError, NotHeldError."""
    case = held_case(user, case_id)
    check_sleep(until)
    change(case, state=CaseState.PARKED, holder=None, held_at=None, parked_until=until)
    add_entry(case, EntryKind.PARKED, by=user, text=word, detail={"until": until.isoformat()})
    return case


@transaction.atomic
def wake_parked() -> int:
    """Parked cases whose time has come wait again, due as they were. How many. Run twice at once, each wakes once."""
    due = Case.objects.filter(state=CaseState.PARKED, parked_until__lte=Now())
    cases = list(due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("parked_until")[:500])
    for case in cases:
        change(case, state=CaseState.WAITING, parked_until=None)
        add_entry(case, EntryKind.WOKEN)
        tell_queue(case)
    return len(cases)


def _give(case: Case, user: User, kind: EntryKind, *, text: str = "", detail: dict[str, Any] | None = None) -> None:
    change(case, state=CaseState.IN_HAND, holder=user, held_at=Now(), parked_until=None)
    add_entry(case, kind, by=user, text=text, detail=detail)
    if case.member_id is not None and can(user, Action.OPEN_MEMBER) and case.channel != Channel.PHONE:
        open_by_contact(user=user, member_id=case.member_id, facts=case.facts)
    tell_queue(case)
