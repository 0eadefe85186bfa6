"""Promises as Celery's manual shows them: a task for each, sent at once with its `eta`, which writes down that it was done.

`celery -A compare.eta worker`; how it is set is in `ETA_SETTINGS`, and nothing of the product's own settings is read.
"""

import json
import os
import time
from functools import cache
from typing import Any

import psycopg
from celery import Celery

WORK = 0.01
"""Seconds before and after the writing down: a worker can die in either."""

DEFAULTS: dict[str, Any] = {}
CAREFUL: dict[str, Any] = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_transport_options": {"socket_timeout": 5, "socket_keepalive": True, "health_check_interval": 25},
}
"""What the manual offers against lost workers and dead connections."""

WAYS = {"Celery, its defaults": DEFAULTS, "Celery, set with care": CAREFUL}


def celery(broker: str, settings: dict[str, Any]) -> Celery:
    app = Celery("eta", broker=broker, set_as_current=False)
    app.conf.update({"task_ignore_result": True, "broker_connection_retry_on_startup": True, **settings})
    return app


app = celery(os.environ.get("ETA_BROKER", "memory://"), json.loads(os.environ.get("ETA_SETTINGS", "{}")))


@cache
def _database() -> "psycopg.Connection[Any]":
    """Of this process."""
    return psycopg.connect(os.environ["ETA_DATABASE"], autocommit=True)


@app.task(name="eta.fulfil")
def fulfil(run: str, number: int, due: str) -> None:
    time.sleep(WORK)
    _database().execute("INSERT INTO compare_done (run, number, due) VALUES (%s, %s, %s)", [run, number, due])
    time.sleep(WORK)
