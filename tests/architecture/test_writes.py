"""Only an app's own modules write its tables."""

import ast

from tests.architecture.project import imports, modules, ranks

WRITES = {
    "create", "acreate", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete",
    "_raw_delete", "save",
}  # fmt: skip


# They invent a whole world in an empty database, and write what an administrator would have typed.
INVENTIONS = {"generate_members.py", "load_demo.py", "demonstration"}


def strangers(tree: ast.Module, app: str) -> set[str]:
    """Names of models that a module takes from other apps."""
    return {
        name
        for module, name in imports(tree)
        if module.endswith(".models") and module.split(".")[0] in ranks() and module.split(".")[0] != app
    }


def writes(tree: ast.Module, names: set[str]) -> list[int]:
    """Lines that write through a manager or a class of these names: `Name.objects.filter(...).update(...)`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and root_of(node.func.value) in names
    ]


def root_of(node: ast.expr) -> str:
    """The name at the left end of a chain of attributes and calls."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def test_no_app_writes_another_s_tables() -> None:
    strays = [
        f"{path}:{line}"
        for path, tree in modules().items()
        if not INVENTIONS & {path.name, path.parent.name}
        for line in writes(tree, strangers(tree, path.parts[0]))
    ]
    assert strays == []


def test_the_test_sees_a_write() -> None:
    tree = ast.parse(
        "from quotes.models import Quote\nQuote.objects.filter(a=1).update(b=2)\nQuote(a=1).save()\nQuote.objects.get()"
    )
    assert writes(tree, strangers(tree, "members")) == [2, 3]
