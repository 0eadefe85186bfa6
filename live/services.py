"""Tells open pages that something changed. An event carries a kind, an id and a version; the page then asks for what it may see.

Events go out after the commit, through Valkey: a list a person for who comes back after a cut, and a signal for who listens.
What cannot be told is not lost: it is in the database, and a page that missed something is told to ask for everything.
"""

import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from redis import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from live import deadlines
from live.queries import KEPT, channel_of, server, stream_of

logger = structlog.get_logger(__name__)

KEPT_SECONDS = int(deadlines.KEPT.total_seconds())
RESYNC = "resync"
"""The kind of event that says: something was missed, ask for everything."""

_untold: set[int] = set()
_silent_until: dict[str, float] = {}
"""A Valkey that lets one event wait is not asked again for a while: who works must not wait for it each time."""


def announce(kind: str, *, to: Iterable[int], subject_id: UUID | int | str, version: int = 0) -> None:
    """Tell these accounts, once the transaction is kept, that SUBJECT_ID is in this VERSION now."""
    event: dict[str, str | int] = {"kind": kind, "id": str(subject_id), "version": version}
    users = sorted(set(to))
    if users:
        transaction.on_commit(partial(_send, users, event), robust=True)
    stir()


def _send(users: list[int], event: dict[str, str | int]) -> None:
    if _is_spared():
        _untold.update(users)
        return
    missed = _untold.copy()
    resync: dict[str, str | int] = {"kind": RESYNC, "id": "", "version": 0}
    try:
        pipe = server().pipeline(transaction=False)
        for user_id, told in [*((user_id, resync) for user_id in missed), *((user_id, event) for user_id in users)]:
            pipe.eval(
                _SCRIPT, 1, stream_of(user_id), json.dumps(told), str(KEPT), str(KEPT_SECONDS), channel_of(user_id)
            )
        pipe.execute()
    except RedisError as error:
        _spare(error)
        # Valkey may come back as it was: these people hear with the next event that they missed one.
        _untold.update(users)
        logger.warning("live_not_told", kind=event["kind"])
    else:
        _untold.difference_update(missed)


def _is_spared() -> bool:
    return time.monotonic() < _silent_until.get(settings.REDIS_URL, 0)


def _spare(error: RedisError) -> None:
    if isinstance(error, RedisTimeoutError):
        _silent_until[settings.REDIS_URL] = time.monotonic() + deadlines.VALKEY_SPARED.total_seconds()


# ---- who watches everything

ACTIVITY = "activity"
"""The kind of event that says: something that boards show has changed, whatever and wherever it was."""

WATCHERS = "live:watchers"


def watch(user_id: int) -> None:
    """USER_ID's board is open: told of `ACTIVITY` for `WATCHED`, after which the board says so again."""
    with suppress(RedisError):
        server().zadd(WATCHERS, {str(user_id): time.time() + deadlines.WATCHED.total_seconds()})


def stir() -> None:
    """Tell open boards, once the transaction is kept, that something changed.

    Of a burst each hears the beginning: it asks later than `STIRRED` after it, and sees what the rest of it changed.
    """
    transaction.on_commit(_stir, robust=True)


def _stir() -> None:
    if _is_spared():
        return
    try:
        watchers: list[bytes] = server().zrangebyscore(WATCHERS, time.time(), "+inf")  # type: ignore[assignment]
        if watchers:
            _send(_not_told_yet([int(one) for one in watchers]), {"kind": ACTIVITY, "id": "", "version": 0})
    except RedisError as error:
        _spare(error)  # a board that is told nothing looks by itself


def _not_told_yet(watchers: list[int]) -> list[int]:
    """Those who have heard nothing for `STIRRED`. Each apart: a board that opens amid a burst was not told of its beginning."""
    pipe = server().pipeline(transaction=False)
    for user_id in watchers:
        pipe.set(f"live:stirred:{user_id}", 1, nx=True, px=int(deadlines.STIRRED.total_seconds() * 1000))
    return [user_id for user_id, is_first in zip(watchers, pipe.execute(), strict=True) if is_first]


# One step, so that who listens never sees an event before who comes back can read it.
_SCRIPT = """
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], id .. ' ' .. ARGV[1])
return id
"""


# ---- long work


def telling_progress(key: str, *, lasts: timedelta) -> Callable[[int, int], None]:
    """What long work calls with what is done, and of how much. Kept in the cache: its transaction shows nothing before its end."""
    seconds = int(lasts.total_seconds())

    def told(done: int, of: int) -> None:
        # Work does not fail because nobody can watch it.
        with suppress(RedisError):
            cache.set(key, 100 * done // max(of, 1), timeout=seconds)

    return told
