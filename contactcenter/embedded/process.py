"""What both servers share: a child that dies with its keeper, its log, its port, and its end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from contactcenter.embedded.folder import CannotStartError, disk_full
from contactcenter.embedded.unprivileged import die_with_parent

LOG_BYTES_KEPT = 10 * 2**20
# Programs of ours read nothing from the caller's environment: no PGPORT, no foreign locale, no preloaded library.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


class Child:
    """One server process and what it wrote since it started."""

    def __init__(
        self, log: Path, *, death: signal.Signals, inherits: int, assume: Callable[[], None] = lambda: None
    ) -> None:
        """LOG receives its output, DEATH ends it gently, INHERITS is a lock it holds while it lives, ASSUME is its identity."""
        self.log, self.death, self.inherits, self.assume = log, death, inherits, assume
        self.process: subprocess.Popen[str] | None = None
        self.written_before = 0

    def start(self, command: list[str], *, folder: Path, given: str = "") -> None:
        """Run COMMAND in FOLDER; GIVEN is what it reads on its standard input."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("a", encoding="utf-8") as output:
            self.written_before = output.tell()
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                text=True,
                pass_fds=[self.inherits],
                preexec_fn=prepared(self.assume, self.death),  # noqa: PLW1509  only the main thread starts children
            )
        _hand_over(self.process.stdin, given)

    def dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def wait_until(self, ready: Callable[[], bool]) -> bool:
        """True once READY; False when the process ended first. A recovery after a power cut takes what it takes."""
        while not ready():
            if self.dead():
                return False
            time.sleep(0.01)
        return True

    def last_words(self) -> str:
        """What it wrote since it started."""
        with self.log.open(encoding="utf-8", errors="replace") as file:
            file.seek(self.written_before)
            return file.read()

    def failure(self, name: str) -> CannotStartError:
        """The one line that says why it did not start."""
        words = self.last_words()
        if "No space left on device" in words:
            return CannotStartError(disk_full(self.log))
        lines = (
            [line for line in words.splitlines() if "FATAL" in line or "PANIC" in line or "#" in line]
            or words.splitlines()
            or ["?"]
        )
        return CannotStartError(f"{name} ne démarre pas : {lines[-1].strip()} (journal : {self.log})")

    def stop(self, *, patience: float, then: signal.Signals) -> None:
        """End it gently, or with THEN after PATIENCE seconds; return once it is gone."""
        if self.process is None:
            return
        self.process.send_signal(self.death)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.send_signal(then)
            self.process.wait()
        self.process = None


def prepared(assume: Callable[[], None], death: signal.Signals) -> Callable[[], None]:
    """What a child does before exec: take its identity with ASSUME, and get DEATH when its parent is gone."""

    def prepare() -> None:
        os.umask(0o077)
        assume()
        die_with_parent(death)  # after the change of identity, which forgets it

    return prepare


def _hand_over(pipe: IO[str] | None, given: str) -> None:
    assert pipe is not None  # noqa: S101  for the types: stdin=PIPE was asked for
    try:
        with pipe:
            pipe.write(given)
    except BrokenPipeError:
        pass  # it ended before reading; wait_until sees it


def free_port(preferred: int = 0) -> int:
    """A port nobody listens on, PREFERRED when it is free."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise CannotStartError("Aucun port libre sur 127.0.0.1.")
