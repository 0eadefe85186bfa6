"""What import-linter cannot say: which modules of another app may be used."""

from tests.architecture.project import imports, modules, ranks

# An app's own affair. `contactcenter` composes the apps, so it may name all of them.
PRIVATE = {"views", "forms", "serializers", "tasks", "api", "admin", "management", "receivers", "checks", "urls"}


def test_private_modules_are_used_by_their_own_app_only() -> None:
    strays = [
        f"{path} imports {module}"
        for path, tree in modules().items()
        for module, name in imports(tree)
        if path.parts[0] not in {"contactcenter", module.split(".")[0]}
        and module.split(".")[0] in ranks()
        and PRIVATE & {*module.split(".")[1:2], *([name] if "." not in module else [])}
    ]
    assert strays == []


def test_no_app_reads_the_settings_module() -> None:
    """`django.conf.settings` is what tests can change; the module is what was read at start."""
    readers = [
        str(path)
        for path, tree in modules().items()
        if ("contactcenter", "settings") in imports(tree)
        or any(module == "contactcenter.settings" for module, _ in imports(tree))
    ]
    assert readers == []
