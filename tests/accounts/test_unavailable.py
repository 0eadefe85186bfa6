"""What was missing is said: room on a disk, whichever part found none (`make endure` fills a real one), or a turn at a row."""

import errno

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg.errors import DiskFull, LockNotAvailable, QueryCanceled

from accounts.middleware import UnavailableMiddleware
from audit.errors import JournalUnavailableError


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


@pytest.mark.parametrize("error", [OSError(errno.EACCES, ""), caused(OperationalError(), QueryCanceled())])
def test_other_faults_are_not_taken_for_it(error: Exception, rf: RequestFactory) -> None:
    assert answered(error, rf) is None
