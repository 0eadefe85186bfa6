"""Waiting for what happens in another process."""

import threading
import time
from collections.abc import Callable

PATIENCE = 30.0


def until(true: Callable[[], bool], *, within: float = PATIENCE) -> bool:
    """Whether it came true while anybody would wait for it, or in so many seconds where somebody was promised that."""
    limit = time.monotonic() + within
    while not true():
        if time.monotonic() > limit:
            return False
        threading.Event().wait(0.02)
    return True
