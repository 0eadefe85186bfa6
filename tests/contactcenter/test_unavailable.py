"""What was missing is said: room on a disk, whichever part found none (`make endure` fills a real one), or a turn at a row."""

import errno
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject
from psycopg.errors import AdminShutdown, DiskFull, LockNotAvailable, QueryCanceled

from accounts.roles import Role
from audit.errors import JournalUnavailableError
from contactcenter.unavailable import UnavailableMiddleware
from tests.factories import accounts as make
from tests.factories.accounts import browser


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


ROOM, TURN, PART = "Il n’y a plus de place", "Quelqu’un d’autre enregistre", "ne répond pas"
SAID = {
    "database": (caused(OperationalError(), DiskFull()), ROOM),
    "journal": (caused(JournalUnavailableError(), caused(OperationalError(), DiskFull())), ROOM),
    "documents": (OSError(errno.ENOSPC, "No space left on device"), ROOM),
    "row": (caused(OperationalError(), LockNotAvailable()), TURN),
    "unknown": (JournalUnavailableError(), PART),
    "server": (caused(OperationalError(), AdminShutdown()), PART),
    "network": (caused(OperationalError(), psycopg.OperationalError("connection refused")), PART),
    "connection": (caused(OperationalError(), psycopg.OperationalError("the connection is closed")), PART),
}


def answered(error: Exception, rf: RequestFactory) -> HttpResponse | None:
    request = rf.post("/contacts/")
    request.user, request.resolver_match = AnonymousUser(), None
    return UnavailableMiddleware(lambda _: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(("error", "said"), SAID.values(), ids=list(SAID))
def test_the_page_says_what_is_missing(error: Exception, said: str, rf: RequestFactory) -> None:
    answer = answered(error, rf)
    assert answer is not None
    shown = answer.content.decode().replace("\u202f", " ")
    assert (answer.status_code, [one for one in (ROOM, TURN, PART) if one in shown]) == (503, [said])


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, ""),
        caused(OperationalError(), QueryCanceled()),
        caused(InterfaceError(), psycopg.InterfaceError("the cursor is closed")),
    ],
)
def test_other_faults_are_not_taken_for_it(error: Exception, rf: RequestFactory) -> None:
    assert answered(error, rf) is None


def test_servers_that_stopped_for_want_of_room_are_said_so(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.health.ROOM", 2**62)
    answer = answered(SAID["server"][0], rf)
    assert answer is not None
    assert ROOM in answer.content.decode().replace("\u202f", " ")


@pytest.mark.parametrize("missing", ["database", "documents", "server"])
def test_the_page_asks_the_database_for_nobody_who_reads_it(missing: str, rf: RequestFactory) -> None:
    """What has no room stops answering."""

    def nobody() -> None:
        raise SAID["network"][0]

    request = rf.post("/contacts/")
    lazy: Any = SimpleLazyObject(nobody)
    request.user, request.resolver_match = lazy, None
    answer = UnavailableMiddleware(lambda _: HttpResponse()).process_exception(request, SAID[missing][0])
    assert answer is not None
    assert answer.status_code == 503


@pytest.mark.django_db
def test_what_fails_before_any_view_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has signed in is read from the database as well."""
    claire = browser(make.user(Role.TELEADVISER), raise_request_exception=False)

    def away(_: object) -> None:
        raise caused(OperationalError(), psycopg.OperationalError("connection refused"))

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", away)
    answer = claire.get("/")
    assert (answer.status_code, PART in answer.content.decode()) == (503, True)
