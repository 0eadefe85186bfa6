import signal
import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils.translation import gettext_lazy as _

from clock import deadlines
from contactcenter import enforcement

logger = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = str(_("Keeps the promises with a clock, without broker and Celery: looks every second until it is stopped."))

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        # A thread of its own: a mail server that says nothing must not hold up a step.
        telling = threading.Thread(target=repeat, args=(enforcement.tell, stopped), daemon=True)
        telling.start()
        repeat(enforcement.enforce, stopped)
        telling.join(deadlines.ALERT_LEASE.total_seconds())


def repeat(work: Callable[[], int], stopped: threading.Event) -> None:
    """WORK, every `LOOP_PAUSE`, whatever becomes of it, until STOPPED."""
    while not stopped.is_set():
        try:
            work()
        except Error:
            # The database is away or restarting: the next round finds what is due.
            logger.warning("enforcement_waits_for_database")
            connection.close()
        except Exception:
            logger.exception("enforcement_failed")
            connection.close()
        stopped.wait(deadlines.LOOP_PAUSE.total_seconds())
    connection.close()
