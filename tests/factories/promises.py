"""Promises as if they had been given long ago."""

from datetime import datetime, timedelta
from typing import Any

from callbacks.models import Callback
from clock.models import Clocked
from complaints.models import Term
from contacts.models import Awaited
from quotes.models import Analysis


def fall_due(promise: Clocked, *, hours: float) -> None:
    """Move it so many HOURS into the past, with all that is still to come."""
    promise.refresh_from_db()
    by = timedelta(hours=hours)
    moved: dict[str, Any] = {
        "started_at": promise.started_at - by,
        "deadline_at": promise.deadline_at - by,
        "steps_at": [at - by for at in promise.steps_at],
        "next_action_at": promise.next_action_at - by if promise.next_action_at else None,
        "pauses": [[_moved(since, by), _moved(until, by), why] for since, until, why in promise.pauses],
        "paused_at": promise.paused_at - by if promise.paused_at else None,
    }
    if isinstance(promise, Callback):
        named = ("paused_until", "planned_at", "announced_at")
        moved |= {name: at - by for name in named if (at := getattr(promise, name))}
    if isinstance(promise, Analysis):
        moved["first_due_at"] = promise.first_due_at - by
    if isinstance(promise, Analysis | Awaited | Term):
        moved["created_at"] = promise.created_at - by
    type(promise)._default_manager.filter(pk=promise.pk).update(**moved)
    promise.refresh_from_db()


def _moved(text: str, by: timedelta) -> str:
    return (datetime.fromisoformat(text) - by).isoformat()
