"""Every duration of live updates. Plain Python."""

from datetime import timedelta

KEPT = timedelta(hours=1)
"""Who comes back within this time is told what was missed; later, everything is asked for again."""

HEARTBEAT = timedelta(seconds=15)
"""A silent stream says this often that it is there: proxies cut at 30 or 60 seconds, and the browser hears that it is not blocked."""

SESSION_CHECK = timedelta(seconds=15)
"""A stream ends at most this long after its session ended or its account was stopped."""

SETTLED = timedelta(seconds=30)
"""An event older than this has reached every stream that it will reach: the place that a heartbeat names lies this far back."""

SEND_LIMIT = timedelta(seconds=20)
"""A browser that takes nothing for this long is cut; it comes back and is told what it missed."""

VALKEY_ANSWERS = timedelta(seconds=5)
"""The subscription is asked this often whether it lives, and is dead when it says nothing until it is asked again."""

VALKEY_PATIENCE = timedelta(milliseconds=200)
"""An announcement, or the question what was missed, waits for Valkey no longer than this."""

VALKEY_SPARED = timedelta(seconds=5)
"""A Valkey that did not answer an announcement is asked again after this."""

VALKEY_RETRY = timedelta(milliseconds=500)
POLL = timedelta(seconds=10)
"""How often a page asks when the stream is blocked (ecosystem.md 6.5)."""

UPTIME_STEP = timedelta(seconds=1)
"""Valkey tells how long it runs in whole seconds."""

REQUEST_AT_MOST = timedelta(seconds=10)
"""A page asks for the events from this long before it was made: what changed while it was being made is not missed."""

WATCHED = timedelta(minutes=1)
"""A board that has not asked for so long is not told of activity any more."""

STIRRED = timedelta(milliseconds=500)
"""Boards are told of activity at most this often; they ask a second or more after they were told."""

LOOK_LASTS = timedelta(seconds=10)
"""What many share is kept no longer than this, and who makes it has their turn to themselves for so long."""

LOOK_WAITS = timedelta(seconds=2)
"""Who waits longer than this for what another makes, makes their own."""

LOOK_ASKED = timedelta(milliseconds=20)
"""Who waits asks this often."""
