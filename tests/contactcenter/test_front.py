"""What stands between browsers and the pages' processes hands on what was asked and what was answered, whole or not at all."""

import hashlib
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import pytest
import uvicorn

from contactcenter import front
from contactcenter.front import Pages
from tests.throwaway import fresh_folder

LONG = b"x" * 700_000


class Answering(BaseHTTPRequestHandler):
    """Pages of a few kinds, by their path."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        if self.path == "/refused":  # without reading what is sent
            self._answer(b"too much", status=413)
            self.close_connection = True
            return
        body = self._chunks() if "chunked" in self.headers.get("Transfer-Encoding", "") else self._plain()
        said = {"path": self.path, "body": hashlib.sha256(body).hexdigest(), "from": self.headers["X-Forwarded-For"]}
        self._answer(json.dumps(said).encode())

    def do_GET(self) -> None:
        if self.path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
        elif self.path == "/cut":
            self._answer(b"half", length=8)
            self.close_connection = True
        elif self.path == "/silent":
            self.close_connection = True
        else:
            self._answer(LONG)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, body: bytes, *, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _plain(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size + 2)[:-2]
        return body

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def place() -> Path:
    return fresh_folder() / "pages"


@pytest.fixture
def pages(place: Path) -> Iterator[None]:
    with ThreadingUnixStreamServer(str(place), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def ask(place: Path) -> Iterator[Callable[..., http.client.HTTPResponse]]:
    config = uvicorn.Config(Pages(str(place)), lifespan="off", log_config=None, proxy_headers=False)
    server = uvicorn.Server(config)
    asked: list[http.client.HTTPConnection] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()

        def request(method: str, path: str, **rest: object) -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=10)
            asked.append(connection)
            connection.request(method, path, **rest)  # type: ignore[arg-type]
            return connection.getresponse()

        yield request
        for connection in asked:
            connection.close()
        server.should_exit = True
        thread.join()


Ask = Callable[..., http.client.HTTPResponse]


def test_what_is_asked_arrives_as_it_was_sent(pages: None, ask: Ask) -> None:
    said = json.loads(ask("POST", "/caf%C3%A9/?q=1&q=2", body=LONG).read())
    assert (said["path"], said["body"]) == ("/caf%C3%A9/?q=1&q=2", hashlib.sha256(LONG).hexdigest())


def test_what_comes_in_chunks_arrives_whole(pages: None, ask: Ask) -> None:
    said = json.loads(ask("POST", "/", body=iter([b"one", LONG]), encode_chunked=True).read())
    assert said["body"] == hashlib.sha256(b"one" + LONG).hexdigest()


def test_the_browser_s_address_stands_last(pages: None, ask: Ask) -> None:
    said = json.loads(ask("POST", "/", body=b"", headers={"X-Forwarded-For": "192.0.2.7"}).read())
    assert said["from"] == "192.0.2.7, 127.0.0.1"


@pytest.mark.parametrize(("path", "body"), [("/", LONG), ("/chunks", b"onetwo")])
def test_what_is_answered_arrives_whole(pages: None, ask: Ask, path: str, body: bytes) -> None:
    assert ask("GET", path).read() == body


def test_every_header_of_a_name_arrives(pages: None, ask: Ask) -> None:
    assert ask("GET", "/").headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_the_length_of_a_page_is_told_without_it(pages: None, ask: Ask) -> None:
    answer = ask("HEAD", "/")
    assert (answer.headers["Content-Length"], answer.read()) == (str(len(LONG)), b"")


@pytest.mark.parametrize("body", [b"x" * 100, LONG], ids=len)
def test_pages_may_answer_before_they_have_read_everything(pages: None, ask: Ask, body: bytes) -> None:
    """And close: what they could not be sent any more takes nothing from their answer."""
    assert [ask("POST", "/refused", body=body).read() for _ in range(20)] == [b"too much"] * 20


def test_a_page_that_was_cut_is_not_taken_for_whole(pages: None, ask: Ask) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask("GET", "/cut").read()


def test_pages_that_die_without_an_answer_are_away(pages: None, ask: Ask) -> None:
    assert ask("GET", "/silent").status == 503


def test_pages_that_are_away_say_when_to_come_back(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PATIENCE", 0.0)
    answer = ask("GET", "/")
    assert (answer.status, answer.headers["Retry-After"], answer.read().decode()) == (503, "2", front.AWAY)


def test_pages_that_start_again_are_waited_for(ask: Ask, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server: list[ThreadingUnixStreamServer] = []

    async def start_pages(_: float) -> None:
        server.append(ThreadingUnixStreamServer(str(place), Answering))
        threading.Thread(target=server[0].handle_request).start()

    monkeypatch.setattr(front, "_pause", start_pages)
    assert ask("GET", "/chunks").read() == b"onetwo"
    server[0].server_close()
