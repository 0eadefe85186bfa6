"""The processes that enforce promises, as many of each kind as a fault wants, and the ways in which they end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.servers import ROOT
from clock import queries
from clock.models import Heartbeat
from contactcenter.embedded.unprivileged import die_with_parent
from contactcenter.tasks import enforce

PATIENCE = 90.0
"""Seconds in which a process must show that it works."""

CELERY = ["-W", "ignore", "-m", "celery", "-A", "contactcenter"]
WORKER = [*CELERY, "worker", "-l", "ERROR", "-c", "2", "-Q", "sla,default", "--without-gossip", "--without-mingle"]


class NotWorkingError(Exception):
    """A process does not come to work, or what is due is not done."""


class Crew:
    """`want` starts and stops processes until so many of each kind run. `kills` counts the violent ends."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kills, self.started = folder, 0, 0
        self.at_work: dict[str, list[subprocess.Popen[bytes]]] = {"loop": [], "worker": [], "beat": []}

    def want(self, *, loop: int = 0, worker: int = 0, beat: int = 0) -> None:
        """Return once a loop and a worker that were started have each done a round."""
        before = {kind: len(self._alive(kind)) for kind in self.at_work}
        for kind, number in (("loop", loop), ("worker", worker), ("beat", beat)):
            while len(self.at_work[kind]) > number:
                end(self.at_work[kind].pop())
            while len(self.at_work[kind]) < number:
                self.start(kind)
        if loop > before["loop"]:
            _until(lambda: _works("loop"))
        if worker > before["worker"]:
            enforce.apply_async(expires=PATIENCE)
            _until(lambda: _works("worker"))

    def start(self, kind: str, **environment: str) -> "subprocess.Popen[bytes]":
        self.started += 1
        commands = {
            "loop": ["manage.py", "sla_loop"],
            "worker": [*WORKER, "-n", f"w{self.started}@%h"],
            "beat": [*CELERY, "beat", "-l", "ERROR", "--pidfile", "", "-s", str(self.folder / f"beat-{self.started}")],
        }
        process = subprocess.Popen(
            [sys.executable, *commands[kind]],
            cwd=ROOT,
            env={**os.environ, "CONTACTCENTER_PART": kind, "LOG_LEVEL": "CRITICAL", **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),  # noqa: PLW1509  it only sets a flag of the kernel
        )
        self.at_work[kind].append(process)
        return process

    def kill(self, kind: str) -> None:
        """All of a KIND, as by a power cut, children included."""
        for process in self.at_work[kind]:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.kills += 1
        self.at_work[kind].clear()

    def all_died(self, kind: str, *, within: float) -> int:
        """How many of a KIND died by themselves; the others are ended now."""
        until = time.monotonic() + within
        while time.monotonic() < until and self._alive(kind):
            time.sleep(0.05)
        living = self._alive(kind)
        died = len(self.at_work[kind]) - len(living)
        for process in living:
            end(process)
        self.at_work[kind].clear()
        self.kills += died
        return died

    def stop(self) -> None:
        for processes in self.at_work.values():
            for process in processes:
                end(process)
            processes.clear()

    def _alive(self, kind: str) -> "list[subprocess.Popen[bytes]]":
        self.at_work[kind] = [one for one in self.at_work[kind] if kind != "worker" or one.poll() is None]
        return [one for one in self.at_work[kind] if one.poll() is None]


def end(process: "subprocess.Popen[bytes]") -> None:
    """As a deployment ends it; killed only when it does not go."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _works(kind: str) -> bool:
    """Whether the latest sign of life is of this KIND of process, and fresh."""
    seen = Heartbeat.objects.filter(name=queries.SWEEP).first()
    return seen is not None and seen.runner.startswith(kind) and (queries.now() - seen.at).total_seconds() < 2


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise NotWorkingError
        time.sleep(0.05)
