"""A disk without room is said to be full, whichever part has found it so; make endure fills a real one."""

import errno

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg.errors import DiskFull, LockNotAvailable

from accounts.middleware import UnavailableMiddleware, found_no_room
from audit.errors import JournalUnavailableError


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


FULL = {
    "database": caused(OperationalError(), DiskFull()),
    "journal": caused(JournalUnavailableError(), caused(OperationalError(), DiskFull())),
    "documents": OSError(errno.ENOSPC, "No space left on device"),
}


@pytest.mark.parametrize("error", FULL.values(), ids=list(FULL))
def test_the_page_says_that_there_is_no_room(error: Exception, rf: RequestFactory) -> None:
    request = rf.post("/contacts/")
    request.user, request.resolver_match = AnonymousUser(), None
    answer = UnavailableMiddleware(lambda _: HttpResponse()).process_exception(request, error)
    assert answer is not None
    assert (answer.status_code, "Il n’y a plus de place" in answer.content.decode()) == (503, True)


def test_other_faults_are_not_taken_for_it() -> None:
    assert [
        found_no_room(caused(OperationalError(), LockNotAvailable())),
        found_no_room(OSError(errno.EACCES, "")),
    ] == [False] * 2
