"""Migrations are named, in one line, and do not depend on today's code."""

import re

from django.db.migrations.loader import MigrationLoader

from tests.architecture.project import imports, modules, ranks

NAME = re.compile(r"\d{4}_[a-z][a-z0-9_]{3,}")
# Operations that a migration is made of.
OPERATIONS = {"accounts.rowsecurity", "accounts.tables"}


def ours() -> dict[str, list[str]]:
    """Names of each app's migrations, sorted."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        found.setdefault(app, []).append(name)
    return {app: names for app, names in found.items() if app in ranks()}


def test_every_migration_says_what_it_does() -> None:
    poor = [name for names in ours().values() for name in names if not NAME.fullmatch(name) or "_auto_" in name]
    assert poor == []


def test_numbers_follow_each_other() -> None:
    numbers = {app: [int(name[:4]) for name in names] for app, names in ours().items()}
    assert numbers == {app: list(range(1, len(names) + 1)) for app, names in ours().items()}


def test_each_app_has_one_line_of_migrations() -> None:
    """Each depends on the one before it, so there is one last one and no merge."""
    migrations = MigrationLoader(None).disk_migrations
    parents = {
        app: [[name for other, name in migrations[app, one].dependencies if other == app] for one in names]
        for app, names in ours().items()
    }
    assert parents == {app: [[], *([name] for name in names[:-1])] for app, names in ours().items()}


def test_migrations_do_not_import_the_code_of_today() -> None:
    """A rule or a constant that changes tomorrow would rewrite yesterday."""
    strays = [
        f"{path} imports {module}"
        for path, tree in modules().items()
        if "migrations" in path.parts
        for module, _ in imports(tree)
        if module.split(".")[0] in ranks() and module not in OPERATIONS
    ]
    assert strays == []
