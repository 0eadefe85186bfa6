"""The mutuals whose rows exist for the current work: first wall (managers that raise), carried to the second (PostgreSQL)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections
from django_scopes import get_scope, scope
from psycopg.pq import TransactionStatus

DIMENSION = "mutual"


def current_mutual_ids() -> tuple[int, ...] | None:
    """Ids of the mutuals in scope, or None when no scope was entered."""
    value = get_scope().get(DIMENSION)
    return None if value is None else tuple(value)


@contextmanager
def within_mutuals(mutual_ids: Sequence[int]) -> Iterator[None]:
    """Only rows of these mutuals exist inside the block, in Python and in PostgreSQL; none at all for an empty sequence.

    Transactions begun inside the block carry the scope to row-level security when they begin (see `accounts.postgresql`).
    A transaction that is already open is told now, and told again of the outer scope when the block ends.
    """
    try:
        with scope(**{DIMENSION: list(mutual_ids)}):
            _tell_open_transactions()
            yield
    finally:
        _tell_open_transactions()


def _tell_open_transactions() -> None:
    # A failed transaction accepts no statement and keeps no setting: there is nothing to tell it. One that has not sent
    # its first statement yet is open to Django and idle to PostgreSQL: telling it begins it.
    for one in connections.all(initialized_only=True):
        if one.settings_dict["ENGINE"] != WALLED or not one.in_atomic_block or one.needs_rollback:
            continue
        if one.connection.info.transaction_status in {TransactionStatus.IDLE, TransactionStatus.INTRANS}:
            with one.cursor() as cursor:
                cursor.execute(SET_SCOPE, [setting_value()])


WALLED = "accounts.postgresql"
"""Backend of the connections on which row-level security binds."""

SET_SCOPE = "SELECT set_config('app.mutuals', %s, true)"


def setting_value() -> str:
    """PostgreSQL array literal of the mutuals in scope; `{}` hides every row."""
    return "{" + ",".join(str(pk) for pk in current_mutual_ids() or ()) + "}"
