"""PostgreSQL and Valkey for one run of the suite. pytest loads this first (`-p`), before Django's settings are read.

The workers of pytest-xdist inherit the addresses. The servers and their folder go with the controller, even killed.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from contactcenter import embedded

pytest_plugins = ["tests.chromium", "tests.migrated", "tests.scheduling"]

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30


def start() -> None:
    """Put the addresses of fresh servers into the environment, except where it already has addresses."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    os.environ["CONTACTCENTER_VAR"] = tempfile.mkdtemp(prefix="contactcenter-", dir=MEMORY if roomy else None)
    os.environ["CONTACTCENTER_THROWAWAY"] = "1"
    os.environ["CONTACTCENTER_DEMO"] = "0"
    try:
        member = embedded.join()
    except embedded.CannotStartError as error:
        embedded.refuse(error)
    if member is None:  # no keeper of ours that would clear up
        atexit.register(shutil.rmtree, os.environ["CONTACTCENTER_VAR"], ignore_errors=True)


def fresh_folder() -> Path:
    """An empty folder where the throw-away servers are: in memory if they are, and gone with them."""
    return Path(tempfile.mkdtemp(dir=os.environ["CONTACTCENTER_VAR"]))


def own_cache(worker: str) -> None:
    """Each worker counts, marks and clears in a database of Valkey's own: `gw0` in the first after the controller's."""
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{int(worker[2:]) + 1}").geturl()


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    own_cache(worker)
else:
    start()
