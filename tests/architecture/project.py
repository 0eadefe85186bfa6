"""The project as text and syntax trees: what the architecture's tests read."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def ranks() -> dict[str, int]:
    """Each app's rank, 0 the lowest, as the import contract lays them; apps beside each other share one."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "apps")
    return {app: rank for rank, layer in enumerate(reversed(layers)) for app in layer.split(" | ")}


def may_know(app: str, other: str) -> bool:
    """Whether APP may know of OTHER: itself, or an app below."""
    return app == other or ranks()[other] < ranks()[app]


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the apps with its syntax tree, by path from the root."""
    paths = (path for app in ranks() for path in sorted((ROOT / app).rglob("*.py")))
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Pairs of module and name: `from a.b import c` gives (a.b, c), `import a.b` gives (a.b, '')."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@cache
def templates() -> dict[str, str]:
    """The text of every template of Django's, by the name under which it is loaded; those of Typst stand beside them."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".typ"
    }


@cache
def tracked() -> list[Path]:
    """Files of the repository, by path from the root; without git, those of the folders that it would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode == 0:
        return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    outside = {".venv", "var", "build", "dist", "__pycache__"}
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path for path in found if not outside & set(path.parts) and not path.parts[0].startswith(".")]
