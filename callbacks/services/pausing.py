"""The clock of a promise stands still for a reason that is the member's, and runs again: by hand, with the call, or on its day."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from callbacks import deadlines, queries
from callbacks.enums import CallbackKind, CallbackState, EventKind, WhyPaused, WhyResumed
from callbacks.errors import (
    CallbackClosedError,
    ClockStoppedAlreadyError,
    InputError,
    NotOwnerError,
    NotPausedError,
    PausedError,
)
from callbacks.models import Callback, Expert
from callbacks.services.base import SWEPT, add_event, free_slot, lock_experts, locked, reassigned, tell, tell_of_move
from callbacks.services.promising import book_next
from clock.enums import Commitment
from clock.hours import NeverOpenError
from clock.queries import counted_in, now
from clock.services import promises
from clock.services.sweep import settle
from contacts.enums import EntryKind
from contacts.services.base import add_entry

logger = structlog.get_logger(__name__)

PAUSE_FIELDS = [*promises.STOPPED, "paused_until"]
PLANNED = ["owner", "planned_at", "state", "to_inform"]


@transaction.atomic
def pause(*, user: User, callback_id: UUID, why: WhyPaused, words: str, until: datetime) -> Callback:
    """The clock stands still until then at the latest; what was booked is free for others, and planned anew afterwards.

    Raises CallbackClosedError, NotOwnerError, ReassignedError during a call, PausedError, ClockStoppedAlreadyError, InputError.
    """
    callback = locked(callback_id)
    _check_may_pause(user, callback)
    if faults := faults_of(why, words, until):
        raise InputError(faults)
    reason = f"{why.label} ({words.strip()})" if words.strip() else str(why.label)
    promises.stop(callback, at=settle(SWEPT, callback), reason=reason)
    callback.paused_until, callback.planned_at = until, None
    callback.save(update_fields=[*PAUSE_FIELDS, "planned_at"])
    free_slot(callback)
    add_event(callback, EventKind.PAUSED, by=user, why=why.value, until=until.isoformat())
    _note(callback, user, _("The clock of the call-back stands still"), reason)
    tell(callback, user.pk)
    return callback


def _check_may_pause(user: User, callback: Callback) -> None:
    if not callback.is_open:
        raise CallbackClosedError
    if not queries.may_pause(user, callback):
        raise NotOwnerError
    if callback.reached_at is not None:
        raise ClockStoppedAlreadyError
    if callback.paused_at is not None:
        raise PausedError
    if callback.state == CallbackState.IN_CALL:
        raise reassigned(callback, user)


def faults_of(why: WhyPaused, words: str, until: datetime) -> dict[str, str]:
    """What is wrong with what was typed, a message a field."""
    faults = {}
    if why is WhyPaused.OTHER and not words.strip():
        faults["words"] = _("Write why: this reason says nothing by itself.")
    elif len(words) > deadlines.LONGEST_REASON:
        faults["words"] = _("Keep this under %(most)d characters.") % {"most": deadlines.LONGEST_REASON}
    if until <= now():
        faults["day"] = _("This is over already. Enter a time to come.")
    elif until > now() + deadlines.PAUSED_AT_MOST:
        faults["day"] = _("The clock stands still for %(days)d days at most. Choose a day before.") % {
            "days": deadlines.PAUSED_AT_MOST.days
        }
    return faults


@transaction.atomic
def resume(*, user: User, callback_id: UUID) -> Callback:
    """By hand: the deadline moves by what counted meanwhile, and the call is planned anew. Raises NotPausedError, NotOwnerError."""
    lock_experts()
    callback = locked(callback_id)
    if callback.paused_at is None:
        raise NotPausedError
    if not queries.may_pause(user, callback):
        raise NotOwnerError
    return _resumed(callback, WhyResumed.BY_HAND, by=user)


def resume_due() -> int:
    """Clocks whose day has come run again. How many; one that fails keeps no other."""
    with transaction.atomic():
        due = list(queries.to_resume().values_list("pk", flat=True)[:500])
    return sum(_resume_due(callback_id) for callback_id in due)


def _resume_due(callback_id: UUID) -> bool:
    """Whether it was still due."""
    try:
        with transaction.atomic():
            lock_experts()
            found = queries.to_resume().select_for_update(of=("self",), skip_locked=True, no_key=True)
            callback = found.filter(pk=callback_id).first()
            return callback is not None and bool(_resumed(callback, WhyResumed.DAY_CAME))
    except (DatabaseError, NeverOpenError):
        logger.exception("stopped_clock_not_resumed")
        return False


def _resumed(callback: Callback, why: WhyResumed, *, by: User | None = None) -> Callback:
    """In the hands of the same expert, whose next free time it gets; the ladder finds another when there is none."""
    run_on(callback, why, by=by)
    if callback.kind == CallbackKind.EXPERT and (expert := Expert.objects.filter(user=callback.owner_id).first()):
        book_next(callback, expert, deadlines.LEAD)
    tell_of_move(callback)
    callback.save(update_fields=[*PAUSE_FIELDS, *PLANNED])
    if callback.planned_at:
        add_event(callback, EventKind.PLANNED, by=by, owner=callback.owner_id, at=callback.planned_at.isoformat())
    tell(callback)
    return callback


def run_on(callback: Callback, why: WhyResumed, *, by: User | None = None) -> None:
    """The clock of a locked promise, which is not saved, runs again, with a line in both histories."""
    calendar = counted_in(callback.policy, Commitment.CALLBACK)
    promises.run_on(callback, at=now(), calendar=calendar)
    callback.paused_until = None
    add_event(callback, EventKind.RESUMED, by=by, why=why.value, deadline=callback.deadline_at.isoformat())
    _note(callback, by, _("The clock of the call-back runs again"), "")


def _note(callback: Callback, by: User | None, title: str, text: str) -> None:
    add_entry(callback.case, EntryKind.NOTE, by=by, title=title, text=text, detail={"callback": str(callback.pk)})
