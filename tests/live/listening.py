"""A browser's end of the stream, and servers that a test may stop."""

import http.client
import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import uvicorn
from redis import Redis, RedisError

from accounts.backends import accounts_of
from contactcenter.embedded.valkey import _binary
from live.stream import EventStream

PATIENCE = 10


class Told(dict[str, Any]):
    """One event as it came: `id`, `event`, `data`."""


class Listener:
    """An open stream, read line by line. Beats and names of kinds are passed over."""

    def __init__(self, port: int, session: str, *, after: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Cookie": f"contactcenter={session}", **({"Last-Event-ID": after} if after else {})}
        self.connection.request("GET", "/direct/", headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.place = after

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def events(self) -> Iterator[Told]:
        told = Told()
        for raw in self.answer:
            line = raw.decode().rstrip("\n")
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                told[name] = value
            elif not line and "event" in told:
                self.place = told.get("id", self.place)
                yield told
                told = Told()

    def next(self, *kinds: str) -> Told:
        """The next event, of these kinds if any are given."""
        for told in self.events():
            if told["event"] in kinds or (not kinds and told["event"] not in {"beat", "kind"}):
                return told
        raise EOFError

    def subject(self) -> str:
        """The id that the next event of our own tells."""
        return str(json.loads(self.next("case")["data"])["id"])

    def until_end(self) -> list[str]:
        return [told["event"] for told in self.events()]


@contextmanager
def serving(stream: EventStream | None = None) -> Iterator[int]:
    """The port of a server of events in a thread of this process."""
    app = stream or EventStream(admit=accounts_of)
    config = uvicorn.Config(app, timeout_graceful_shutdown=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


class OwnValkey:
    """A Valkey without memory, to be stopped and started again at the same address."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [_binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as server:
                return bool(server.ping())
        except RedisError:
            return False
