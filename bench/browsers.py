"""What desks and a telephone system do on the wire, many at once on one event loop: requests, open streams, signed events."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.people import SignedIn
from contacts import signatures

HOST = "127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGN_EVERY, SIGN_SPREAD = 30.0, 15.0
"""Seconds between the signs of an open page, and between the soonest and the latest of them (ui/static/ui/js/presence.js)."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def ask(port: int, method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> Answer:
    """One request on a connection of its own, up to the last byte of its answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(
            _request(method, path, {**headers, "Connection": "close", "Content-Length": str(len(body))}) + body
        )
        status, answered = await _head(reader)
        return Answer(status, answered, await reader.read())
    finally:
        writer.close()


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    named = (line.partition(": ") for line in lines[1:] if line)
    return int(lines[0].split()[1]), {name.lower(): value for name, _, value in named}


@dataclass(slots=True)
class Popped:
    """A call that its desk was told of, at a moment of `time.perf_counter`."""

    case_id: str
    at: float


@dataclass(slots=True, eq=False)
class Desk:
    """One adviser's browser: a page, and the stream of events. With HAS_LIST the page is the work list, which follows its queues."""

    port: int
    who: SignedIn
    has_list: bool = False
    told: Counter[str] = field(default_factory=Counter)
    popped: Counter[str] = field(default_factory=Counter)
    strays: int = 0
    lists: list[float] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    waits_for: "asyncio.Future[Popped] | None" = None
    shown: "asyncio.Task[None] | None" = None

    @property
    def extension(self) -> str:
        return self.who.user.extension

    async def live(self) -> None:
        """Open the stream and follow it, with the signs that an open page gives. Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._sign())

    async def get(self, path: str) -> Answer:
        return await ask(self.port, "GET", path, headers=self.who.headers)

    async def post(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        body = urlencode(fields or {}).encode()
        return await ask(self.port, "POST", path, headers={**self.who.headers, **FORM}, body=body)

    def expect(self) -> "asyncio.Future[Popped]":
        """What the next `call` event of this desk tells."""
        self.waits_for = asyncio.get_running_loop().create_future()
        return self.waits_for

    async def _sign(self) -> None:
        headers = {**self.who.headers, "CC-Unattended": "1", "HX-Request": "true"}
        while True:
            await ask(self.port, "POST", "/presence/signe/", headers=headers)
            await asyncio.sleep(SIGN_EVERY + (random.random() - 0.5) * SIGN_SPREAD)

    async def _follow(self) -> None:
        async for kind, data in events(self.port, self.who):
            now = time.perf_counter()
            self.told[kind] += 1
            if kind == "open":
                self.is_open.set()
            elif kind == "call":
                self._pop(Popped(str(json.loads(data)["id"]), now))
            else:
                self.heard(kind)
        raise RuntimeError("the stream ended")

    def heard(self, kind: str) -> None:
        """Any other event: what the page that is open does then."""
        if kind == "queue" and self.has_list:
            self._show_list()

    def _pop(self, popped: Popped) -> None:
        self.popped[popped.case_id] += 1
        if self.waits_for is None or self.waits_for.done():
            self.strays += 1
        else:
            self.waits_for.set_result(popped)

    def _show_list(self) -> None:
        """As the page does: a newer request takes the place of the one that is under way."""
        if self.shown is not None:
            self.shown.cancel()
        self.shown = asyncio.create_task(self._get_list())

    async def _get_list(self) -> None:
        before = time.perf_counter()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await ask(self.port, "GET", "/contacts/", headers={**self.who.headers, "HX-Request": "true"})
            self.lists.append(time.perf_counter() - before)


async def events(port: int, who: SignedIn) -> AsyncIterator[tuple[str, str]]:
    """Kind and data of the events of an open stream. Raises RuntimeError when it is refused."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(_request("GET", "/direct/", {**who.headers, "Accept": "text/event-stream"}))
        status, _ = await _head(reader)
        if status != 200:
            raise RuntimeError(f"{status} for the stream of events")
        text = ""
        while size := int(await reader.readline(), 16):
            text += (await reader.readexactly(size + 2))[:-2].decode()
            *whole, text = text.split("\n\n")
            for event in whole:
                said = dict(line.split(": ", 1) for line in event.splitlines() if not line.startswith(":"))
                if "event" in said:
                    yield said["event"], said.get("data", "")
    finally:
        writer.close()


@dataclass(frozen=True, slots=True)
class Telephones:
    """A telephone system of the generic make: it sends signed events."""

    port: int
    path: str
    secret: str

    async def tell(self, **telling: str) -> Answer:
        body = json.dumps(telling).encode()
        now = int(time.time())
        headers = {
            "Content-Type": "application/json",
            signatures.TIMESTAMP_HEADER: str(now),
            signatures.SIGNATURE_HEADER: signatures.signed(self.secret, now, body),
        }
        return await ask(self.port, "POST", self.path, headers=headers, body=body)
