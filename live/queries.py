"""What somebody missed. Reads Valkey alone: nothing here opens a database connection."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis import Redis, RedisError

from live import deadlines

KEPT = 200
"""Events kept for each person who comes back."""

SIGNAL = "live"
STREAM_PATH = "/direct/"
"""No route of Django's: `contactcenter.asgi` gives it to `live.stream`."""

PLACE = re.compile(r"\d{1,15}(-\d{1,12})?")


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    kind: str
    subject_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Told:
    """Events after a place, oldest first. When some may be missing `is_whole` is False, and everything is to be asked for.

    A place is the id of an event, or an instant in milliseconds of Valkey's clock; `last` is the place reached.
    """

    events: list[Event]
    last: str
    is_whole: bool = True


def stream_of(user_id: int) -> str:
    return f"live:{user_id}"


def channel_of(user_id: int | str) -> str:
    """Signals do not know the databases of a server: what shares it would hear ours."""
    return f"{SIGNAL}:{server().connection_pool.connection_kwargs.get('db') or 0}:{user_id}"


def order(place: str) -> tuple[int, int]:
    """Places in order. An instant comes before the events of its millisecond."""
    instant, _, number = place.partition("-")
    return int(instant), int(number) if number else -1


def event_of(event_id: str, data: bytes) -> Event:
    told = json.loads(data)
    return Event(event_id, told["kind"], told["id"], told["version"])


def events_after(user_id: int, place: str) -> Told:
    """What USER_ID was told after PLACE; nothing for the empty one, which means now.

    Not whole when the place is too old, its events are no longer kept, or Valkey was away since; nor when it is away now.
    """
    try:
        return _read(user_id, place)
    except RedisError:
        return Told([], place, is_whole=False)


def _read(user_id: int, place: str) -> Told:
    is_place = PLACE.fullmatch(place) is not None
    pipe = server().pipeline(transaction=True)
    pipe.time()
    pipe.info("server")
    pipe.xlen(stream_of(user_id))
    pipe.xrange(stream_of(user_id), count=1)
    if is_place:
        pipe.xrange(stream_of(user_id), min=f"({place}" if "-" in place else place)
    (seconds, microseconds), about, length, first, *rest = pipe.execute()
    now = seconds * 1000 + microseconds // 1000
    if not place:
        return Told([], str(now))
    oldest = _ms(deadlines.KEPT), _ms(deadlines.UPTIME_STEP) - about["uptime_in_seconds"] * 1000
    if not is_place or order(place)[0] < max(now - oldest[0], now + oldest[1]):
        return Told([], str(now), is_whole=False)
    if not _is_kept(place, length, first):
        return Told([], str(now), is_whole=False)
    events = [event_of(event_id.decode(), fields[b"event"]) for event_id, fields in rest[0]]
    return Told(events, events[-1].id if events else str(now))


def _is_kept(place: str, length: int, first: list[Any]) -> bool:
    """Whether nothing after PLACE was dropped. An event's id is itself kept, or what came after it may not be."""
    begins_before = bool(first) and order(first[0][0].decode()) <= order(place)
    return begins_before or ("-" not in place and length < KEPT)


def _ms(duration: Any) -> int:
    return int(duration.total_seconds() * 1000)


# ---- what many ask for at once


def look_of(name: str) -> str:
    return f"live:look:{name}"


def look_kept(name: str, *, since: int) -> bytes | None:
    """What was made under NAME, when its making began at SINCE, a millisecond of `instant`, or later."""
    kept: bytes | None = server().get(look_of(name))  # type: ignore[assignment]
    began, _, made = (kept or b"").partition(b" ")
    return made if began and int(began) >= since else None


def instant() -> int:
    """Now in milliseconds, by the clock that all processes share."""
    seconds, microseconds = server().time()
    return int(seconds) * 1000 + int(microseconds) // 1000


# ---- Valkey


_servers: dict[str, Redis] = {}


def server() -> Redis:
    """Valkey, which answers at once or not at all: somebody's request waits for it."""
    url, patience = settings.REDIS_URL, deadlines.VALKEY_PATIENCE.total_seconds()
    if url not in _servers:
        _servers[url] = Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience)
    return _servers[url]


def percent_done(key: str) -> int:
    """How far long work is, 0 to 100; see `services.telling_progress`."""
    try:
        return int(cache.get(key, 0))
    except RedisError:
        return 0
