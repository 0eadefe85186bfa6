"""Pages, front, workers, beats and the loop of promises under one process: started in order, watched, restarted, and stopped in reverse order.

What they write goes to `var/log/`; the terminal gets warnings only. Messages here are for whoever runs the program, in
French like the rest of the first run.
"""

import asyncio
import contextlib
import http.client
import json
import logging
import logging.handlers
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from contactcenter import env
from contactcenter.embedded import Membership, alive
from contactcenter.embedded.folder import FREE_BYTES_WANTED, ROOT, CannotStartError
from contactcenter.embedded.unprivileged import die_with_parent

LOG_BYTES, LOG_FILES = 10 * 2**20, 3
FIRST_DELAY, LONGEST_DELAY, SETTLED_AFTER = 1.0, 5.0, 15.0
DEATHS_BEFORE_READY = 3
STOP_WITHIN = 2.0  # for each step of the stop: beats, then worker, then front, then web
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made there
PAGES, THREADS = env.integer("PAGE_PROCESSES", 2), 4
"""Processes that make pages, and threads of each, which hold one database connection each."""

IN_HAND = 16
"""Requests that one process of the pages takes on at once; further ones wait where both see them."""

WARNING = re.compile(r'"level": ?"(?:warning|error|critical)"|\b(?:WARNING|ERROR|CRITICAL)\b|^Traceback')
READY_PATH = "/sante/pret"


class NeverReadyError(Exception):
    """A part died again and again before the first page; the text is one line in French."""


def say(text: str = "") -> None:
    """Write one line to the terminal at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Part:
    """One process of the program, in a process group of its own so that Ctrl-C reaches only its supervisor."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        *,
        var: Path,
        environment: Mapping[str, str] | None = None,
        socket: Path | None = None,
    ) -> None:
        """ENVIRONMENT is what the process finds besides ours; SOCKET is where it will listen, whatever died there before."""
        self.name, self.var, self.environment = name, var, environment or {}
        self.socket = socket
        self.command = [sys.executable, *arguments]
        self.log = logging.handlers.RotatingFileHandler(
            var / "log" / f"{name}.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", errors="replace"
        )
        self.process: asyncio.subprocess.Process | None = None
        self.task: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()
        self.deaths, self.last_line, self.shown_at = 0, "", 0.0

    def start(self) -> None:
        self.task = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        """Return once the process and its children are gone, by force after STOP_WITHIN seconds."""
        self.stopping.set()
        if self.task is None:
            return
        if self.process and self.process.returncode is None:
            self.process.terminate()
        else:
            self.task.cancel()
        await asyncio.wait([self.task], timeout=STOP_WITHIN)
        if not self.task.done():
            self._kill_group()
            await asyncio.wait([self.task])
        self.log.close()

    async def _keep_alive(self) -> None:
        delay = FIRST_DELAY
        while not self.stopping.is_set():
            began = time.monotonic()
            code = await self._run()
            if self.stopping.is_set():
                return
            self.deaths += 1
            delay = FIRST_DELAY if time.monotonic() - began > SETTLED_AFTER else delay
            say(f"  [{self.name}] s’est arrêté ({code}), redémarre dans {delay:.0f} s. Journal : {self._log_path()}")
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _run(self) -> int:
        """One life of the process; its exit status."""
        if self.socket:
            self.socket.unlink(missing_ok=True)
        # A pipe of ours: asyncio's own would wait for children that outlive the process and hold its other end.
        reading, writing = os.pipe()
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=ROOT,
            env={**os.environ, "CONTACTCENTER_PART": self.name, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )
        os.close(writing)
        listening = asyncio.create_task(self._listen(os.fdopen(reading, "rb")))
        code = await self.process.wait()
        self._kill_group()  # children it left behind
        await listening
        return code

    async def _listen(self, pipe: IO[bytes]) -> None:
        output = asyncio.StreamReader(limit=2**20)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(output), pipe)
        while True:
            try:
                raw = await output.readline()
            except ValueError:  # a line longer than the limit: its rest follows
                continue
            if not raw:
                return
            line = raw.decode(errors="replace").rstrip()
            self.log.emit(logging.makeLogRecord({"msg": line}))
            self.last_line = line or self.last_line
            if WARNING.search(line) and time.monotonic() > self.shown_at + 1:  # a flood is for the file
                self.shown_at = time.monotonic()
                say(f"  [{self.name}] {_headline(line)}")

    def _kill_group(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _log_path(self) -> Path:
        return self.var / "log" / f"{self.name}.log"


def _headline(line: str) -> str:
    """The event of a structured log line, or the line itself, short enough for a terminal."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        line = str(json.loads(line)["event"])
    line = next(iter(line.splitlines()), "")
    return line if len(line) <= 160 else f"{line[:159]}…"


class Supervisor:
    """All parts of one run. `ready` is called once the first page can be asked for and every part is started."""

    def __init__(self, *, port: int, var: Path, servers: Membership | None, ready: Callable[[float], None]) -> None:
        """SERVERS are the embedded ones to be restored when they die, None when there are none."""
        self.port, self.var, self.servers, self.ready = port, var, servers, ready
        self.folder = tempfile.TemporaryDirectory(prefix="contactcenter-")  # the path of a socket must be short
        address = Path(self.folder.name) / "pages"
        celery = ["celery", "-A", "contactcenter"]
        worker = [*celery, "worker", "-l", "INFO", "-c", "2", "--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "-l", "INFO", "--pidfile", "", "-s"]
        quiet = ["-W", "ignore:You're running the worker with superuser", "-m"]
        private, here = pages_at("--uds", str(address)), front_at("--host", "127.0.0.1", "--port", str(port))
        self.web = Part("web", private, var=var, environment=_counting(var), socket=address)
        self.front = Part("front", here, var=var, environment={"CONTACTCENTER_PAGES": str(address)})
        self.worker = Part("worker", [*quiet, *worker], var=var)
        sla = [
            *celery,
            "worker",
            "-l",
            "INFO",
            "-c",
            "1",
            "-Q",
            "sla",
            "-n",
            "sla@%h",
            "--without-gossip",
            "--without-mingle",
        ]
        self.enforcers = [
            Part("sla-worker", [*quiet, *sla], var=var),
            Part("sla-loop", ["-m", "contactcenter", "sla_loop"], var=var),
        ]
        self.beats = [Part(name, ["-m", *beat, str(var / name)], var=var) for name in ("beat-1", "beat-2")]

    async def run(self) -> None:
        """Return after SIGINT, SIGTERM or SIGHUP, with nothing left running. Raises NeverReadyError."""
        logging.raiseExceptions = False  # a full disk loses log lines, not the run
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        stopped = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work())
        try:
            await asyncio.wait([stopped, working], return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            working.cancel()
            for together in (self.beats, [self.worker, *self.enforcers], [self.front], [self.web]):
                await asyncio.gather(*(part.stop() for part in together))
            self.folder.cleanup()
            _forgotten(self.var / "metrics")

    async def _work(self) -> None:
        """The pages first: they alone have the machine while somebody waits for them."""
        began = time.monotonic()
        for part in (self.web, self.front):
            part.start()
        while not await asyncio.to_thread(answers, self.port, READY_PATH):
            for part in (self.web, self.front):
                if part.deaths >= DEATHS_BEFORE_READY:
                    raise NeverReadyError(f"Les pages ne démarrent pas : {_headline(part.last_line)}")
            await asyncio.sleep(0.1)
        for part in (*self.enforcers, self.worker, *self.beats):
            part.start()
        self.ready(time.monotonic() - began)
        await self._watch()

    async def _watch(self) -> None:
        warned = False
        while True:
            await asyncio.sleep(2)
            if self.servers and not alive(self.servers.var):
                say("  Les serveurs intégrés se sont arrêtés : ils redémarrent.")
                try:
                    await asyncio.to_thread(self.servers.restore)
                except CannotStartError as error:
                    say(f"  {error}")
            full = shutil.disk_usage(self.var).free < FREE_BYTES_WANTED
            if full and not warned:
                say(f"  Le disque de {self.var} est presque plein : libérez de la place.")
            warned = full


def pages_at(*place: str, processes: int = PAGES) -> list[str]:
    """Arguments of Python for the server of the pages at PLACE, in the words of granian."""
    server = ["-m", "granian", "contactcenter.wsgi:application", "--interface", "wsgi", "--no-ws"]
    server += ["--workers", str(processes), "--blocking-threads", str(THREADS), "--backpressure", str(IN_HAND)]
    server += ["--blocking-threads-idle-timeout", "600"]  # with a thread goes its connection
    return [*server, "--log-level", "warning", *place]


def front_at(*place: str) -> list[str]:
    """Arguments of Python for the server of events at PLACE, in the words of uvicorn, which hands on the rest."""
    server = ["-m", "uvicorn", "contactcenter.asgi:application", "--no-access-log", "--no-server-header"]
    return [*server, "--no-proxy-headers", "--timeout-graceful-shutdown", "1", *place]


def _counting(var: Path) -> dict[str, str]:
    """Where the processes of the pages count together, from zero; and that the front is a proxy of ours.

    They write there through their memory: on a disk that is full the system would kill them for it, so it is memory where there is any.
    """
    counted = _forgotten(var / "metrics")
    if os.access(MEMORY, os.W_OK):
        counted.symlink_to(tempfile.mkdtemp(prefix="contactcenter-metrics-", dir=MEMORY))
    else:
        counted.mkdir()
    proxies = env.integer("TRUSTED_PROXIES", 0) + 1
    return {"PROMETHEUS_MULTIPROC_DIR": str(counted), "TRUSTED_PROXIES": str(proxies)}


def _forgotten(counted: Path) -> Path:
    """COUNTED without what an earlier run counted there, even one that was killed."""
    if counted.is_symlink():
        shutil.rmtree(counted.readlink(), ignore_errors=True)
        counted.unlink()
    shutil.rmtree(counted, ignore_errors=True)
    return counted


def answers(port: int, path: str) -> bool:
    """Whether the page PATH of this machine's PORT answers 200 within two seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
