"""The real program in a process of its own, on a database of its own, and what happens behind its back."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker
from redis import Redis

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contactcenter.embedded.unprivileged import die_with_parent
from contactcenter.supervisor import answers, front_at, pages_at

PATIENCE = 30
ASIDE = 8
"""From a worker's Valkey database to that of its stage: the worker's other tests empty theirs, and stages take each other's tasks."""

Given = ParamSpec("Given")
Made = TypeVar("Made")


@contextmanager
def copied_database(template: str, name: str) -> Iterator[None]:
    """A copy of TEMPLATE, to which nobody may be connected."""
    owner: Any = settings.DATABASES["owner"]
    server = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with psycopg.connect(**server, dbname="contactcenter", autocommit=True) as connection:
        connection.execute(drop)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(copy)
        yield
        # Not by force: PostgreSQL may be cleaning it, and only it itself may stop that.
        connection.execute(drop)


class Backstage:
    """Work on the program's database in a thread of its own: Playwright's loop forbids it in the test's."""

    def __init__(self, database: str, blocker: DjangoDbBlocker) -> None:
        self.database, self.blocker = database, blocker
        self.thread = ThreadPoolExecutor(max_workers=1, initializer=self._connect)

    def __call__(self, work: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """What WORK gives, done in one transaction within every mutual, as a job of the tests."""
        with self.blocker.unblock():
            return self.thread.submit(self._work, lambda: work(*args, **kwargs)).result()

    def close(self) -> None:
        self.thread.submit(connections.close_all).result()
        self.thread.shutdown()

    def _connect(self) -> None:
        for alias in connections:
            own = connections[alias]
            own.settings_dict = {**own.settings_dict, "NAME": self.database}

    def _work(self, work: Callable[[], Made]) -> Made:
        ids = list(Mutual.objects.values_list("pk", flat=True))
        with acting(job("browser tests")), within_mutuals(ids), transaction.atomic():
            return work()


class Stage:
    """Address of the pages, their data, and what a test may do to both."""

    def __init__(self, database: str, folder: Path, backstage: Backstage) -> None:
        self.folder, self.do = folder, backstage
        self.environment = {
            **os.environ,
            "DATABASE_URL": _with_path(os.environ["DATABASE_URL"], database),
            "REDIS_URL": _aside(os.environ["REDIS_URL"]),
            "CONTACTCENTER_VAR": str(folder),
            # The sign-in page of the demonstration, with the second factor of every other place.
            "CONTACTCENTER_DEMO": "1",
            "MFA_REQUIRED": "1",
            "LOG_LEVEL": "WARNING",
            "CONTACTCENTER_PAGES": str(folder / "pages"),
            "TRUSTED_PROXIES": "1",
        }
        self.port = 0
        self.listening: socket.socket
        self.web: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """Security keys know names, not numbers: `localhost`."""
        return f"http://localhost:{self.port}"

    def empty_cache(self) -> None:
        """What is true stands in the database: sessions, and when they were last used."""
        Redis.from_url(self.environment["REDIS_URL"]).flushdb()

    @contextmanager
    def pages(self) -> Iterator[None]:
        with socket.socket() as self.listening:
            self.listening.bind(("127.0.0.1", 0))
            self.listening.listen(128)
            self.port = self.listening.getsockname()[1]
            self.start_pages()
            try:
                yield
            finally:
                self.kill_pages()

    def start_pages(self) -> None:
        number, address = self.listening.fileno(), self.environment["CONTACTCENTER_PAGES"]
        Path(address).unlink(missing_ok=True)
        pages = pages_at("--uds", address, processes=1)
        front = front_at("--fd", str(number), "--log-level", "warning")
        self.web = [self._start("pages", pages), self._start("front", front, keep=(number,))]
        self._wait_until(self.web, lambda: answers(self.port, "/sante/vivant"))

    def kill_pages(self) -> None:
        """Without a word. The address stays: what is asked meanwhile waits for `start_pages`."""
        for process in reversed(self.web):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Celery, for what the pages leave to it. What is asked for before it listens waits for it."""
        celery = ["-W", "ignore", "-m", "celery", "-A", "contactcenter", "worker", "-P", "solo", "-l", "WARNING"]
        process = self._start("worker", [*celery, "--without-gossip", "--without-mingle", "--without-heartbeat"])
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def _start(self, name: str, command: list[str], *, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=keep,
                process_group=0,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509  it only sets a flag of the kernel
            )

    def _wait_until(self, processes: list[subprocess.Popen[bytes]], is_ready: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_ready():
            if any(process.poll() is not None for process in processes) or time.monotonic() > end:
                raise RuntimeError((self.folder / "pages.log").read_text(encoding="utf-8", errors="replace"))


def _with_path(address: str, path: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{path}"))


def _aside(address: str) -> str:
    return _with_path(address, str(int(urlsplit(address).path.strip("/") or 0) + ASIDE))
