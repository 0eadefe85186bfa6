"""What a thread of a race opened, it closes; the garbage collector would else complain of it in some other test."""

from django.core.cache import caches
from django.db import connection


def leave() -> None:
    connection.close()
    for pool in caches["default"]._cache._pools.values():  # type: ignore[attr-defined]
        pool.disconnect()
