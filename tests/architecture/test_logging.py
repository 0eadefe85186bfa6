"""A log's sentence is written in the code, not put together from values: values go in keys, where they are sifted."""

import ast

from tests.architecture.project import modules

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def composed(tree: ast.Module) -> list[int]:
    """Lines that log something else than a literal, or a literal with values put in."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and getattr(node.func.value, "id", "") in {"logger", "log", "logging"}
        and (len(node.args) != 1 or not isinstance(node.args[0], ast.Constant))
    ]


def test_sentences_are_literal() -> None:
    assert [f"{path}:{line}" for path, tree in modules().items() for line in composed(tree)] == []


def test_the_test_sees_a_composed_sentence() -> None:
    tree = ast.parse(
        'logger.info("done", count=1)\nlogger.info(f"{name}")\nlogger.error("%s", name)\nlogger.info(text)'
    )
    assert composed(tree) == [2, 3, 4]
