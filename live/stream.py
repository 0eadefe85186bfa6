"""The stream of events, on an event loop: `GET /direct/` as text/event-stream. Holds no database connection while it is open.

One subscription of Valkey a process hears everybody's events and hands them to the streams that are open here. A stream that
was away is first told what it missed, so that nothing is lost and nothing comes twice, whatever died in between.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qs

import structlog
from django.conf import settings
from django.db import Error, connections
from django.http.cookie import parse_cookie
from redis import RedisError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from live import deadlines
from live.queries import STREAM_PATH, Event, channel_of, event_of, events_after, order
from live.services import RESYNC

logger = structlog.get_logger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Admit = Callable[[Sequence[str]], Mapping[str, int]]
"""Account ids by session key, of the sessions whose owner may be told things now. May use the database."""

Given = TypeVar("Given")

WAITING = 64
"""Events that wait for a slow browser before it is cut."""

PER_ACCOUNT = 12
"""Open streams of one account: a browser has one, whatever its tabs."""

THREADS = 4
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, private, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Signal(Enum):
    """What the subscription says to every stream besides events."""

    UP = "up"
    DOWN = "down"


class _Client:
    """One open stream. `place` is how far its browser has been told."""

    def __init__(self, *, user_id: int, session_key: str, place: str) -> None:
        self.user_id, self.session_key, self.place = user_id, session_key, place
        self.waiting: asyncio.Queue[Event | Signal] = asyncio.Queue(WAITING)
        self.kinds: set[str] = set()
        self.serving: asyncio.Task[None] | None = None
        self.is_slow = False

    def tell(self, item: Event | Signal) -> None:
        try:
            self.waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.is_slow = True
            self.end()

    def end(self) -> None:
        if self.serving is not None:
            self.serving.cancel()


class _Hub:
    """The streams open in this process, and the one subscription that feeds them."""

    def __init__(self, clients: dict[int, set[_Client]]) -> None:
        self.clients = clients
        self.is_up: bool | None = None  # None until it is known for the first time
        self.ahead = 0.0  # from the monotonic clock to Valkey's, in seconds

    async def listen(self) -> None:
        """Until cancelled; after each loss the streams catch up by themselves."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError):  # a TimeoutError is one of the system's
                if self.is_up is not False:
                    logger.warning("live_valkey_lost")
            except Exception:  # whatever it is, the streams must hear again
                logger.exception("live_hub_failed")
            _end_if_cancelled()
            if self.is_up is not False:
                self.is_up = False
                self._tell_all(Signal.DOWN)
            await asyncio.sleep(deadlines.VALKEY_RETRY.total_seconds())

    def place(self) -> str:
        """An instant before which every event has been handed on. Empty while Valkey is away."""
        if not self.is_up:
            return ""
        return str(int((monotonic() + self.ahead - deadlines.SETTLED.total_seconds()) * 1000))

    async def _listen(self) -> None:
        answers = deadlines.VALKEY_ANSWERS.total_seconds()
        server = Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=answers, socket_timeout=answers, retry=Retry(NoBackoff(), 0)
        )
        async with server, server.pubsub() as signals:
            seconds, microseconds = await server.time()
            self.ahead = seconds + microseconds / 1e6 - monotonic()
            await signals.psubscribe(channel_of("*"))
            was_asked = False
            while True:
                _end_if_cancelled()
                message = await signals.get_message(timeout=answers)
                if message is None:
                    if was_asked:
                        raise TimeoutError
                    await signals.ping()
                    was_asked = True
                    continue
                was_asked = False
                self._hear(message)

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "psubscribe":
            if self.is_up:  # the library subscribed again by itself: what was said meanwhile was not heard
                raise TimeoutError
            self.is_up = True
            self._tell_all(Signal.UP)
        elif message["type"] == "pmessage":
            event_id, _, data = message["data"].partition(b" ")
            user_id = int(message["channel"].rpartition(b":")[2])
            if clients := self.clients.get(user_id):
                event = event_of(event_id.decode(), data)
                for client in list(clients):
                    client.tell(event)

    def _tell_all(self, signal: Signal) -> None:
        for client in [client for clients in self.clients.values() for client in clients]:
            client.tell(signal)


class EventStream:
    """The ASGI application. One for each process; its work begins with the first stream."""

    def __init__(self, *, admit: Admit) -> None:
        self.admit = admit
        self.clients: dict[int, set[_Client]] = defaultdict(set)
        self.hub = _Hub(self.clients)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self.work: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] != "http" or scope["path"] != STREAM_PATH:
            await _refuse(send, 404)
        elif scope["method"] != "GET":
            await _refuse(send, 405)
        else:
            await self._stream(scope, receive, send)

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        session_key = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        try:
            admitted = await self._in_thread(self._admitted, [session_key]) if session_key else {}
        except Error:
            await _refuse(send, 503)
            return
        user_id = admitted.get(session_key)
        if user_id is None:
            await _refuse(send, 401)
        elif len(self.clients[user_id]) >= PER_ACCOUNT:
            await _refuse(send, 429)
        else:
            asked = parse_qs(scope["query_string"].decode("latin-1")).get("apres", [""])[-1]
            place = headers.get(b"last-event-id", asked)
            await self._serve(_Client(user_id=user_id, session_key=session_key, place=place), receive, send)

    async def _serve(self, client: _Client, receive: Receive, send: Send) -> None:
        self._begin_work()
        self.clients[client.user_id].add(client)
        if self.hub.is_up is not None:
            client.tell(Signal.UP if self.hub.is_up else Signal.DOWN)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        client.serving = asyncio.create_task(self._feed(client, send))
        gone = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait([client.serving, gone], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.clients[client.user_id].discard(client)
            if not self.clients[client.user_id]:
                del self.clients[client.user_id]
            for task in (client.serving, gone):
                task.cancel()
            ended, _ = await asyncio.gather(client.serving, gone, return_exceptions=True)
        if isinstance(ended, Exception) and not client.is_slow:
            raise ended
        if not client.is_slow:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _feed(self, client: _Client, send: Send) -> None:
        async def write(text: str) -> None:
            body = {"type": "http.response.body", "body": text.encode(), "more_body": True}
            try:
                await asyncio.wait_for(send(body), deadlines.SEND_LIMIT.total_seconds())
            except TimeoutError:
                client.is_slow = True
                raise

        await write("retry: 2000\n\n")
        while True:
            try:
                item = await asyncio.wait_for(client.waiting.get(), deadlines.HEARTBEAT.total_seconds())
            except TimeoutError:
                await write(_beat(client, self.hub.place()))
                continue
            if isinstance(item, Event):
                await write(_written(client, [item]))
            elif item is Signal.DOWN:
                await write("event: cut\ndata: {}\n\n")
            else:
                await write(await self._caught_up(client))

    async def _caught_up(self, client: _Client) -> str:
        """What the browser missed, or the word that it missed something, then that the stream is open."""
        told = await self._in_thread(events_after, client.user_id, client.place)
        missed = _written(client, told.events)
        if told.last:
            client.place = told.last
        if not told.is_whole:
            missed = _written_kind(client, RESYNC) + f"id: {client.place}\nevent: {RESYNC}\ndata: {{}}\n\n"
        return f"{missed}id: {client.place}\nevent: open\ndata: {{}}\n\n"

    # ---- what the process does for all of its streams

    def _begin_work(self) -> None:
        if not self.work:
            self.work = [asyncio.create_task(self.hub.listen()), asyncio.create_task(self._check_sessions())]

    async def _check_sessions(self) -> None:
        while True:
            await asyncio.sleep(deadlines.SESSION_CHECK.total_seconds())
            clients = [client for clients in self.clients.values() for client in clients]
            if not clients:
                continue
            try:
                admitted = await self._in_thread(self._admitted, [client.session_key for client in clients])
            except Error:  # nobody can be asked now: who was let in stays, and hears ids alone
                logger.warning("live_sessions_not_checked", count=len(clients))
                continue
            for client in clients:
                if admitted.get(client.session_key) != client.user_id:
                    client.end()

    def _admitted(self, session_keys: Sequence[str]) -> Mapping[str, int]:
        try:
            return self.admit(session_keys)
        finally:
            connections.close_all()

    async def _in_thread(self, work: Callable[..., Given], *args: Any) -> Given:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *args)


def _written(client: _Client, events: Sequence[Event]) -> str:
    """Events as the browser reads them, without those that it was told before."""
    text = ""
    for event in events:
        if client.place and order(event.id) <= order(client.place):
            continue
        client.place = event.id
        data = json.dumps({"id": event.subject_id, "version": event.version})
        text += _written_kind(client, event.kind) + f"id: {event.id}\nevent: {event.kind}\ndata: {data}\n\n"
    return text


def _written_kind(client: _Client, kind: str) -> str:
    """An EventSource hears only the kinds that it knows: each is named before its first event."""
    if kind in client.kinds:
        return ""
    client.kinds.add(kind)
    return f"event: kind\ndata: {kind}\n\n"


def _beat(client: _Client, place: str) -> str:
    """A comment for proxies, an event for the page, and a later place to come back to."""
    if place and client.place and order(place) > order(client.place):
        client.place = place
        return f": alive\nid: {place}\nevent: beat\ndata: {{}}\n\n"
    return ": alive\nevent: beat\ndata: {}\n\n"


def _end_if_cancelled() -> None:
    """While it connects, the library takes being cancelled for a timeout of its own."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store, private")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def mounted(events: EventStream, pages: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Awaitable[None]]:
    """One application: the stream's own address, and every other over HTTP."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        chosen = pages if scope["type"] == "http" and scope["path"] != STREAM_PATH else events
        await chosen(scope, receive, send)

    return application
