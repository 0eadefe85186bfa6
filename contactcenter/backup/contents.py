"""What is in the database, told so that two databases can be compared: rows and a digest of each table, and what holds them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db import connections, models
from psycopg import sql

# As text, a row is the same wherever and whenever it is read.
PLAIN = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)

OURS = "NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = {oid} AND pg_depend.classid = '{catalogue}'::regclass AND deptype = 'e')"

TABLES = f"""
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND {OURS.format(oid="pg_class.oid", catalogue="pg_class")} ORDER BY relname
"""  # noqa: S608  constants

# Names, not texts: PostgreSQL writes the same rule in other words once it has read its own.
STRUCTURE = {
    "columns": """
        SELECT concat_ws(' ', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, atthasdef)
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped""",
    "constraints": """
        SELECT concat_ws(' ', relname, conname, contype, convalidated, condeferrable, condeferred)
          FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE relnamespace = 'public'::regnamespace""",
    "indexes": """
        SELECT concat_ws(' ', tables.relname, indexes.relname, indisunique, indisvalid, indnatts) FROM pg_index
          JOIN pg_class AS indexes ON indexes.oid = indexrelid JOIN pg_class AS tables ON tables.oid = indrelid
         WHERE tables.relnamespace = 'public'::regnamespace""",
    "triggers": """
        SELECT concat_ws(' ', relname, tgname, tgenabled, tgtype) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
         WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal""",
    "functions": f"""
        SELECT concat_ws(' ', proname, pg_get_function_identity_arguments(oid), provolatile, prosecdef) FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND {OURS.format(oid="pg_proc.oid", catalogue="pg_proc")}""",  # noqa: S608
    "walls": """
        SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity, polname, polcmd, polpermissive)
          FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""",
    "rights": """
        SELECT concat_ws(' ', relname, relkind, pg_get_userbyid(relowner), pg_get_userbyid(given.grantee), given.privilege_type)
          FROM pg_class LEFT JOIN LATERAL aclexplode(relacl) AS given ON true
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
        UNION ALL
        SELECT concat_ws(' ', relname, attname, pg_get_userbyid(given.grantee), given.privilege_type)
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, LATERAL aclexplode(attacl) AS given
         WHERE relnamespace = 'public'::regnamespace""",
    "sequences": """
        SELECT concat_ws(' ', sequencename, data_type, increment_by, cycle) FROM pg_sequences WHERE schemaname = 'public'""",
}

# A sum does not ask in which order rows come.
DIGEST = """
SELECT count(*), coalesce(sum(('x' || encode(substr(sha256(convert_to(whole_row_::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), 0)::text
  FROM {} AS whole_row_
"""


class Contents:
    """The database as one transaction of the owner's sees it, in the scope of every mutual: row-level security binds owners too."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        self.scope = "{}"
        if "accounts_mutual" in self.tables():
            (self.scope,) = self.rows("SELECT coalesce(array_agg(id), '{}')::text FROM accounts_mutual")[0]
            connection.execute("SELECT set_config('app.mutuals', %s, true)", [self.scope])

    @property
    def version(self) -> str:
        return str(self.rows("SHOW server_version")[0][0]).split()[0]

    def tables(self) -> list[str]:
        return [name for (name,) in self.rows(TABLES)]

    def digests(self) -> dict[str, tuple[int, str]]:
        """Rows and digest by table."""
        found = {}
        for name in self.tables():
            rows, digest = self.rows(sql.SQL(DIGEST).format(sql.Identifier(name)))[0]
            found[name] = (int(rows), str(digest))
        return found

    def structure(self) -> dict[str, tuple[int, str]]:
        """Number and digest of columns, constraints, indexes, triggers, functions, walls, rights and sequences, by name."""
        found = {}
        for kind, statement in STRUCTURE.items():
            named = sorted(str(one) for (one,) in self.rows(statement))
            found[kind] = (len(named), hashlib.sha256("\n".join(named).encode()).hexdigest()[:16])
        return found

    def migrations(self) -> list[str]:
        return [
            f"{app}.{name}" for app, name in self.rows("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]

    def documents(self) -> set[str]:
        """Names of all files that rows name today; the history may name some that are gone."""
        found: set[str] = set()
        for table, column in file_columns():
            statement = sql.SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} <> ''").format(
                sql.Identifier(column), sql.Identifier(table)
            )
            found.update(name for (name,) in self.rows(statement))
        return found

    def exported(self) -> str:
        """The name under which other connections see exactly this."""
        return str(self.rows("SELECT pg_export_snapshot()")[0][0])

    def rows(self, statement: str | sql.Composed) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()


def file_columns() -> list[tuple[str, str]]:
    """Tables and columns that name files."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.FileField) and field.column
    ]


@contextmanager
def contents() -> Iterator[Contents]:
    """As it is now and stays inside the block, whatever others write."""
    given = connections["owner"].settings_dict
    with psycopg.connect(
        host=given["HOST"],
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname=given["NAME"],
    ) as connection:
        for setting in PLAIN:
            connection.execute(setting)
        connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Contents(connection)
        connection.rollback()
