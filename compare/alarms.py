"""Promises kept by Celery's own delays: sent at once with their `eta`, done by its worker, judged by what that wrote down."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from redis import Redis

from bench.servers import ROOT
from compare import eta
from contactcenter.embedded.unprivileged import die_with_parent

WORKER = ["-W", "ignore", "-m", "celery", "-A", "compare.eta", "worker", "-l", "CRITICAL", "-c", "2", "--without-gossip", "--without-mingle"]  # fmt: skip
STARTS = 60.0
PROBE = 0
"""Number of the promise by which a worker shows that it works."""

SETTLES = 3.0
"""Seconds in which what is done again would come."""

TABLE = """
CREATE TABLE IF NOT EXISTS compare_done (
  run text NOT NULL, number integer NOT NULL, due timestamptz NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())
"""
DONE = "SELECT count(DISTINCT number) FROM compare_done WHERE run = %s AND number > %s"
JUDGE = """
WITH done AS (SELECT number, count(*) AS times, extract(epoch FROM min(at) - min(due))::float8 AS late
                FROM compare_done WHERE run = %(run)s AND number > %(probe)s GROUP BY number)
SELECT %(count)s - count(*), coalesce(sum(times - 1), 0)::int, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY late), 0),
       coalesce(max(late), 0) FROM done
"""


class Alarms:
    """One run, with a database of the broker to itself. SETTINGS are Celery's, TRANSPORT those of its connection to the broker."""

    def __init__(self, settings: dict[str, Any], transport: dict[str, Any]) -> None:
        self.run = uuid4().hex
        self.settings = {
            **settings,
            "broker_transport_options": {**settings.get("broker_transport_options", {}), **transport},
        }
        self.broker = os.environ["REDIS_URL"].removesuffix("/0") + "/1"
        self.database = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)
        self.app = eta.celery(self.broker, self.settings)
        self.worker: subprocess.Popen[bytes] | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A worker that has shown that it works; nothing is left of it or in the broker afterwards."""
        self.database.execute(TABLE)
        self._empty()
        self._start()
        try:
            self._send(PROBE, datetime.now(UTC))
            self._until(lambda: self._count(PROBE - 1) > 0, STARTS)
            yield
        finally:
            self._end(signal.SIGKILL)
            self._empty()
            self.database.close()

    def promise(self, count: int, *, soon: float, span: float) -> None:
        """COUNT of them, from SOON seconds on, over SPAN seconds."""
        first = datetime.now(UTC) + timedelta(seconds=soon)
        for number in range(1, count + 1):
            self._send(number, first + timedelta(seconds=span * number / count))

    def wait(self, count: int, within: float) -> None:
        """Until COUNT are done at least once, or WITHIN seconds."""
        self._until(lambda: self._count(PROBE) >= count, within)
        time.sleep(SETTLES)

    def judge(self, count: int) -> tuple[int, int, float, float]:
        """Lost, doubled, and how late in seconds: the median and the most."""
        lost, doubled, p50, most = self.database.execute(
            JUDGE, {"run": self.run, "probe": PROBE, "count": count}
        ).fetchone() or (count, 0, 0.0, 0.0)
        return int(lost), int(doubled), float(p50), float(most)

    def kill(self) -> None:
        self._end(signal.SIGKILL)
        self._start()

    def restart(self) -> None:
        self._end(signal.SIGTERM)
        self._start()

    def repeat(self) -> None:
        """Its broker does."""

    def _send(self, number: int, due: datetime) -> None:
        self.app.send_task("eta.fulfil", args=(self.run, number, due.isoformat()), eta=due)

    def _count(self, above: int) -> int:
        (count,) = self.database.execute(DONE, [self.run, above]).fetchone() or (0,)
        return int(count)

    def _until(self, true: Any, within: float) -> None:
        until = time.monotonic() + within
        while not true() and time.monotonic() < until:
            time.sleep(0.1)

    def _start(self) -> None:
        given = {
            "ETA_BROKER": self.broker,
            "ETA_SETTINGS": json.dumps(self.settings),
            "ETA_DATABASE": os.environ["DATABASE_OWNER_URL"],
        }
        self.worker = subprocess.Popen(
            [sys.executable, *WORKER],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),  # noqa: PLW1509  it only sets a flag of the kernel
        )

    def _end(self, number: signal.Signals) -> None:
        """SIGKILL takes its children along; another signal leaves them to it."""
        if self.worker is None or self.worker.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self.worker.pid, number)
        else:
            self.worker.send_signal(number)
        self.worker.wait()

    def _empty(self) -> None:
        with Redis.from_url(self.broker) as broker:
            broker.flushdb()
