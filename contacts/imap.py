"""A mailbox on an IMAP server, read without marking anything until that is asked for. Plain Python."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from contacts import deadlines

UNREACHABLE: tuple[type[Exception], ...] = (OSError, imaplib.IMAP4.error, ssl.SSLError)
"""What a server that is away, refuses, or breaks off in the middle raises here. What it sent by halves is not given on."""

LARGEST = 60 * 2**20
"""Bytes above which a message stays on the server, and its headers alone are fetched."""

STARTTLS_PORT = 143


def failure_of(error: Exception) -> str:
    """`certificate`, `sign_in` for what the server says no to, or `cut`."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    # `abort` is the library's word for a connection that ends; every other of its errors is an answer of the server.
    is_answer = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    return "sign_in" if is_answer else "cut"


class RefusedFolderError(imaplib.IMAP4.error):
    """The server does not have the folder."""


class Folder:
    """A folder in which messages are numbered for as long as `validity` stays the same."""

    def __init__(self, connection: imaplib.IMAP4, name: str) -> None:
        self._connection = connection
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        answer, _ = connection.select(f'"{quoted}"')
        if answer != "OK":
            raise RefusedFolderError
        _, told = connection.response("UIDVALIDITY")
        self.validity = int(told[0]) if told and isinstance(told[0], bytes) and told[0].isdigit() else 0

    def uids_after(self, uid: int) -> list[int]:
        """In the server's order of arrival."""
        _, found = self._asked("SEARCH", f"UID {uid + 1}:*")
        listed = b" ".join(line for line in found if isinstance(line, bytes)).split()
        # `8:*` names the last message also when its number is below 8.
        return sorted({int(one) for one in listed if one.isdigit() and int(one) > uid})

    def measure(self, uid: int) -> tuple[int, datetime | None]:
        """Size in bytes, 0 for a message that is gone; and when the server received it."""
        _, found = self._asked("FETCH", str(uid), "(RFC822.SIZE INTERNALDATE)")
        line = b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in found if part)
        size = re.search(rb"RFC822\.SIZE (\d+)", line)
        return (int(size.group(1)) if size else 0), _instant(line)

    def message(self, uid: int, *, headers_only: bool = False) -> bytes | None:
        """The message as it is kept; None for one that is gone."""
        _, found = self._asked("FETCH", str(uid), "(BODY.PEEK[HEADER])" if headers_only else "(BODY.PEEK[])")
        return next((part[1] for part in found if isinstance(part, tuple) and b"BODY[" in part[0].upper()), None)

    def mark_seen(self, uid: int) -> None:
        self._asked("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")

    def _asked(self, command: str, *arguments: str) -> tuple[str, list[Any]]:
        answer, found = self._connection.uid(command, *arguments)
        if answer != "OK":
            raise imaplib.IMAP4.error(command)
        return answer, found


def _instant(line: bytes) -> datetime | None:
    found = re.search(rb'INTERNALDATE "\s?([^"]{10,40})"', line)
    if found is None:
        return None
    try:
        said = parsedate_to_datetime(found.group(1).decode("ascii", "replace").replace("-", " ", 2))
    except (ValueError, TypeError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


@contextlib.contextmanager
def opened(*, host: str, port: int, use_tls: bool, username: str, password: str, folder: str) -> Iterator[Folder]:
    """Signed in, with the folder open. Raises one of UNREACHABLE."""
    patience = deadlines.IMAP_ANSWERS.total_seconds()
    context = ssl.create_default_context()
    if use_tls and port != STARTTLS_PORT:
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=patience)
    else:
        connection = imaplib.IMAP4(host, port, timeout=patience)
    try:
        if use_tls and port == STARTTLS_PORT:
            connection.starttls(context)
        connection.login(username, password)
        yield Folder(connection, folder)
    finally:
        with contextlib.suppress(*UNREACHABLE):
            connection.logout()
        with contextlib.suppress(*UNREACHABLE):  # a farewell that fails leaves the socket open
            connection.shutdown()
