"""One migrated database, which every worker copies: migrating costs twenty times as much as copying.

The controller has it made while the workers collect; without workers it is made when it is first asked for.
"""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from contactcenter.embedded.folder import ROOT
from contactcenter.embedded.unprivileged import die_with_parent

NAME = "test_migrated"
MAKING = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    config.stash[MAKING] = _begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if making := config.stash.get(MAKING, None):
        making.kill()
        making.wait()


def copy(name: str) -> None:
    """A migrated database of this NAME, instead of the one that may have it. Raises RuntimeError with what the migration said."""
    if not _said().exists():
        _begin().wait()
    with _said().open() as said:
        fcntl.flock(said, fcntl.LOCK_SH)  # held by whoever migrates, to its end
        if faults := said.read():
            raise RuntimeError(faults)
    _make(name, template=NAME)


def _said() -> Path:
    return Path(os.environ["CONTACTCENTER_VAR"]) / "migrated.log"


def _begin() -> subprocess.Popen[bytes]:
    """Migrating, in a process that leaves what it says, which is nothing if all is well."""
    _make(NAME)
    addresses = {
        name: urlsplit(os.environ[name])._replace(path=f"/{NAME}").geturl()
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if name in os.environ
    }
    with _said().open("wb") as said:
        fcntl.flock(said, fcntl.LOCK_EX)
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
            cwd=ROOT,
            env={**os.environ, **addresses},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),  # noqa: PLW1509  it only sets a flag of the kernel
        )


def _make(name: str, template: str = "template1") -> None:
    parts = [sql.Identifier(name), sql.Identifier(template)]
    server = urlsplit(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    with psycopg.connect(server._replace(path="/contactcenter").geturl(), autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(parts[0]))
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*parts))
