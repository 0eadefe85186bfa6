"""Logs for machines: one JSON object a line, with what is known to be harmless and nothing else.

A line keeps the keys of `KNOWN` and drops every other, so personal data cannot enter it by a new key. Errors keep their
type and their stack, not their message, which may quote a row. Sentences of libraries keep their wording, not the values
put into it.
"""

import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from structlog.typing import EventDict, Processor

logger = structlog.get_logger(__name__)

# Names, ids of our own rows, counts and states.
KNOWN = frozenset(
    {
        "event", "level", "logger", "timestamp", "exception",
        "request_id", "user_id", "route", "method", "status", "duration_ms",
        "task", "task_id", "child_task_id", "child_task_name", "expired",
        "command", "app", "model", "mutual_id", "import_id", "count", "rows", "refused", "reason", "state",
        "commitment", "alert_kind", "promises", "steps", "missing", "extra", "seconds",
    }
)  # fmt: skip

# Loggers of programs that say nothing of persons, and whose values (addresses, ports, names of tasks) an operator needs.
# Not the rest of `celery.worker`: it quotes the messages that it cannot read.
SPEAKING = (
    "celery.apps",
    "celery.beat",
    "celery.worker.consumer.connection",
    "celery.worker.strategy",
    "py.warnings",
    "uvicorn.error",
)

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware:
    """One line a request, by route: an address or a query string may hold a name. The request's id goes back to the caller."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        request_id = _id_of(request)
        # The journal reads the header too: an entry and the lines of its request carry the same id.
        request.META["HTTP_X_REQUEST_ID"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            logger.log(
                logging.ERROR if response.status_code >= 500 else logging.INFO,
                "request",
                method=request.method,
                route=request.resolver_match.view_name if request.resolver_match else None,
                status=response.status_code,
                user_id=_account_of(request),
                duration_ms=round((time.monotonic() - began) * 1000, 1),
            )
        response.headers["X-Request-ID"] = request_id
        return response


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _account_of(request: HttpRequest) -> int | None:
    """The account that the request turned out to have, without asking the database for one now."""
    if (key := getattr(request, "api_key", None)) is not None:
        return int(key.user_id)
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return None if user is None else user.pk


def without_values(_: Any, __: str, line: EventDict) -> EventDict:
    """For sentences of libraries: the wording alone, but for the loggers of SPEAKING."""
    record, values, error = line["_record"], line.pop("positional_args", None), _raised(line.get("exc_info"))
    text = str(record.msg)
    if record.name.startswith(SPEAKING) and "WebSocket" not in text:  # uvicorn puts the address asked for beside it
        text = text % values if values else text
    elif error is not None and str(error):
        # Django's log of suspicious requests is the error's message itself.
        text = text.replace(str(error), type(error).__qualname__)
    line["event"] = text
    return line


def stack_without_message(_: Any, __: str, line: EventDict) -> EventDict:
    """The error of a line as the names of its types, causes included, and the places it went through."""
    error = _raised(line.pop("exc_info", None))
    line.pop("exception", None)
    if error is not None:
        line["exception"] = _described(error)
    return line


def _raised(exc_info: Any) -> BaseException | None:
    """The error that a call to a logger means: given as such, as a triple, or as True while it is being handled."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]  # type: ignore[no-any-return]
    return sys.exc_info()[1] if exc_info else None


def _described(error: BaseException) -> list[str]:
    lines = [type(error).__qualname__]
    for frame, number in traceback.walk_tb(error.__traceback__):
        lines.append(f"{frame.f_code.co_filename}:{number} {frame.f_code.co_qualname}")
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines if before is None else [*lines, "from", *_described(before)]


def known_only(_: Any, __: str, line: EventDict) -> EventDict:
    """Drop every key that nobody has declared harmless."""
    return {key: value for key, value in line.items() if key in KNOWN}


# What every line gets, ours and the libraries'.
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
