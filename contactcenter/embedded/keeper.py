"""The process that holds the servers while somebody uses them, and stops them after the last user."""

import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from contactcenter.embedded import folder
from contactcenter.embedded.folder import CannotStartError
from contactcenter.embedded.locks import Lock
from contactcenter.embedded.postgresql import Postgresql
from contactcenter.embedded.valkey import Valkey

SERVERS: dict[str, type[Postgresql | Valkey]] = {"postgresql": Postgresql, "valkey": Valkey}
NEWS = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1}
# Servers of a killed keeper get their signal from the kernel at once; PostgreSQL then writes what it holds in memory.
OLD_SERVERS_LEAVE_WITHIN = 90.0


def keep(var: Path, ready: int, names: list[str]) -> None:
    """Start the servers NAMES in VAR, say so (or why not) on the pipe READY, and stop them after their last user."""
    signal.pthread_sigmask(signal.SIG_BLOCK, NEWS)
    os.umask(0o077)
    running: list[Postgresql | Valkey] = []
    try:
        _start(var, names, running)
    except CannotStartError as error:
        news = {"error": str(error)}
    except OSError as error:
        news = {"error": folder.unusable(var, error)}
    else:
        news = {}
    _tell(ready, news)
    if not news:
        _hold(var, running)
    _stop(var, running)
    if folder.throwaway(var):
        shutil.rmtree(var, ignore_errors=True)
    sys.exit(0)


def _start(var: Path, names: list[str], running: list[Postgresql | Valkey]) -> None:
    """Start each of NAMES, list it in RUNNING, and publish what their users must know."""
    alive = Lock(folder.lock_path(var, "keeper"))
    alive.exclusive()
    before = _ports_of_a_killed_keeper(var)
    servers = Lock(folder.lock_path(var, "servers"))
    if not servers.exclusive_within(OLD_SERVERS_LEAVE_WITHIN):
        raise CannotStartError(
            f"D’anciens serveurs de {var} ne s’arrêtent pas : redémarrez l’ordinateur, ou arrêtez-les à la main."
        )
    secrets = folder.own_secrets(var)
    running.extend(SERVERS[name](var, secrets, inherits=servers.fd, port=before.get(name, 0)) for name in names)
    published: dict[str, Any] = {}
    for name, server in zip(names, running, strict=True):
        began = time.monotonic()
        server.start()
        published[name] = {
            "title": f"{server.title} {server.version()}",
            "place": str(server.data),
            "seconds": time.monotonic() - began,
            "port": server.port,
            "environment": server.environment(),
        }
    folder.write_json(var / "servers.json", published)


def _ports_of_a_killed_keeper(var: Path) -> dict[str, int]:
    """Ports that surviving users still know. What it published is withdrawn: it is true of no running server."""
    left: dict[str, Any] = folder.read_json(var / "servers.json") or {}
    (var / "servers.json").unlink(missing_ok=True)
    return {name: server["port"] for name, server in left.items()}


def _hold(var: Path, running: list[Postgresql | Valkey]) -> None:
    """Return when the last user has left or somebody ends us; meanwhile raise servers that die."""
    threading.Thread(target=_await_last_user, args=(Lock(folder.lock_path(var, "users")),), daemon=True).start()
    while signal.sigwait(NEWS) == signal.SIGCHLD:
        try:
            for server in running:
                server.revive()
        except CannotStartError as error:
            sys.stdout.write(f"{error}\n")
            return


def _await_last_user(users: Lock) -> None:
    users.exclusive()
    os.kill(os.getpid(), signal.SIGUSR1)


def _stop(var: Path, running: list[Postgresql | Valkey]) -> None:
    (var / "servers.json").unlink(missing_ok=True)
    for server in reversed(running):
        server.stop()


def _tell(ready: int, news: dict[str, Any]) -> None:
    """Write NEWS for whoever started us; they may be gone already."""
    try:
        with os.fdopen(ready, "w", encoding="utf-8") as pipe:
            json.dump(news, pipe)
    except BrokenPipeError:
        pass
