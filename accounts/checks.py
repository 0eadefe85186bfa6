"""What must be true of the database before the program runs on it: `manage.py check --database default`, and `migrate`."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from accounts.models import MutualOwned

ROLE = """
SELECT bool_or(rolsuper), bool_or(rolbypassrls),
       (SELECT count(*) FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')
         AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm'))
  FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
"""
WALLS = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
   AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))
 ORDER BY relname
"""


@register(Tags.database)
def check_walls(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The application's role is nobody special, and every table of a mutual's rows is behind row-level security."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(ROLE)
        is_superuser, bypasses, owned = cursor.fetchone()
        cursor.execute(WALLS, [isolated_tables()])
        open_tables = [name for (name,) in cursor.fetchall()]
    found: list[CheckMessage] = []
    if is_superuser:
        found.append(Error("The application's database role is a superuser, or may become one.", id="accounts.E001"))
    if bypasses:
        found.append(Error("The application's database role bypasses row-level security.", id="accounts.E002"))
    if owned:
        found.append(Error(f"The application's database role owns {owned} tables or views.", id="accounts.E003"))
    found += [Error(f"Table {name} is not isolated by mutual.", id="accounts.E004") for name in open_tables]
    return found


def isolated_tables() -> list[str]:
    """Tables whose rows belong to one mutual: those of owned models, and of what history keeps of them."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(getattr(model, "pgh_tracked_model", model), MutualOwned)
    )
