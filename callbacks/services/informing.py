"""What a member is told by itself: another time than the one that was told, and that we did not keep our word.

By day only, by e-mail unless the member refused it; who cannot be reached so stays in the list of those to be called. Nothing
of what the call is about, nor of which kind of expert: the message may be read by others.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from callbacks import queries
from callbacks.enums import CallbackKind, CallbackState, EventKind, ToInform
from callbacks.models import Callback
from callbacks.services.base import add_event
from clock.queries import PARIS, night_until, now
from correspondence.services.informing import Word, inform
from ui import formats

logger = structlog.get_logger(__name__)

AT_A_TIME = 50
"""Members told in one round, or a few more."""


def inform_due() -> int:
    """How many were told. At night none: what is due waits for the morning, and is judged anew then."""
    with transaction.atomic():
        instant = now()
        if night_until(instant) != instant:
            return 0
    told, tried = 0, list[UUID]()
    # Those that fail stay due, and come first: the others come after them in the same round.
    while told < AT_A_TIME and (due := _due(tried)):
        told += sum(_inform(callback_id) for callback_id in due)
        tried += due
    return told


@transaction.atomic
def _due(tried: list[UUID]) -> list[UUID]:
    return list(queries.to_inform().exclude(pk__in=tried).values_list("pk", flat=True)[:AT_A_TIME])


def _inform(callback_id: UUID) -> bool:
    """Whether the member was told; one that fails keeps no other, and is tried again in the next round."""
    try:
        with transaction.atomic():
            return _informed(callback_id)
    except DatabaseError:
        logger.exception("member_not_informed")
        return False


def _informed(callback_id: UUID) -> bool:
    waiting = queries.to_inform().select_for_update(of=("self",), skip_locked=True, no_key=True)
    callback = (
        waiting.filter(pk=callback_id).select_related("case__mutual", "case__member", "promised_by", "owner").first()
    )
    if callback is None:
        return False
    what, callback.to_inform = ToInform(callback.to_inform), ""
    author = callback.promised_by or callback.owner
    told = author is not None and _holds_still(callback, what) and _send(callback, what, author)
    if told and callback.planned_at is not None:
        callback.announced_at = callback.planned_at
    callback.save(update_fields=["to_inform", "announced_at"])
    if told:
        add_event(callback, EventKind.TOLD, what=what.value)
    return told


def _holds_still(callback: Callback, what: ToInform) -> bool:
    """Whether it is still true, and news: nobody speaks with the member, nobody did since."""
    is_spoken = callback.state == CallbackState.IN_CALL or callback.reached_at is not None
    if not callback.is_open or is_spoken or callback.paused_at is not None:
        return False
    return what is ToInform.BREACH or callback.must_tell


def _send(callback: Callback, what: ToInform, author: User) -> bool:
    """Once for each plan of the call: its fence grows with every other one."""
    with translation.override("fr"):
        word = Word(_("Your call"), _breach(callback) if what is ToInform.BREACH else _moved(callback))
    planned = f"{callback.planned_at:%Y%m%d%H%M}" if callback.planned_at else "none"
    key = f"callback:{callback.pk}:{what.value}:{callback.fence}:{planned}"
    return inform(case=callback.case, author=author, word=word, key=key) is not None


def _moved(callback: Callback) -> str:
    assert callback.announced_at is not None  # noqa: S101  for the type checker: `must_tell`
    told = _("We told you that we would call you on %(then)s.") % {"then": _moment(callback.announced_at)}
    return f"{told} {_next(callback)}"


def _breach(callback: Callback) -> str:
    said = _("We promised to call you before %(deadline)s. We did not keep this promise, and apologise.") % {
        "deadline": _moment(callback.deadline_at)
    }
    return f"{said} {_next(callback)}"


def _next(callback: Callback) -> str:
    if callback.planned_at is None or callback.planned_at < now():
        return _("We are doing all we can to call you as soon as possible.")
    if callback.kind == CallbackKind.HOLDING:
        return _("An adviser calls you on %(at)s.") % {"at": _moment(callback.planned_at)}
    return _("One of our experts now calls you on %(at)s.") % {"at": _moment(callback.planned_at)}


def _moment(instant: datetime) -> str:
    """Mercredi 25 novembre à 14 h 30, in Paris."""
    wall = instant.astimezone(PARIS)
    return _("%(day)s at %(hour)s") % {"day": formats.day_in_words(wall.date()), "hour": formats.hour_in_prose(wall)}
