"""Promises as if they had been given long ago."""

from datetime import timedelta

from callbacks.models import Callback


def fall_due(promise: Callback, *, hours: float) -> None:
    """Move it so many HOURS into the past, with all that is still to come."""
    promise.refresh_from_db()
    by = timedelta(hours=hours)
    Callback.objects.filter(pk=promise.pk).update(
        started_at=promise.started_at - by,
        deadline_at=promise.deadline_at - by,
        steps_at=[at - by for at in promise.steps_at],
        next_action_at=promise.next_action_at - by if promise.next_action_at else None,
    )
    promise.refresh_from_db()
