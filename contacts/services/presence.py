"""What people do now. Every stretch of a state is kept when it is over."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from contacts import deadlines
from contacts.enums import BreakReason, PresenceState
from contacts.errors import InCallError
from contacts.models import Call, Presence, PresencePeriod
from live.services import announce


@transaction.atomic
def be(*, user: User, state: PresenceState, reason: BreakReason | str = "") -> Presence:
    """USER does this from now on. The same again changes nothing but that somebody was heard."""
    presence, is_new = Presence.objects.select_for_update().get_or_create(
        user=user, defaults={"state": state, "reason": reason}
    )
    if not is_new and (presence.state, presence.reason) != (state, reason):
        _end_stretch(presence)
        presence.state, presence.reason, presence.since = state, reason, timezone.now()
    presence.heard_at = timezone.now()
    presence.save(update_fields=["state", "reason", "since", "heard_at"])
    announce("presence", to=[user.pk], subject_id=user.pk)
    return presence


def ready_after_call(*, user: User) -> None:
    """The work after a call ends with its case: who did it can take the next. Anybody else stays as they are."""
    if Presence.objects.filter(user=user, state=PresenceState.WRAP_UP).exists():
        be(user=user, state=PresenceState.AVAILABLE)


@transaction.atomic
def choose(*, user: User, state: PresenceState, reason: BreakReason | str = "") -> Presence:
    """What somebody says of themselves. Raises InCallError while they speak: the telephone knows better."""
    if Call.objects.filter(adviser=user, answered_at__isnull=False, ended_at__isnull=True).exists():
        raise InCallError
    return be(user=user, state=state, reason=reason)


def hear(*, user: User) -> None:
    """USER's browser is there. Who was taken for signed out is away: nobody gets work without having asked for it."""
    if not Presence.objects.filter(user=user).exclude(state=PresenceState.OFFLINE).update(heard_at=Now()):
        be(user=user, state=PresenceState.AWAY)


def leave(*, user: User) -> None:
    """USER signs out, or their session ends."""
    if Presence.objects.filter(user=user).exclude(state=PresenceState.OFFLINE).exists():
        be(user=user, state=PresenceState.OFFLINE)


@transaction.atomic
def sign_out_lost() -> int:
    """Who was not heard for long is signed out as of the last sign. A call goes on without a browser. How many."""
    lost = (
        Presence.objects.select_for_update(skip_locked=True)
        .exclude(state__in=[PresenceState.OFFLINE, PresenceState.IN_CALL])
        .filter(heard_at__lt=Now() - deadlines.PRESENCE_LOST)
    )
    found = list(lost)
    for presence in found:
        _end_stretch(presence, at_last_sign=True)
    Presence.objects.filter(pk__in=[presence.pk for presence in found]).update(
        state=PresenceState.OFFLINE, reason="", since=F("heard_at")
    )
    return len(found)


def _end_stretch(presence: Presence, *, at_last_sign: bool = False) -> None:
    if presence.state == PresenceState.OFFLINE:
        return
    PresencePeriod.objects.create(
        user_id=presence.user_id,
        state=presence.state,
        reason=presence.reason,
        started_at=presence.since,
        ended_at=presence.heard_at if at_last_sign else Now(),
    )
