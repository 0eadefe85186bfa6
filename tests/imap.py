"""A mail server of a few words over a real socket, which can break off in the middle of a message."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Post:
    """What the server holds: messages by number, which of them were marked, and where it breaks off."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    password: str = "ouvre-toi"
    cut_at: int | None = None
    """The message in which the line goes dead, once: after its first half, or `cut_after` bytes of its text."""
    cut_after: int | None = None
    cut_store_at: int | None = None
    size_said: dict[int, int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    server: "ImapServer"

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            word = rest.split(" ", 1)[0].upper()
            command = rest.split(" ", 2)[1].upper() if word == "UID" else word
            self.server.post.commands.append(rest)
            if not getattr(self, f"_{command.lower()}", self._unknown)(tag, rest):
                return

    def _say(self, line: bytes) -> bool:
        self.wfile.write(line + b"\r\n")
        return True

    def _unknown(self, tag: str, _: str) -> bool:
        return self._say(f"{tag} BAD what".encode())

    def _capability(self, tag: str, _: str) -> bool:
        self._say(b"* CAPABILITY IMAP4rev1")
        return self._say(f"{tag} OK done".encode())

    def _login(self, tag: str, rest: str) -> bool:
        is_right = rest.endswith(f'"{self.server.post.password}"')
        return self._say(f"{tag} {'OK' if is_right else 'NO'} done".encode())

    def _select(self, tag: str, _: str) -> bool:
        self._say(f"* {len(self.server.post.messages)} EXISTS".encode())
        self._say(f"* OK [UIDVALIDITY {self.server.post.validity}] valid".encode())
        return self._say(f"{tag} OK [READ-WRITE] done".encode())

    def _search(self, tag: str, rest: str) -> bool:
        first = int(re.findall(r"UID (\d+):\*", rest)[0])
        uids = sorted(self.server.post.messages)
        found = [uid for uid in uids if uid >= first] or uids[-1:]
        self._say(f"* SEARCH {' '.join(map(str, found))}".encode())
        return self._say(f"{tag} OK done".encode())

    def _fetch(self, tag: str, rest: str) -> bool:
        uid, post = int(rest.split()[2]), self.server.post
        raw = post.messages.get(uid)
        if raw is not None and "RFC822.SIZE" in rest:
            size = post.size_said.get(uid, len(raw))
            self._say(f'* 1 FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "20-Nov-2026 09:30:00 +0100")'.encode())
        elif raw is not None:
            part = "HEADER" if "HEADER" in rest else ""
            body = raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n" if part else raw
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[{part}] {{{len(body)}}}\r\n".encode())
            if post.cut_at == uid:
                post.cut_at = None
                self.wfile.write(body[: len(body) // 2 if post.cut_after is None else post.cut_after])
                return False
            self.wfile.write(body + b")\r\n")
        return self._say(f"{tag} OK done".encode())

    def _store(self, tag: str, rest: str) -> bool:
        uid, post = int(rest.split()[2]), self.server.post
        if post.cut_store_at == uid:
            post.cut_store_at = None
            return False
        post.seen.add(uid)
        return self._say(f"{tag} OK done".encode())

    def _logout(self, tag: str, _: str) -> bool:
        self._say(b"* BYE")
        self._say(f"{tag} OK done".encode())
        return False


class ImapServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.post = Post()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
