"""A mail server on a real socket, which takes, refuses, keeps silent or dies as a test wants."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class PostOffice(socketserver.ThreadingTCPServer):
    """How it behaves is set on it.

    `answers` gives the reply to a recipient or, under "DATA", to a text; `silent`, `dies_after_data` and `holds_after_data`
    say how it fails; `moods`, one a text, what it does of these by turns.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers: dict[str, str] = {}
        self.silent = False
        self.dies_after_data = False
        self.holds_after_data = False
        self.moods: list[str] = []
        self.took = threading.Event()
        self.taken: list[EmailMessage] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        if self.server.silent:
            self.server.over.wait(10)
            return
        self._say("220 essai")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 au revoir")
                return
            if verb == "DATA" and not self._take():
                return
            if verb == "RCPT":
                self._say(self.server.answers.get(line.partition("<")[2].partition(">")[0], "250 oui"))
            elif verb != "DATA":
                self._say("250 oui")

    def _take(self) -> bool:
        self._say("354 allez")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        mood = self.server.moods.pop() if self.server.moods else ""
        answer = mood if mood[:1].isdigit() else self.server.answers.get("DATA", "250 pris")
        if answer.startswith("250"):
            self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.server.took.set()
        if self.server.holds_after_data:
            self.server.over.wait(10)
            return False
        if self.server.dies_after_data or mood == "dies":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._say(answer)
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def open_office() -> Iterator[PostOffice]:
    office = PostOffice()
    thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        office.over.set()
        office.shutdown()
        office.server_close()
        thread.join()
