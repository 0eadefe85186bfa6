"""What is longer than we like: `python -m tests.architecture.budgets` prints it. A mirror, not a gate."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.project import ROOT, modules, templates

FILE, FUNCTION, VIEW, TEST, TEMPLATE = 400, 40, 25, 25, 120


def excesses() -> Iterator[tuple[str, int, int]]:
    """What is too long, its lines, and its budget."""
    for path, tree in {**modules(), **_tests()}.items():
        if "migrations" in path.parts:
            continue
        yield from _over(str(path), len((ROOT / path).read_text(encoding="utf-8").splitlines()), FILE)
        budget = TEST if path.parts[0] == "tests" else VIEW if path.name == "views.py" else FUNCTION
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _over(f"{path} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1, budget)
    for name, text in templates().items():
        yield from _over(f"templates/{name}", len(text.splitlines()), TEMPLATE)


def _tests() -> dict[Path, ast.Module]:
    paths = (path.relative_to(ROOT) for path in sorted((ROOT / "tests").rglob("*.py")) if path.parent.name != "vendor")
    return {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in paths}


def _over(what: str, lines: int, budget: int) -> Iterator[tuple[str, int, int]]:
    if lines > budget:
        yield what, lines, budget


if __name__ == "__main__":
    for what, lines, budget in sorted(excesses(), key=lambda excess: excess[1] / excess[2], reverse=True):
        sys.stdout.write(f"{lines:5} of {budget:3}  {what}\n")
