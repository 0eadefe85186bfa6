"""The call itself: begun by one person only, kept alive by its page, tried, answered in two parts, closed.

Every verb names the fence under which its page was read. Who acts under an older one is told who has the call now.
"""

from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit.enums import Act
from audit.services import record
from callbacks import deadlines, queries
from callbacks.enums import AttemptResult, CallbackKind, CallbackState, EventKind, WhyResumed
from callbacks.errors import (
    CallbackClosedError,
    InputError,
    NotSupervisorError,
    TooFewTriesError,
)
from callbacks.models import LONGEST_TEXT, Attempt, Callback, Expert
from callbacks.services.base import (
    SWEPT,
    add_event,
    free_slot,
    held,
    locked,
    reassigned,
    sealed,
    tell,
    tell_of_move,
    unsealed,
)
from callbacks.services.pausing import PAUSE_FIELDS, run_on
from callbacks.services.promising import Chosen, arm, book, book_next, keep
from clock.models import ClockNow
from clock.queries import now
from clock.services.promises import disarm
from contacts.enums import EntryKind
from contacts.services.base import add_entry

logger = structlog.get_logger(__name__)


@transaction.atomic
def start(*, user: User, callback_id: UUID, fence: int) -> Callback:
    """USER calls: nobody else can, until the lease ends. A holding contact goes to whoever starts it. A clock that stood runs.

    Raises ReassignedError for all but the first, CallbackClosedError.
    """
    callback = locked(callback_id)
    if not callback.is_open:
        raise CallbackClosedError
    is_free = callback.kind == CallbackKind.HOLDING and callback.state == CallbackState.WAITING
    is_mine = callback.state == CallbackState.ASSIGNED and callback.owner_id == user.pk
    if callback.fence != fence or not (is_free or is_mine):
        raise reassigned(callback, user)
    callback.owner, callback.state, callback.fence = user, CallbackState.IN_CALL, callback.fence + 1
    callback.lease_until = now() + deadlines.LEASE
    if callback.paused_at is not None:
        run_on(callback, WhyResumed.CALLED, by=user)
    callback.save(update_fields=["owner", "state", "fence", "lease_until", *PAUSE_FIELDS])
    Attempt.objects.create(
        mutual_id=callback.mutual_id, callback=callback, by=user, fence=callback.fence, started_at=now()
    )
    add_event(callback, EventKind.STARTED, by=user)
    tell(callback, user.pk)
    return callback


@transaction.atomic
def renew(*, user: User, callback_id: UUID, fence: int) -> None:
    """The page of the call is still open. Raises ReassignedError when the call is somebody else's."""
    renewed = Callback.objects.filter(
        pk=callback_id, state=CallbackState.IN_CALL, owner=user, fence=fence
    ).update(lease_until=ClockNow() + deadlines.LEASE)  # fmt: skip
    if not renewed:
        raise reassigned(locked(callback_id), user)


@transaction.atomic
def log_attempt(
    *, user: User, callback_id: UUID, fence: int, result: AttemptResult, again: Chosen | None = None
) -> Callback:
    """What came of the try. Reached: the promise is met now, and the call goes on.

    Otherwise it is planned AGAIN, or in the same expert's next free slot two hours later, or as soon as can be. Who answered
    and asked for another time knows the one that was chosen.

    Raises ReassignedError, CallbackClosedError, SlotTakenError, NotOfferedError.
    """
    callback = _in_call(user, callback_id, fence)
    if result == AttemptResult.REACHED and callback.reached_at is not None:
        return callback  # an impatient click
    if result == AttemptResult.REACHED:
        at = disarm(callback, SWEPT)
        callback.reached_at = at
        callback.save(update_fields=["reached_at", "steps_at", "steps_kind", "next_action_at"])
        callback.attempts.filter(ended_at__isnull=True).update(result=result, ended_at=now())
        add_event(callback, EventKind.ATTEMPTED, by=user, result=result.value)
        return callback
    callback.attempts.filter(ended_at__isnull=True).update(result=result, ended_at=now())
    add_event(callback, EventKind.ATTEMPTED, by=user, result=result.value)
    callback.lease_until = None
    if callback.kind == CallbackKind.HOLDING:
        callback.owner, callback.state = None, CallbackState.WAITING
    else:
        callback.state = CallbackState.ASSIGNED
        free_slot(callback)
        callback.planned_at = None
        _plan_again(callback, user, again)
    if result != AttemptResult.NOT_NOW:
        tell_of_move(callback)
    elif again is not None:
        callback.announced_at = callback.planned_at
    callback.save(update_fields=["state", "owner", "lease_until", "planned_at", "announced_at", "to_inform"])
    tell(callback, user.pk)
    return callback


def _plan_again(callback: Callback, user: User, again: Chosen | None) -> None:
    if again is not None:
        book(callback, again)
    elif expert := Expert.objects.filter(user=user).first():
        book_next(callback, expert, deadlines.TRIES_APART, deadlines.LEAD)


def _in_call(user: User, callback_id: UUID, fence: int) -> Callback:
    callback = held(user, callback_id, fence)
    if callback.state != CallbackState.IN_CALL:
        raise reassigned(callback, user)
    return callback


@transaction.atomic
def finish(*, user: User, callback_id: UUID, fence: int, answer: str, medical: str = "") -> Callback:
    """The member was spoken to. ANSWER is for the member and the advisers, MEDICAL is sealed for experts.

    The same again, of an impatient click, is done already. Raises ReassignedError, CallbackClosedError, InputError.
    """
    if _is_ended_so(callback := locked(callback_id), user, answer, medical):
        return callback
    callback = held(user, callback_id, fence)
    faults = {}
    if callback.reached_at is None:
        faults["result"] = _("Say first that the member was reached.")
    if not answer.strip():
        faults["answer"] = _("Write what the member was told: the advisers read it.")
    for field, text in (("answer", answer), ("medical", medical)):
        if len(text) > LONGEST_TEXT:
            faults[field] = _("Keep this under %(most)d characters.") % {"most": LONGEST_TEXT}
    if faults:
        raise InputError(faults)
    callback.answer = answer.strip()
    callback.answer_sealed = sealed(medical, callback, "answer")
    _close(callback, CallbackState.DONE, by=user)
    title = _("The expert called: answer for the member")
    detail = {"callback": str(callback.pk)}
    add_entry(callback.case, EntryKind.NOTE, by=user, title=title, text=callback.answer, detail=detail)
    return callback


def _is_ended_so(callback: Callback, user: User, answer: str, medical: str) -> bool:
    if callback.state != CallbackState.DONE or callback.closed_by_id != user.pk:
        return False
    kept = callback.answer, unsealed(callback.answer_sealed, callback, "answer")
    return kept == (answer.strip(), medical.strip())


@transaction.atomic
def lead_to_expert(*, user: User, callback_id: UUID, fence: int, chosen: Chosen | None, key: str) -> Callback:
    """A holding contact was made: the member knows where things stand, and the expert's call starts under its own clock.

    Without CHOSEN nobody is free yet; supervisors are told by the ladder. The expert's call that was promised meanwhile, or by
    an impatient click, is the one. Raises ReassignedError, InputError, SlotTakenError.
    """
    if (led := Callback.objects.filter(holds=locked(callback_id), promised_by=user).first()) is not None:
        return led
    holding = held(user, callback_id, fence)
    if holding.reached_at is None:
        raise InputError({"result": _("Say first that the member was reached.")})
    holding.answer = _("The member knows where the request stands.")
    _close(holding, CallbackState.DONE, by=user)
    if (promised := queries.expert_call_of(holding)) is not None:
        return promised
    follows = Callback(
        mutual_id=holding.mutual_id, case=holding.case, member=holding.member, request_key=key, promised_by=user,
        skill=holding.skill, subject=holding.subject, question=holding.question, phone=holding.phone,
        other_phone=holding.other_phone, reach_from=holding.reach_from, reach_until=holding.reach_until, holds=holding,
    )  # fmt: skip
    follows.question_sealed = sealed(unsealed(holding.question_sealed, holding, "question"), follows, "question")
    arm(follows, holding.mutual)
    if chosen is not None:
        book(follows, chosen)
        follows.announced_at = follows.planned_at
    return keep(follows, holding.case, by=user, holds=str(holding.pk))


@transaction.atomic
def close_unreachable(*, user: User, callback_id: UUID, reason: str) -> Callback:
    """A supervisor gives up after enough tries. Raises NotSupervisorError, TooFewTriesError, CallbackClosedError, InputError."""
    if user.role != Role.SUPERVISOR:
        raise NotSupervisorError
    callback = locked(callback_id)
    if not callback.is_open:
        raise CallbackClosedError
    if not reason.strip():
        raise InputError({"reason": _("Write why.")})
    if not enough_tries(callback):
        raise TooFewTriesError
    return _close(callback, CallbackState.UNREACHABLE, by=user, reason=reason)


def enough_tries(callback: Callback) -> bool:
    """Three tries without an answer, each two hours after the one before that counts."""
    counted, last = 0, None
    for attempt in callback.attempts.exclude(result__in=["", AttemptResult.REACHED]).order_by("started_at"):
        if last is None or attempt.started_at - last >= deadlines.TRIES_APART:
            counted, last = counted + 1, attempt.started_at
    return counted >= deadlines.TRIES


@transaction.atomic
def cancel(*, user: User, callback_id: UUID, reason: str) -> Callback:
    """Nobody calls: the member does not want it any more. Raises CallbackClosedError, ReassignedError during a call, InputError."""
    callback = locked(callback_id)
    if not callback.is_open:
        raise CallbackClosedError
    if callback.state == CallbackState.IN_CALL:
        raise reassigned(callback, user)
    if not reason.strip():
        raise InputError({"reason": _("Write why.")})
    return _close(callback, CallbackState.CANCELLED, by=user, reason=reason)


def _close(callback: Callback, state: CallbackState, *, by: User, reason: str = "") -> Callback:
    at = disarm(callback, SWEPT)
    callback.state, callback.closed_at, callback.closed_by = state, at, by
    callback.lease_until, callback.paused_until, callback.close_reason = None, None, reason.strip()[:200]
    callback.save()
    callback.attempts.filter(ended_at__isnull=True).update(ended_at=at)
    free_slot(callback)
    add_event(callback, EventKind(state.value), by=by)
    tell(callback, by.pk)
    return callback


def leave_lost() -> int:
    """Calls whose page gave no sign of life are planned as they were, for their owner. How many; one that fails keeps no other."""
    with transaction.atomic():
        lost = list(queries.left_alone().values_list("pk", flat=True)[:500])
    return sum(_leave(callback_id) for callback_id in lost)


def _leave(callback_id: UUID) -> bool:
    """Whether it was still left alone, and is not any more."""
    try:
        with transaction.atomic():
            return _left(callback_id)
    except DatabaseError:
        logger.exception("lost_call_not_left")
        return False


def _left(callback_id: UUID) -> bool:
    lost = queries.left_alone().select_for_update(of=("self",), skip_locked=True, no_key=True)
    callback = lost.filter(pk=callback_id).first()
    if callback is None:
        return False
    callback.state, callback.lease_until = CallbackState.ASSIGNED, None
    if callback.kind == CallbackKind.HOLDING and callback.reached_at is None:
        callback.owner, callback.state = None, CallbackState.WAITING
    if callback.reached_at is None:
        # Of a call that took place, the answer may still be in the page that was silent: it ends under the fence it knows.
        callback.fence += 1
    callback.save(update_fields=["state", "owner", "lease_until", "fence"])
    callback.attempts.filter(ended_at__isnull=True).update(ended_at=now())
    add_event(callback, EventKind.LEFT)
    tell(callback)
    return True


def read(*, user: User, callback_id: UUID, route: str) -> tuple[Callback, str, str]:
    """The promise with its sealed question and answer, for an expert of the skill; journalled. Callback.DoesNotExist otherwise."""
    callback = queries.unsealable_by(user).get(pk=callback_id)
    record(
        act=Act.READ_CASE, mutual_id=callback.mutual_id, member_id=callback.member_id, ground="callback", route=route
    )
    return (
        callback,
        unsealed(callback.question_sealed, callback, "question"),
        unsealed(callback.answer_sealed, callback, "answer"),
    )
