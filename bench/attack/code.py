"""What stands in the files: libraries with a known fault, code that opens a door, secrets that should not be there.

A finding is explained by the reason behind ruff's `# noqa: S…` on its line, whose rules are bandit's, or by a line of
`explained.toml`. What neither explains is a fault.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from bench.servers import ROOT, say

EXPLAINED = Path(__file__).with_name("explained.toml")
SCRIPTS = Path(sys.executable).parent
PIN = re.compile(r"^([a-z0-9.\[\]-]+==[^ \\;]+)( ; [^\\\n]+)?", re.MULTILINE)
CORES = "2"


@dataclass(frozen=True, slots=True)
class Found:
    """What one tool found; `unexplained` says each in a line. `refused` is why it could not say anything."""

    tool: str
    over: str
    explained: int
    unexplained: Sequence[str]
    refused: str = ""


def attack(folder: Path) -> list[Found]:
    return [_dependencies(folder), _code(), _secrets()]


def _dependencies(folder: Path) -> Found:
    """Asks the service of known faults for every locked library, those of tests too."""
    say("asking for known faults of libraries…")
    pins = ["".join(pin).strip() for pin in PIN.findall((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))]
    audited = folder / "audited"
    audited.mkdir()
    project = (
        f'[project]\nname = "audited"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = {json.dumps(pins)}\n'
    )
    (audited / "pyproject.toml").write_text(project, encoding="utf-8")
    features = "audit,json-output"
    said = [
        _uv(audited, *command)
        for command in (("lock",), ("audit", "--frozen", "--output-format", "json", "--preview-features", features))
    ]
    over = f"{len(pins)} libraries of requirements-dev.txt"
    try:
        faults = json.loads(said[-1].stdout)["vulnerabilities"]
    except ValueError:
        lines = [line.strip() for one in said for line in one.stderr.splitlines() if line.strip()]
        return Found("uv audit", over, 0, [], refused=lines[-1] if lines else "no answer")
    told = [f"{one['dependency']['name']} {one['dependency']['version']}: {one['id']}" for one in faults]
    return Found("uv audit", over, 0, told)


def _uv(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [SCRIPTS / "uv", "--quiet", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def _code() -> Found:
    say("bandit…")
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    packages: list[str] = wheel["targets"]["wheel"]["packages"]
    done = subprocess.run(
        [SCRIPTS / "bandit", "--quiet", "--recursive", "--format", "json", *packages, "manage.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return _sorted_out("bandit", f"{found['metrics']['_totals']['loc']:,} lines", _issues(found["results"]))


def _issues(results: Sequence[dict[str, Any]]) -> list[tuple[str, str, int, Sequence[int]]]:
    return [(one["test_id"], one["filename"], one["line_number"], one["line_range"]) for one in results]


def _secrets() -> Found:
    say("detect-secrets…")
    done = subprocess.run(
        [SCRIPTS / "detect-secrets", "-c", CORES, "scan"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    results = json.loads(done.stdout)["results"]
    lines = [(one["type"], path, one["line_number"], ()) for path, found in results.items() for one in found]
    tracked = subprocess.run([_git(), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return _sorted_out("detect-secrets", f"{len(tracked.stdout.splitlines()):,} tracked files", lines)


def _git() -> str:
    return "git"


def _sorted_out(tool: str, over: str, issues: Sequence[tuple[str, str, int, Sequence[int]]]) -> Found:
    rules = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]
    unexplained = [
        f"{kind} {path}:{line}"
        for kind, path, line, lines in issues
        if not _in_place(kind, ROOT / path, {line, *lines}) and not any(_explains(rule, kind, path) for rule in rules)
    ]
    return Found(tool, over, len(issues) - len(unexplained), unexplained)


def _explains(rule: dict[str, Any], kind: str, path: str) -> bool:
    return kind in rule["kinds"] and any(fnmatch(path, pattern) for pattern in rule["paths"])


def _in_place(kind: str, path: Path, lines: set[int]) -> bool:
    """Whether one of these lines says why, after the number of ruff's rule."""
    if not kind.startswith("B"):
        return False
    text = path.read_text(encoding="utf-8").splitlines()
    said = re.compile(rf"#\s*noqa:[^#]*\bS{kind[1:]}\b")
    return any(said.search(text[line - 1]) for line in lines if line <= len(text))
