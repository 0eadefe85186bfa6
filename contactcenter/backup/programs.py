"""PostgreSQL's own programs: those of the wheel for our own servers, those of the machine for others where it has them."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connections

from contactcenter import embedded
from contactcenter.backup.archive import BackupError
from contactcenter.embedded.folder import disk_full
from contactcenter.embedded.postgresql import binaries

FULL = "No space left on device"


def is_embedded() -> bool:
    """Whether the database is the one under `var/`."""
    member = embedded.joined()
    return member is not None and "postgresql" in member.names


def start(name: str, arguments: Sequence[str], *, options: str = "") -> "subprocess.Popen[str]":
    """PROGRAM as the owner of the database. The password goes by the environment: an argument would show it to everybody."""
    given = connections["owner"].settings_dict
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
        "PGOPTIONS": options,
    }
    return subprocess.Popen(
        [_program(name), "--no-password", *arguments],
        env={key: value for key, value in environment.items() if value},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]", *, what: str, folder: Path) -> None:
    """Return once it is done. Raises BackupError with its last words: WHAT did not take place in FOLDER."""
    _, said = process.communicate()
    if FULL in said:
        raise BackupError(disk_full(folder))
    if process.returncode != 0:
        words = [line for line in said.splitlines() if "error" in line or "FATAL" in line] or said.splitlines() or ["?"]
        raise BackupError(f"{what} : {words[0].strip()}")


def _program(name: str) -> str:
    found = None if is_embedded() else shutil.which(name)
    return found or str(binaries() / name)
