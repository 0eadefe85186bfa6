"""What the application's database role may do: everything on rows, nothing on structure, and no change to the journal."""

from django.apps import apps
from django.db import connections
from psycopg import sql

from audit.models import AppendOnly


def append_only_tables() -> list[str]:
    """Tables whose rows are added and read only: the journals, and the history that triggers write."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly)
        or hasattr(model, "pgh_tracked_model")
        or model._meta.label == "pghistory.Context"
    )


def grant_application_role() -> None:
    """Give the role of the `default` connection its rights on every table, as the owner; safe to repeat."""
    owner, role = connections["owner"], connections["default"].settings_dict["USER"]
    if role == owner.settings_dict["USER"]:
        return
    name = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(name),
        *(
            sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), name)
            for table in append_only_tables()
        ),
        # The trigger of a tracked write adds the request's context or, for its second write, completes it.
        sql.SQL("GRANT UPDATE (metadata, updated_at) ON pghistory_context TO {}").format(name),
    ]
    with owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
