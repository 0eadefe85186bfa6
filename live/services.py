"""Tells open pages that something changed. An event carries a kind, an id and a version; the page then asks for what it may see.

Events go out after the commit, through Valkey: a list a person for who comes back after a cut, and a signal for who listens.
What cannot be told is not lost: it is in the database, and a page that missed something is told to ask for everything.
"""

import json
from collections.abc import Iterable
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError

logger = structlog.get_logger(__name__)

KEPT = 200
"""Events kept for each person who comes back."""

KEPT_SECONDS = 3600
SIGNAL = "live"


def stream_of(user_id: int) -> str:
    return f"live:{user_id}"


def announce(kind: str, *, to: Iterable[int], subject_id: UUID | int | str, version: int = 0) -> None:
    """Tell these accounts, once the transaction is kept, that SUBJECT_ID is in this VERSION now."""
    event: dict[str, str | int] = {"kind": kind, "id": str(subject_id), "version": version}
    users = sorted(set(to))
    if users:
        transaction.on_commit(partial(_send, users, event), robust=True)


def _send(users: list[int], event: dict[str, str | int]) -> None:
    data = json.dumps(event)
    try:
        pipe = _server().pipeline(transaction=False)
        for user_id in users:
            pipe.eval(_SCRIPT, 1, stream_of(user_id), data, KEPT, KEPT_SECONDS, f"{SIGNAL}:{user_id}")
        pipe.execute()
    except RedisError:
        logger.warning("live_not_told", kind=event["kind"])


# One step, so that who listens never sees an event before who comes back can read it.
_SCRIPT = """
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], id .. ' ' .. ARGV[1])
return id
"""

_servers: dict[str, Redis] = {}


def _server() -> Redis:
    url = settings.REDIS_URL
    if url not in _servers:
        _servers[url] = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    return _servers[url]
