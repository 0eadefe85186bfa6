import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils.translation import gettext_lazy as _

from clock import deadlines
from contactcenter.enforcement import enforce

logger = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = str(_("Keeps the promises with a clock, without broker and Celery: looks every second until it is stopped."))

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                enforce()
            except Error:
                # The database is away or restarting: the next round finds what is due.
                logger.warning("enforcement_waits_for_database")
                connection.close()
            except Exception:  # noqa: BLE001  a fault of one round must not end the last guard; enforce() has logged it
                connection.close()
            stopped.wait(deadlines.LOOP_PAUSE.total_seconds())
