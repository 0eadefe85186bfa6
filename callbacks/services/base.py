"""What every verb on a promise does: locks it, adds a line to its history, tells who looks."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from accounts.sealing import seal, unseal
from callbacks.enums import CallbackState, EventKind, ToInform
from callbacks.errors import CallbackClosedError, OwnCallError, ReassignedError
from callbacks.models import Callback, CallbackEvent, Expert, Slot
from clock.enums import Commitment
from clock.services.sweep import Swept, runner
from live.services import announce, stir


def locked(callback_id: UUID) -> Callback:
    """The row until the transaction ends. Raises Callback.DoesNotExist."""
    return Callback.objects.select_for_update(of=("self",), no_key=True).get(pk=callback_id)


def held(user: User, callback_id: UUID, fence: int) -> Callback:
    """The row locked, in the hands of USER under FENCE. Raises CallbackClosedError, ReassignedError."""
    callback = locked(callback_id)
    if not callback.is_open:
        raise CallbackClosedError
    if callback.owner_id != user.pk or callback.fence != fence:
        raise reassigned(callback, user)
    return callback


def reassigned(callback: Callback, user: User) -> ReassignedError:
    """What USER, who acts in vain, is told: who has the call now, and since when."""
    if callback.owner_id == user.pk:
        return OwnCallError(is_under_way=callback.state == CallbackState.IN_CALL)
    latest = callback.events.filter(Q(kind=EventKind.PLANNED) | Q(kind=EventKind.STARTED)).order_by("-id").first()
    owner = callback.owner.get_full_name() if callback.owner else ""
    return ReassignedError(owner, latest.at if latest else None)


def add_event(callback: Callback, kind: EventKind, *, by: User | None = None, **detail: Any) -> None:
    """A line of the history, in the caller's transaction: codes and instants, no text."""
    event = CallbackEvent(mutual_id=callback.mutual_id, callback=callback, kind=kind, by=by, detail=detail)
    event.process = runner()
    event.save(force_insert=True)
    stir()


def tell(callback: Callback, *but: int) -> None:
    """The expert's open pages look again."""
    people = {one for one in (callback.owner_id, callback.promised_by_id) if one} - set(but)
    announce("callback", to=people, subject_id=callback.pk, version=callback.fence)


def free_slot(callback: Callback) -> None:
    """What was booked for it can be booked again."""
    Slot.objects.filter(callback_id=callback.pk, is_active=True).update(is_active=False)


def tell_of_move(callback: Callback) -> None:
    """On the row, which is not saved: of another time than the one that was told, the member is to be informed."""
    if callback.must_tell and callback.to_inform != ToInform.BREACH:  # which tells the new time too
        callback.to_inform = ToInform.MOVED


def lock_expert(expert_id: int) -> Expert:
    """Bookings of one expert follow each other; the constraint on slots is the guard, this keeps them from waiting in a ring."""
    return Expert.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=expert_id)


def lock_experts() -> None:
    """Before a promise that exists is planned anew, and before its row is locked: in one order, so that nobody waits in a ring."""
    list(Expert.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def sealed(text: str, callback: Callback, column: str) -> bytes | None:
    return seal(text.strip(), bound_to=_bound(callback, column)) if text.strip() else None


def unsealed(content: bytes | memoryview | None, callback: Callback, column: str) -> str:
    return unseal(bytes(content), bound_to=_bound(callback, column)) if content else ""


def _bound(callback: Callback, column: str) -> bytes:
    return f"callbacks.callback.{column}".encode() + callback.pk.bytes


SWEPT = Swept(
    Commitment.CALLBACK,
    table="callbacks_callback",
    owner="owner_id",
    has_nobody="state = 'waiting' AND kind = 'expert'",
    by_hand="kind = 'expert' AND (state = 'waiting' AND coalesce(steps_kind[1], 'still_open')"
    " IN ('unassigned', 'reassign', 'breach', 'still_open') OR state = 'assigned' AND steps_kind[1] = 'reassign')",
    before_hand=lock_experts,
)
