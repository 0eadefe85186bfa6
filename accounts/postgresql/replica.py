"""Reads that may be a moment old, from a streaming replica: the views that say so with `from_replica`, and nothing else.

Without DATABASE_REPLICA_URL there is no replica. One that does not answer, has lost its primary or lags is left alone for a
while, and the same view reads from the primary: nothing else changes. Row-level security holds there as it does on the primary.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from django.db import OperationalError, connections, models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import deadlines

ALIAS = "replica"
LAG = """
SELECT coalesce((SELECT pid FROM pg_stat_wal_receiver), 0) > 0,
       CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END
"""

Asked = TypeVar("Asked", bound=HttpRequest)
Answered = TypeVar("Answered", bound=HttpResponseBase)
P = ParamSpec("P")

logger = structlog.get_logger(__name__)

_reads: ContextVar[bool] = ContextVar("reads_from_replica", default=False)
_left_until = 0.0


class ReplicaRouter:
    """Reads go to the replica inside a view that asked for it. What was read there is written, and read further, on the primary."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:  # noqa: ARG002  Django's signature
        return ALIAS if _reads.get() else _home(hints)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:  # noqa: ARG002  likewise
        return _home(hints)

    def allow_relation(self, one: models.Model, other: models.Model, **_: Any) -> bool | None:
        return True if ALIAS in {one._state.db, other._state.db} else None

    def allow_migrate(self, db: str, *_: Any, **__: Any) -> bool | None:
        return False if db == ALIAS else None


def _home(hints: dict[str, Any]) -> str | None:
    instance = hints.get("instance")
    return "default" if instance is not None and instance._state.db == ALIAS else None


def from_replica(
    view: Callable[Concatenate[Asked, P], Answered],
) -> Callable[Concatenate[Asked, P], Answered]:
    """VIEW, which only reads, on the replica; on the primary where there is none, or where it fails."""

    @wraps(view)
    def read(request: Asked, *args: P.args, **kwargs: P.kwargs) -> Answered:
        if ALIAS in connections.databases and time.monotonic() >= _left_until:
            try:
                return _there(lambda: view(request, *args, **kwargs))
            except OperationalError as error:
                _leave(type(error.__cause__ or error).__name__)
        return view(request, *args, **kwargs)

    return read  # type: ignore[return-value]  # a view is called by place: its first name does not matter


def _there(act: Callable[[], Answered]) -> Answered:
    """ACT in one transaction of the replica. Raises OperationalError when it is away, cut off or behind."""
    with transaction.atomic(using=ALIAS):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(LAG)
            is_fed, behind = cursor.fetchone()
        if not is_fed or behind > deadlines.REPLICA_BEHIND.total_seconds():
            raise OperationalError("behind")
        token = _reads.set(True)
        try:
            return act()
        finally:
            _reads.reset(token)


def _leave(why: str) -> None:
    global _left_until  # noqa: PLW0603  for the whole process
    _left_until = time.monotonic() + deadlines.REPLICA_LEFT.total_seconds()
    logger.warning("replica_left", reason=why)
