"""The users' side: join the servers, start them when there are none, and leave without leaving a process behind."""

import atexit
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from contactcenter.embedded import folder
from contactcenter.embedded.folder import CannotStartError
from contactcenter.embedded.locks import Lock

ADDRESSES = {"postgresql": "DATABASE_URL", "valkey": "REDIS_URL"}
SETTINGS = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")
SILENT_FOR = 20.0
_joined: "Membership | None" = None


class Membership:
    """Use of the servers of one folder by one process."""

    def __init__(self, var: Path, names: list[str]) -> None:
        """Hold the servers NAMES of VAR, started if need be, until `leave`. Raises CannotStartError."""
        self.var, self.names, self.process = var, names, os.getpid()
        self.keeper: subprocess.Popen[bytes] | None = None
        self.users = Lock(folder.lock_path(var, "users"))
        self.users.shared()
        self.servers = self.restore()

    @property
    def started(self) -> bool:
        """True when this process started the servers, False when it found them running."""
        return self.keeper is not None

    def restore(self) -> dict[str, Any]:
        """Content of servers.json by server, from running servers or from new ones. One process at a time decides."""
        start = Lock(folder.lock_path(self.var, "start"))
        start.exclusive()
        try:
            published: dict[str, Any] = {}
            while not (alive(self.var) and (published := folder.read_json(self.var / "servers.json") or {})):
                if alive(self.var):  # its starter was killed, or somebody ends it: it will publish or go
                    time.sleep(0.02)
                else:
                    folder.check_free_space(self.var)
                    self.keeper = _start_keeper(self.var, self.names)
            if missing := [name for name in self.names if name not in published]:
                raise CannotStartError(_incomplete(self.var, missing))
            return published
        finally:
            start.close()

    def leave(self) -> None:
        """Let go of the servers; when nobody else uses them, return once they have stopped."""
        if self.process != os.getpid():  # a fork of the member is not the member
            return
        atexit.unregister(self.leave)
        # Opened before the servers may take their folder with them.
        users, keeper, servers = (Lock(folder.lock_path(self.var, name)) for name in ("users", "keeper", "servers"))
        self.users.close()
        if _keeper_goes(users, keeper):
            servers.shared()
            if self.keeper:
                self.keeper.wait()
        for probe in (users, keeper, servers):
            probe.close()


def join() -> Membership | None:
    """Put the addresses and secrets of the embedded servers into the environment, starting the servers if need be.

    What the environment already gives is left alone; None when it gives both addresses. Raises CannotStartError.
    """
    names = [name for name, variable in ADDRESSES.items() if not _given(variable)]
    if not names:
        return None
    var = folder.location()
    folder.claim(var)
    try:
        member = Membership(var, names)
    except OSError as error:
        raise CannotStartError(folder.unusable(var, error)) from error
    global _joined  # noqa: PLW0603  a process joins once, for its life
    _joined = member
    atexit.register(member.leave)
    environment: dict[str, str] = {"CONTACTCENTER_VAR": str(var)}
    for name in names:
        environment |= member.servers[name]["environment"]
    if "postgresql" in names:
        secrets = folder.own_secrets(var)
        environment |= {name: secrets[name] for name in SETTINGS} | {"CONTACTCENTER_DEMO": "1"}
    os.environ.update({name: value for name, value in environment.items() if not _given(name)})
    return member


def joined() -> Membership | None:
    """What `join` returned to this process."""
    return _joined


def alive(var: Path) -> bool:
    """Whether a keeper holds the servers of VAR."""
    probe = Lock(folder.lock_path(var, "keeper"))
    try:
        return not probe.try_shared()
    finally:
        probe.close()


def _given(variable: str) -> bool:
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))


def _start_keeper(var: Path, names: list[str]) -> subprocess.Popen[bytes]:
    """A keeper whose servers answer."""
    reading, writing = os.pipe()
    with (var / "log" / "keeper.log").open("a", encoding="utf-8") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "contactcenter.embedded", str(var), str(writing), *names],
            cwd=folder.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[writing],
            start_new_session=True,
        )
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        if not select.select([pipe], [], [], SILENT_FOR)[0]:
            sys.stderr.write("Les serveurs intégrés démarrent encore…\n")
        said = pipe.read()
    if not said:
        raise CannotStartError(f"Les serveurs intégrés ne démarrent pas (journal : {var / 'log' / 'keeper.log'}).")
    if refusal := json.loads(said).get("error"):
        keeper.wait()
        raise CannotStartError(refusal)
    return keeper


def _incomplete(var: Path, missing: list[str]) -> str:
    return (
        f"Les serveurs intégrés de {var} tournent sans {' ni '.join(missing)} : arrêtez d’abord ce qui les utilise, "
        f"ou donnez {' et '.join(ADDRESSES[name] for name in missing)}."
    )


def _keeper_goes(users: Lock, keeper: Lock) -> bool:
    """Whether the keeper now stops the servers. A fresh lock on `users` and on `keeper` tells who is there."""
    while not keeper.try_shared():
        if users.try_exclusive():  # nobody uses the servers, and the keeper has not noticed yet
            users.release()
            time.sleep(0.002)
        elif users.try_shared():  # other users
            users.release()
            return False
        else:
            return True
    return True
