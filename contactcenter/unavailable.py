"""What cannot be journalled is not shown; what finds no room, no turn or no database is not half saved: a page says which, and what to do."""

import errno
import sys

import psycopg
import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error
from psycopg.errors import DiskFull, LockNotAvailable

from audit.errors import JournalUnavailableError
from contactcenter.health import Handler, disk_has_room

logger = structlog.get_logger(__name__)

ENDED, UNREACHED = "57P", "08"
"""How states of SQL begin that say that the server ends or starts, or that nothing reaches it; without one there was no answer."""


class UnavailableMiddleware:
    """For what a view raises, whose transaction is rolled back then."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _said(request, error)


def failed(request: HttpRequest) -> HttpResponse:
    """For what is raised before any view, which sessions and rights are: Django asks here before it answers 500."""
    return _said(request, sys.exc_info()[1]) or server_error(request)


def _said(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    what = _missing(error)
    if what is None:
        return None
    logger.error("unavailable", reason=what, route=request.resolver_match and request.resolver_match.view_name)
    said = {"is_full": what == "disk_full", "is_held": what == "row_held"}
    # A page that knows who asks would ask the database for them, which may stop when its disk is full.
    is_away = what in {"database_away", "disk_full"}
    return HttpResponse(render_to_string("503.html", said, None if is_away else request), status=503)


def _missing(error: BaseException | None) -> str | None:
    """As the log names it: of several causes the first, but a full disk before all. None for every other fault."""
    found = None
    while error is not None:
        found = _named(error) or found
        if found == "disk_full":
            return found
        error = error.__cause__
    # The embedded servers stop when their disk is full.
    return "disk_full" if found == "database_away" and not disk_has_room() else found


def _named(error: BaseException) -> str | None:
    if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}):
        return "disk_full"
    if isinstance(error, LockNotAvailable):
        return "row_held"
    if isinstance(error, JournalUnavailableError):
        return "journal_unavailable"
    if isinstance(error, psycopg.OperationalError) and _is_away(error):
        return "database_away"
    return None


def _is_away(error: psycopg.OperationalError) -> bool:
    return error.sqlstate is None or error.sqlstate.startswith((ENDED, UNREACHED))
