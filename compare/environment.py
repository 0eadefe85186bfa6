"""The virtual environment of what the product is compared with: made by the command from a lock of its own, under `var/`."""

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from typing import Any

from bench.servers import ROOT, say
from contactcenter.embedded.folder import claim

LOCK = ROOT / "compare" / "requirements.txt"
VENV = ROOT / "var" / "compare-venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".locked"


def ready() -> None:
    """The environment holds exactly what is locked. Raises CalledProcessError when it cannot be made."""
    wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {VENV}"
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    say("making the environment of django-helpdesk…")
    if not VENV.parent.exists():
        claim(VENV.parent)
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "--requirement", str(LOCK)], cwd=ROOT, check=True, stdout=sys.stderr)
    STAMP.write_text(wanted, encoding="utf-8")


def run(*arguments: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What `python -m compare.helpdesk ARGUMENTS` says in that environment, as one line of JSON."""
    command = [str(PYTHON), "-m", "compare.helpdesk", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def environment(address: str) -> dict[str, str]:
    """What a process of the site finds: ADDRESS is of its database. Nothing of the product's own settings but the machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONTACTCENTER_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "compare.helpdesk.settings",
        "HELPDESK_URL": address,
        "HELPDESK_SECRET": hashlib.sha256(address.encode()).hexdigest(),
    }


def versions() -> str:
    """Of what stands in the lock by its own name."""
    named = ("django-helpdesk", "django", "djangorestframework", "psycopg", "granian")
    locked = dict(
        line.split(" ")[0].split("==")
        for line in LOCK.read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    )
    return ", ".join(f"{name} {locked[name]}" for name in named)
