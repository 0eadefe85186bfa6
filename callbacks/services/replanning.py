"""A promise changes hands or time: the clock asks for it, an expert is suddenly absent, a supervisor decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from callbacks import queries
from callbacks.enums import AbsenceKind, CallbackKind, CallbackState, EventKind, WhyMoved
from callbacks.errors import (
    AbsenceInPastError,
    CallbackClosedError,
    NotOfferedError,
    NotSupervisorError,
    PausedError,
    SlotTakenError,
)
from callbacks.models import Absence, Callback, Expert
from callbacks.services.agenda import check_may_keep
from callbacks.services.base import add_event, free_slot, lock_experts, locked, reassigned, tell, tell_of_move
from callbacks.services.promising import Chosen, book
from clock.enums import Audience, Commitment
from clock.models import Alert
from clock.queries import now
from clock.services import alerts


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one promise. `owner` is empty when nobody was free."""

    callback: Callback
    owner: str
    planned_at: datetime | None


def plan(callback: Callback, *, why: WhyMoved, by: User | None = None, but: tuple[int, ...] = ()) -> Moved:
    """Take a locked promise from who has it and give it to the next free expert, none of those in BUT; or to nobody, and say so.

    The fence grows, so that whoever had it acts in vain from now on.
    """
    free_slot(callback)
    had = callback.owner_id
    callback.owner, callback.planned_at, callback.state = None, None, CallbackState.WAITING
    callback.fence += 1
    for slot in queries.offers_for(callback, but=but):
        try:
            book(callback, Chosen(slot.expert_id, slot.start))
        except (SlotTakenError, NotOfferedError):
            continue
        break
    tell_of_move(callback)
    callback.save(update_fields=["owner", "planned_at", "state", "fence", "to_inform"])
    if had:
        add_event(callback, EventKind.TAKEN_BACK, by=by, owner=had, why=why.value)
    if callback.owner_id:
        at = callback.planned_at.isoformat() if callback.planned_at else ""
        add_event(callback, EventKind.PLANNED, by=by, owner=callback.owner_id, at=at, why=why.value)
    else:
        _tell_unplanned(callback)
    tell(callback)
    return Moved(callback, callback.owner.get_full_name() if callback.owner else "", callback.planned_at)


def _tell_unplanned(callback: Callback) -> None:
    alerts.tell(
        Alert(
            key=f"{Commitment.CALLBACK}:{callback.pk}:unplanned:{callback.fence}",
            mutual_id=callback.mutual_id,
            commitment=Commitment.CALLBACK,
            subject_id=callback.pk,
            kind="unassigned",
            audience=Audience.SUPERVISORS,
            due_at=callback.deadline_at,
            next_at=now(),
        )
    )


@transaction.atomic
def declare_absence(
    *, user: User, expert: Expert, starts_at: datetime, ends_at: datetime, kind: AbsenceKind
) -> list[Moved]:
    """The expert does not work in that time, and every promise booked in it is planned anew, in one act, whosever it is.

    By the expert or a supervisor. An expert works for several mutuals: what is answered may hold promises that USER must
    not be shown. Raises NotSupervisorError, AbsenceInPastError; ValueError when it ends before it begins.
    """
    check_may_keep(user, expert)
    if ends_at <= now():
        raise AbsenceInPastError
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        lock_experts()
        Absence.objects.create(expert=expert, kind=kind, starts_at=starts_at, ends_at=ends_at, created_by=user)
        return [plan(one, why=WhyMoved.ABSENCE, by=user) for one in _booked(expert, starts_at, ends_at)]


def _booked(expert: Expert, starts_at: datetime, ends_at: datetime) -> list[Callback]:
    """Promises that are planned with the expert in that time, locked, those due first."""
    touched = queries.booked_in(expert, starts_at, ends_at).values_list("callback_id", flat=True)
    waiting = Callback.objects.filter(pk__in=list(touched), state=CallbackState.ASSIGNED)
    rows = waiting.select_for_update(of=("self",), no_key=True).order_by("pk")
    return sorted(rows, key=lambda callback: callback.deadline_at)


@transaction.atomic
def reassign(*, user: User, callback_id: UUID, chosen: Chosen, why: WhyMoved) -> Callback:
    """A supervisor gives it to an expert at a time.

    Raises NotSupervisorError, CallbackClosedError, ReassignedError during the call, PausedError, NotOfferedError, SlotTakenError.
    """
    if user.role != Role.SUPERVISOR:
        raise NotSupervisorError
    lock_experts()
    callback = locked(callback_id)
    if not callback.is_open:
        raise CallbackClosedError
    if callback.state == CallbackState.IN_CALL or callback.kind == CallbackKind.HOLDING:
        raise reassigned(callback, user)
    if callback.paused_at is not None:
        raise PausedError
    had = callback.owner_id
    free_slot(callback)
    book(callback, chosen)
    callback.fence += 1
    tell_of_move(callback)
    callback.save(update_fields=["owner", "planned_at", "state", "fence", "to_inform"])
    if had:
        add_event(callback, EventKind.TAKEN_BACK, by=user, owner=had, why=why.value)
    at = callback.planned_at.isoformat() if callback.planned_at else ""
    add_event(callback, EventKind.PLANNED, by=user, owner=callback.owner_id, at=at, why=why.value)
    tell(callback)
    return callback


@transaction.atomic
def say_told(*, user: User, callback_id: UUID) -> Callback:
    """The member knows the time that is planned now."""
    callback = locked(callback_id)
    callback.announced_at, callback.to_inform = callback.planned_at, ""
    callback.save(update_fields=["announced_at", "to_inform"])
    add_event(callback, EventKind.TOLD, by=user)
    return callback
