"""Every duration of contacts. Plain Python."""

from datetime import datetime, timedelta

CALL_TARGET = timedelta(minutes=3)
"""How long a call should last; the bar beside the timer fills up to it."""

WRAP_UP_TARGET = timedelta(seconds=45)
"""How long the work after a call should take (ecosystem.md 6.5); nothing happens when it is over."""

WEBHOOK_SKEW = timedelta(minutes=5)
"""A telephone system's event is refused when its stamp is further than this from our clock."""

CALL_LOST = timedelta(hours=4)
"""A call of which nothing was heard for this long is over: its end was lost on the way."""

DRAFT_KEPT = timedelta(days=7)
"""A draft that nobody came back to is forgotten after this."""

PARK_LIMIT = timedelta(days=60)
"""A case may sleep this long at most before it is due again."""

IDEMPOTENCY_KEPT = timedelta(days=2)
"""An answer to a machine's request can be asked for again this long."""

PRESENCE_LOST = timedelta(minutes=2)
"""Somebody whose browser was not heard for this long is away."""

SET_ASIDE_MOST = 3
"""Cases that one person may keep aside (ecosystem.md 7)."""


def written_due(received_at: datetime, *, hours: int) -> datetime:
    """When a written contact must be answered: elapsed hours from its receipt, whatever the day of its scan."""
    return received_at + timedelta(hours=hours)


def call_due(rang_at: datetime) -> datetime:
    """A call is due when it rings."""
    return rang_at
