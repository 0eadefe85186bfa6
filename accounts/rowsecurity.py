"""Migration operations that put a table behind PostgreSQL's row-level security."""

from django.db import migrations

# The sub-select makes PostgreSQL read the setting once a statement, not once a row.
IN_SCOPE = "= ANY ((SELECT COALESCE(NULLIF(current_setting('app.mutuals', true), ''), '{}')::integer[])::integer[])"


def isolate_by_mutual(table: str, column: str = "mutual_id") -> migrations.RunSQL:
    """Rows of TABLE exist only for transactions whose scope names their mutual; even the owner is bound (FORCE)."""
    return migrations.RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY by_mutual ON {table} USING ({column} {IN_SCOPE}) WITH CHECK ({column} {IN_SCOPE})",
        ],
        reverse_sql=[
            f"DROP POLICY by_mutual ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
        ],
    )


def isolate_but_common(table: str) -> migrations.RunSQL:
    """As `isolate_by_mutual`, for a table whose rows without a mutual are everybody's."""
    rule = f"mutual_id IS NULL OR mutual_id {IN_SCOPE}"
    return migrations.RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY by_mutual ON {table} USING ({rule}) WITH CHECK ({rule})",
        ],
        reverse_sql=[
            f"DROP POLICY by_mutual ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
        ],
    )


def same_mutual(table: str, column: str, target: str) -> migrations.RunSQL:
    """A reference that cannot cross mutuals: checks of simple foreign keys bypass row-level security, so the key is composite."""
    name = f"{table}_{column}_same_mutual"
    return migrations.RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (mutual_id, {column}) "
        f"REFERENCES {target} (mutual_id, id) DEFERRABLE INITIALLY DEFERRED",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def isolate_by_mutuals(table: str, column: str = "mutual_ids") -> migrations.RunSQL:
    """Rows of TABLE concern the mutuals of an array (`bigint[]`), or everybody when it is empty.

    Who may work for one of them sees the row; only who may work for all of them writes it.
    """
    scope = "((SELECT COALESCE(NULLIF(current_setting('app.mutuals', true), ''), '{}')::bigint[])::bigint[])"
    rule = f"{column} = '{{}}' OR {column} && {scope}"
    return migrations.RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY by_mutual ON {table} USING ({rule}) WITH CHECK ({column} <@ {scope})",
        ],
        reverse_sql=[
            f"DROP POLICY by_mutual ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
        ],
    )


def isolate_with(table: str, column: str, target: str) -> migrations.RunSQL:
    """A row of TABLE exists where the row of TARGET exists that it belongs to by COLUMN, which has walls of its own."""
    rule = f"EXISTS (SELECT FROM {target} WHERE {target}.id = {table}.{column})"
    return migrations.RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY with_its_row ON {table} USING ({rule}) WITH CHECK ({rule})",
        ],
        reverse_sql=[
            f"DROP POLICY with_its_row ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
        ],
    )
