"""Servers of a bench's own under a folder that goes with them, and the processes of the product on them.

Django's settings read the environment when they are imported, so nothing here imports Django before the servers have put
their addresses there.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench import speed
from contactcenter import embedded
from contactcenter.supervisor import READY_PATH, pages_at

STARTS_WITHIN = 60
ROOT = Path(__file__).resolve().parent.parent
GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass(frozen=True, slots=True)
class Ground:
    """`environment` is what a process of the product needs to find these servers by itself."""

    folder: Path
    environment: dict[str, str]


@contextmanager
def own_servers(tuned: Mapping[str, str] | None = None) -> Iterator[Ground]:
    """Fresh embedded servers with these settings of PostgreSQL, migrated; Django is set up inside the block.

    Below what the block writes stands how fast the machine was meanwhile.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ended from outside, it still clears up
    folder = Path(tempfile.mkdtemp(prefix="contactcenter-bench-"))
    for given in GIVEN:
        os.environ.pop(given, None)
    os.environ |= {"CONTACTCENTER_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    for name, value in (tuned or {}).items():
        os.environ.setdefault(f"CONTACTCENTER_PG_{name}", value)
    ground = Ground(folder, dict(os.environ))
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    try:
        embedded.join()
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        speed.sample()
        yield ground
        speed.sample()
        sys.stdout.write("\n" + speed.said())
    finally:
        _leave()
        shutil.rmtree(folder, ignore_errors=True)


def _leave() -> None:
    """The servers stop before their folder goes."""
    membership = embedded.joined()
    if membership is not None:
        atexit.unregister(membership.leave)
        membership.leave()


@contextmanager
def web() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The pages of the product alone, in one process, on a free port of this machine."""
    speed.sample()
    port = free_port()
    place = ("--host", "127.0.0.1", "--port", str(port))
    with running([sys.executable, *pages_at(*place, processes=1)], port=port) as process:
        yield port, process


@contextmanager
def program(ground: Ground) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The whole program as `make run` starts it, on a free port of this machine."""
    port = free_port()
    command = [sys.executable, "manage.py", "run", "--port", str(port)]
    with running(command, port=port, environment=ground.environment) as process:
        yield port, process


@contextmanager
def running(
    command: list[str], *, port: int, environment: Mapping[str, str] | None = None, ready: str = READY_PATH
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that answers at READY on PORT inside the block. Raises RuntimeError when it does not."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process, ready)
        yield process
    finally:
        stopped(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until something listens there. Raises RuntimeError when the process ends or takes too long."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on {port}")


def stopped(process: "subprocess.Popen[bytes]") -> None:
    """Told to end, and ended."""
    process.terminate()
    process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", ready: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}{ready}", timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the web process does not answer")


def memory(pid: int) -> int:
    """Of the largest process among this one and those below it, which is the one that makes pages."""
    process = psutil.Process(pid)
    return max(int(one.memory_info().rss) for one in (process, *process.children()))


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
