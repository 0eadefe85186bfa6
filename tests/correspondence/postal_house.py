"""A postal service on a real socket: it knows a letter by its key, and refuses, keeps silent or dies as a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class PostalHouse(ThreadingHTTPServer):
    """`status` other than 201 refuses; `holds` takes the letter in and says nothing; `states` says how far a letter is."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.status = 201
        self.words = ""
        self.silent = self.holds = False
        self.took = threading.Event()
        self.letters: dict[str, dict[str, Any]] = {}
        self.states: dict[str, str] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v2"


class _Counter(BaseHTTPRequestHandler):
    server: PostalHouse

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._begun():
            self.server.letters[self.headers["Idempotency-Key"]] = told
            self.server.took.set()
            if self.server.holds:
                self.server.over.wait(10)
            else:
                self._answer(self.headers["Idempotency-Key"])

    def do_GET(self) -> None:
        key = self.path.rpartition("/")[2].removeprefix("L-")
        if self._begun():
            self._answer(key) if key in self.server.letters else self._say(404, {})

    def _begun(self) -> bool:
        self.server.asked.append((self.command, self.path, self.headers["Authorization"]))
        if self.server.silent:
            self.server.over.wait(10)
            return False
        if self.server.status != 201:
            self._say(self.server.status, {"detail": self.server.words})
            return False
        return True

    def _answer(self, key: str) -> None:
        self._say(201, {"id": f"L-{key}", "state": self.server.states.get(key, "accepted")})

    def _say(self, status: int, told: dict[str, Any]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is its own."""


@contextmanager
def open_house() -> Iterator[PostalHouse]:
    house = PostalHouse()
    thread = threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.over.set()
        house.shutdown()
        house.server_close()
        thread.join()
