"""Every duration of the trade stands in an app's `deadlines.py`, with a docstring that names its rule."""

import ast
from pathlib import Path

from tests.architecture.project import modules

DURATIONS = {"timedelta", "relativedelta"}
ALLOWED = {"deadlines.py", "settings.py"}


def literals(tree: ast.Module) -> list[int]:
    """Lines on which a duration is written out: `timedelta(hours=24)`, not `timedelta(hours=policy.hours)`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in DURATIONS
        and any(isinstance(part, ast.Constant) for part in [*node.args, *(word.value for word in node.keywords)])
    ]


def is_allowed(path: Path) -> bool:
    return path.name in ALLOWED or "migrations" in path.parts or path.parts[0] == "clock"


def test_no_duration_is_written_elsewhere() -> None:
    strays = [f"{path}:{line}" for path, tree in modules().items() if not is_allowed(path) for line in literals(tree)]
    assert strays == []


def test_the_test_sees_a_literal() -> None:
    assert literals(ast.parse("a = timedelta(hours=24)\nb = datetime.timedelta(1)\nc = timedelta(hours=x)")) == [1, 2]
