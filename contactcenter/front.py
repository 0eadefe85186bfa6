"""Hands requests on to the pages' own process, so that one origin serves pages and events where no proxy does.

One connection a request: whichever process of the pages is free takes it.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from httptools import HttpParserError, HttpResponseParser

_pause = asyncio.sleep
logger = structlog.get_logger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

PATIENCE, PAUSE = 5.0, 0.05
"""Seconds for which a request waits for pages that start again, and between two looks."""

AT_ONCE = 64 * 1024
OF_A_CONNECTION = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect"}
)
OF_A_SERVER = frozenset({b"date", b"server"})
AWAY = "Les pages redémarrent. Rien de ce qui est enregistré n’est perdu : réessayez dans quelques secondes.\n"


class Pages:
    """The ASGI application in front of the processes that listen at the Unix socket PATH."""

    def __init__(self, path: str) -> None:
        self.path = path

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        answer = _Answer(send, has_body=scope["method"] != "HEAD")
        try:
            pages = await self._connection()
        except OSError:
            logger.warning("pages_away")
            await _say_away(send)
            return
        asking = asyncio.create_task(_ask(pages, scope, receive))
        try:
            await answer.read(pages)
        except (OSError, HttpParserError, EOFError):
            logger.warning("pages_lost")
            if answer.has_begun:  # the browser sees that it is not whole
                raise
            await _say_away(send)
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            pages.close()

    async def _connection(self) -> socket.socket:
        """Nothing was asked yet, so it may be tried again while the pages start, or have too many waiting."""
        end = asyncio.get_running_loop().time() + PATIENCE
        pages = socket.socket(socket.AF_UNIX)
        pages.setblocking(False)
        try:
            while not self._is_connected(pages, may_fail=asyncio.get_running_loop().time() < end):
                await _pause(PAUSE)
        except BaseException:
            pages.close()
            raise
        return pages

    def _is_connected(self, pages: socket.socket, *, may_fail: bool) -> bool:
        try:
            pages.connect(self.path)  # a Unix socket is connected at once or not at all
        except (FileNotFoundError, ConnectionRefusedError, BlockingIOError):
            if not may_fail:
                raise
            return False
        return True


async def _ask(pages: socket.socket, scope: Message, receive: Receive) -> None:
    """Send the request. Pages that answer before they have read it all are no fault: their answer is read all the same.

    On the socket itself: a stream of asyncio that cannot write any more throws away what could still be read.
    """
    write = partial(asyncio.get_running_loop().sock_sendall, pages)
    with suppress(OSError):
        await write(_head(scope))
        is_chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
        while (message := await receive())["type"] == "http.request":
            body, is_last = message.get("body", b""), not message.get("more_body", False)
            if is_chunked:
                body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"0\r\n\r\n" if is_last else b"")
            await write(body)
            if is_last:
                return
        pages.shutdown(socket.SHUT_RDWR)  # the browser left: what waits for the rest need not wait


def _head(scope: Message) -> bytes:
    """The head of the request, with its client added to the addresses that proxies before us saw."""
    target = scope.get("raw_path") or scope["path"].encode()
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    headers = list(scope["headers"])
    is_chunked = any(name == b"transfer-encoding" for name, _ in headers)
    seen = [value for name, value in headers if name == b"x-forwarded-for"]
    if scope.get("client"):
        seen.append(scope["client"][0].encode())
    left_out = OF_A_CONNECTION | {b"x-forwarded-for"} | ({b"content-length"} if is_chunked else set())
    kept = [(name, value) for name, value in headers if name not in left_out]
    kept += [(b"x-forwarded-for", b", ".join(seen))] if seen else []
    kept += [(b"connection", b"close")] + ([(b"transfer-encoding", b"chunked")] if is_chunked else [])
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target), *(b"%b: %b" % header for header in kept)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


class _Answer:
    """What the pages answer, as it comes; `httptools` calls the methods that begin with `on_`."""

    def __init__(self, send: Send, *, has_body: bool) -> None:
        self.send, self.has_body = send, has_body
        self.parser = HttpResponseParser(self)
        self.headers: list[tuple[bytes, bytes]] = []
        self.ready: list[Message] = []
        self.has_begun = self.is_whole = False

    async def read(self, pages: socket.socket) -> None:
        """Until its end. Raises EOFError, HttpParserError and OSError when that does not come."""
        loop = asyncio.get_running_loop()
        while not self.is_whole:
            data = await loop.sock_recv(pages, AT_ONCE)
            if not data:
                raise EOFError
            self.parser.feed_data(data)
            ready, self.ready = self.ready, []
            for message in ready:
                self.has_begun = True
                await self.send(message)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        headers = [(name, value) for name, value in self.headers if name not in OF_A_CONNECTION | OF_A_SERVER]
        status = self.parser.get_status_code()
        self.ready.append({"type": "http.response.start", "status": status, "headers": headers})
        if not self.has_body:
            self.on_message_complete()

    def on_body(self, body: bytes) -> None:
        self.ready.append({"type": "http.response.body", "body": body, "more_body": True})

    def on_message_complete(self) -> None:
        self.is_whole = True
        self.ready.append({"type": "http.response.body", "body": b"", "more_body": False})


async def _say_away(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store, private"),
        (b"retry-after", b"2"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": AWAY.encode()})
