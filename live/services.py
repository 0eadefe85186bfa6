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
from live.queries import KEPT, channel_of, instant, look_kept, look_of, server, stream_of

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


def _send(users: list[int], event: dict[str, str | int], *, once_in: int = 0) -> None:
    """With ONCE_IN each is told only when nothing was told them so within these milliseconds; see `_SCRIPT`."""
    if _is_spared():
        _untold.update(users)
        return
    missed = _untold.copy()
    resync = json.dumps({"kind": RESYNC, "id": "", "version": 0})
    told = [(user_id, resync, 0) for user_id in missed] + [(user_id, json.dumps(event), once_in) for user_id in users]
    try:
        pipe = server().pipeline(transaction=False)
        for user_id, data, rarely in told:
            keys = (stream_of(user_id), _stirred(user_id))
            pipe.eval(_SCRIPT, 2, *keys, data, str(KEPT), str(KEPT_SECONDS), channel_of(user_id), str(rarely))
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


def watch(user_id: int, *, is_new: bool = False) -> bool:
    """USER_ID's board is open: told of `ACTIVITY` for `WATCHED`, after which the board says so again.

    What a board that IS_NEW shows is read after this: it is told of the next change, even amid a burst of whose beginning an
    earlier page heard. One that only looks again has heard it itself.
    False when Valkey did not take it: nothing will be told, and the board has to look by itself and ask again soon.
    """
    try:
        pipe = server().pipeline(transaction=False)
        pipe.zadd(WATCHERS, {str(user_id): time.time() + deadlines.WATCHED.total_seconds()})
        if is_new:
            pipe.delete(_stirred(user_id))
        pipe.execute()
    except RedisError:
        logger.warning("live_not_watched")
        return False
    return True


def _stirred(user_id: int) -> str:
    """The key that says that USER_ID was told of activity a moment ago."""
    return f"live:stirred:{user_id}"


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
            once_in = int(deadlines.STIRRED.total_seconds() * 1000)
            _send([int(one) for one in watchers], {"kind": ACTIVITY, "id": "", "version": 0}, once_in=once_in)
    except RedisError as error:
        _spare(error)  # a board that is told nothing looks by itself


# One step, so that who listens never sees an event before who comes back can read it, and nobody counts as told who was not. Who
# has heard of activity within the last ARGV[5] milliseconds hears nothing; each apart, for a board that opens amid a burst was not
# told of its beginning.
_SCRIPT = """
if ARGV[5] ~= '0' and not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[5]) then return false end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], id .. ' ' .. ARGV[1])
return id
"""


# ---- what many ask for at once


def shared(name: str, make: Callable[[], bytes], *, within: timedelta) -> bytes:
    """MAKE's, or what was made under NAME, by whatever process, from WITHIN before this was asked for on.

    One at a time makes it; who asks meanwhile waits and is given the same. Who cannot be told of another's makes their own.
    """
    turn = server().lock(
        f"{look_of(name)}:turn",
        timeout=deadlines.LOOK_LASTS.total_seconds(),
        sleep=deadlines.LOOK_ASKED.total_seconds(),
        blocking_timeout=deadlines.LOOK_WAITS.total_seconds(),
    )
    try:
        oldest = instant() - int(within.total_seconds() * 1000)
        found = look_kept(name, since=oldest)
        if found is None:
            turn.acquire()
            began = instant()
            found = look_kept(name, since=oldest)
    except RedisError:
        return make()
    try:
        return found if found is not None else _kept(name, began, make())
    finally:
        with suppress(RedisError):  # it was another's, or is over
            turn.release()


def _kept(name: str, began: int, made: bytes) -> bytes:
    with suppress(RedisError):
        server().set(look_of(name), b"%d %b" % (began, made), px=deadlines.LOOK_LASTS)
    return made


# ---- long work


def telling_progress(key: str, *, lasts: timedelta) -> Callable[[int, int], None]:
    """What long work calls with what is done, and of how much. Kept in the cache: its transaction shows nothing before its end."""
    seconds = int(lasts.total_seconds())

    def told(done: int, of: int) -> None:
        # Work does not fail because nobody can watch it.
        with suppress(RedisError):
            cache.set(key, 100 * done // max(of, 1), timeout=seconds)

    return told
