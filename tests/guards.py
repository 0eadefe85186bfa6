"""A GET cannot write: every statement of a reading request is looked at as it passes.

The suite's conftest has `gets_only_read` in force for every test.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

READING = re.compile(
    r"(SELECT|SET|SHOW|EXPLAIN|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO|DECLARE|FETCH|CLOSE)\b", re.IGNORECASE
)
WRITING_PART = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+\"?(\w+)", re.IGNORECASE)

# What reading itself leaves behind: its trace, its ground, the counting of readings, and the life of sessions and keys.
TRACES = (
    re.compile(r'INSERT INTO "audit_journalentry"'),
    re.compile(r'INSERT INTO "members_ground"'),
    re.compile(r'(INSERT INTO|UPDATE) "accounts_readalarm"'),
    re.compile(r'UPDATE "accounts_user" SET "blocked_at" = '),
    re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(django_session|usersessions_usersession)"'),
    re.compile(r'UPDATE "accounts_apikey" SET "last_used_on" = '),
    re.compile(r'UPDATE "mfa_authenticator" SET "data" = '),  # that recovery codes were looked at
)


class WritingGetError(AssertionError):
    """A reading request tried to change something."""


def is_reading(statement: str) -> bool:
    """Whether STATEMENT only reads, or leaves one of the traces that reading leaves."""
    text = statement.strip()
    if any(trace.match(text) for trace in TRACES):
        return True
    if re.match(r"WITH\b", text, re.IGNORECASE):
        return WRITING_PART.search(text) is None
    return READING.match(text) is not None


@contextmanager
def reading_only() -> Iterator[None]:
    """Raises WritingGetError for a statement that writes inside the block."""

    def look(execute: Any, statement: Any, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's signature
        text = statement if isinstance(statement, str) else statement.as_string(connection.connection)
        if not is_reading(text):
            raise WritingGetError(text[:200])
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(look):
        yield


@pytest.fixture(autouse=True)
def gets_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every GET and HEAD of a test's client runs under `reading_only`."""
    before = Client.request

    def request(self: Client, **asked: Any) -> Any:
        if asked.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return before(self, **asked)
        with reading_only():
            return before(self, **asked)

    monkeypatch.setattr(Client, "request", request)
