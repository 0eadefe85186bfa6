"""Everything that must be true of the database at any moment, asked anew: what PostgreSQL promises is not taken at its word."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import ForeignKey
from psycopg import sql

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from bench.endurance.work import Done, counted
from clock import queries
from clock.services.reconciling import Reconciled, reconcile
from contactcenter.backup.contents import Contents, contents
from contactcenter.enforcement import RECONCILABLE


@dataclass(frozen=True, slots=True)
class Found:
    """`broken` are what does not hold, each in a few words; `asked` is how many rules were asked."""

    asked: int
    broken: list[str]


# Indexes could hide what the table has: each of these reads the table itself.
HEAP_ONLY = ("SET enable_indexscan = off", "SET enable_indexonlyscan = off", "SET enable_bitmapscan = off")

CHECKS = """
SELECT relname, conname, pg_get_expr(conbin, conrelid) FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
 WHERE relnamespace = 'public'::regnamespace AND contype = 'c'
"""
NOT_NULL = """
SELECT relname, attname, format('%I IS NOT NULL', attname) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND attnotnull AND NOT attisdropped
"""
REFERENCES = """
SELECT conname, source.relname, target.relname,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (n, place) JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY place),
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (n, place) JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY place)
  FROM pg_constraint JOIN pg_class AS source ON source.oid = conrelid JOIN pg_class AS target ON target.oid = confrelid
 WHERE source.relnamespace = 'public'::regnamespace AND contype = 'f'
"""
UNIQUE = """
SELECT indexes.relname, tables.relname, pg_get_expr(indpred, indrelid), indnullsnotdistinct,
       ARRAY(SELECT pg_get_indexdef(indexrelid, place, false) FROM generate_series(1, indnkeyatts) AS place)
  FROM pg_index JOIN pg_class AS indexes ON indexes.oid = indexrelid JOIN pg_class AS tables ON tables.oid = indrelid
 WHERE tables.relnamespace = 'public'::regnamespace AND indisunique
"""
INVALID = """
SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
 WHERE relnamespace = 'public'::regnamespace AND NOT convalidated
UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
"""
COUNTERS = """
SELECT tables.relname, attname, pg_get_serial_sequence(tables.relname, attname)
  FROM pg_attribute JOIN pg_class AS tables ON tables.oid = attrelid
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attidentity <> ''
"""


def look(done: Done) -> Found:
    """All of them, now: nobody may write meanwhile but the enforcement of promises."""
    asked, broken = 0, list[str]()
    with contents() as seen:
        for rule in (_valid, _rows, _references, _unique, _orphans, _counters, _history, _documents):
            number, odds = rule(seen)
            asked, broken = asked + number, broken + odds
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        for number, odds in (_answered(done), _ledger()):
            asked, broken = asked + number, broken + odds
    number, odds = _closed_days()
    return Found(asked + number, broken + odds)


Asked = tuple[int, list[str]]


def _valid(seen: Contents) -> Asked:
    return 1, [f"{name} is not valid" for (name,) in seen.rows(INVALID)]


def _rows(seen: Contents) -> Asked:
    """Checks and what must be there, once over each table."""
    rules: dict[str, list[tuple[str, str]]] = {}
    for table, name, expression in (*seen.rows(CHECKS), *seen.rows(NOT_NULL)):
        rules.setdefault(table, []).append((name, expression))
    broken = []
    for table, named in rules.items():
        counts = sql.SQL(", ").join(
            sql.SQL("count(*) FILTER (WHERE NOT ({}))").format(sql.SQL(expression)) for _, expression in named
        )
        counted_ = seen.rows(sql.SQL("SELECT {} FROM {}").format(counts, sql.Identifier(table)))[0]
        broken += [
            f"{table}: {count} against {name}" for (name, _), count in zip(named, counted_, strict=True) if count
        ]
    return sum(len(named) for named in rules.values()), broken


def _references(seen: Contents) -> Asked:
    found = seen.rows(REFERENCES)
    broken = []
    for name, source, target, columns, keys in found:
        if count := _dangling(seen, source, target, list(zip(columns, keys, strict=True))):
            broken.append(f"{source}: {count} against {name}")
    return len(found), broken


def _orphans(seen: Contents) -> Asked:
    """References of the models that no constraint guards alone."""
    asked, broken = 0, []
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if (
                not isinstance(field, ForeignKey)
                or getattr(field, "db_constraint", True)
                or hasattr(model, "pgh_tracked_model")
            ):
                continue
            target, asked = field.target_field, asked + 1
            pair = [(str(field.column), str(target.column))]
            if count := _dangling(seen, model._meta.db_table, target.model._meta.db_table, pair):
                broken.append(f"{model._meta.db_table}.{field.column}: {count} orphans")
    return asked, broken


def _dangling(seen: Contents, source: str, target: str, pairs: list[tuple[str, str]]) -> int:
    given = sql.SQL(" AND ").join(sql.SQL("s.{} IS NOT NULL").format(sql.Identifier(column)) for column, _ in pairs)
    same = sql.SQL(" AND ").join(
        sql.SQL("s.{} = t.{}").format(sql.Identifier(column), sql.Identifier(key)) for column, key in pairs
    )
    statement = sql.SQL("SELECT count(*) FROM {} s WHERE {} AND NOT EXISTS (SELECT FROM {} t WHERE {})").format(
        sql.Identifier(source), given, sql.Identifier(target), same
    )
    return int(seen.rows(statement)[0][0])


def _unique(seen: Contents) -> Asked:
    for setting in HEAP_ONLY:
        seen.connection.execute(setting)
    found = seen.rows(UNIQUE)
    broken = []
    for name, table, predicate, _, keys in found:
        listed = sql.SQL(", ").join(sql.SQL(key) for key in keys)
        present = sql.SQL(" AND ").join(sql.SQL("({}) IS NOT NULL").format(sql.SQL(key)) for key in keys)
        where = sql.SQL("({}) AND {}").format(sql.SQL(predicate or "true"), present)
        statement = sql.SQL(
            "SELECT count(*) FROM (SELECT FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS twice"
        ).format(sql.Identifier(table), where, listed)
        if count := seen.rows(statement)[0][0]:
            broken.append(f"{table}: {count} twice under {name}")
    for setting in HEAP_ONLY:
        seen.connection.execute(setting.replace("off", "on"))
    return len(found), broken


def _counters(seen: Contents) -> Asked:
    """No counter gives a number again that a row has."""
    found = seen.rows(COUNTERS)
    broken = []
    for table, column, sequence in found:
        statement = sql.SQL("SELECT coalesce(max({}), 0) > (SELECT last_value FROM {}) FROM {}").format(
            sql.Identifier(column), sql.SQL(sequence), sql.Identifier(table)
        )
        if seen.rows(statement)[0][0]:
            broken.append(f"{table}.{column} is ahead of its counter")
    return len(found), broken


def _history(seen: Contents) -> Asked:
    """The last that was written down of a row is the row, or the row is younger than what is written down of it."""
    asked, broken = 0, []
    for model in apps.get_models():
        tracked: Any = getattr(model, "pgh_tracked_model", None)
        if tracked is None:
            continue
        kept = {field.column for field in model._meta.local_concrete_fields}
        columns = [f.column for f in tracked._meta.local_concrete_fields if f.column in kept and not f.primary_key]
        labels = {
            row[0]
            for row in seen.rows(
                sql.SQL("SELECT DISTINCT pgh_label FROM {}").format(sql.Identifier(model._meta.db_table))
            )
        }
        if "insert" not in labels:
            continue
        asked += 1
        differs = sql.SQL(" OR ").join(
            sql.SQL("last.{0} IS DISTINCT FROM whole.{0}").format(sql.Identifier(column)) for column in columns
        )
        statement = sql.SQL(
            "SELECT count(*) FROM {} AS whole LEFT JOIN LATERAL"
            " (SELECT * FROM {} AS event WHERE event.pgh_obj_id = whole.{} ORDER BY pgh_id DESC LIMIT 1) AS last ON true"
            " WHERE last.pgh_id IS NULL OR {}"
        ).format(
            sql.Identifier(tracked._meta.db_table), sql.Identifier(model._meta.db_table),
            sql.Identifier(tracked._meta.pk.column), differs,
        )  # fmt: skip
        if count := seen.rows(statement)[0][0]:
            broken.append(f"{tracked._meta.db_table}: {count} rows without their history")
    return asked, broken


def _documents(seen: Contents) -> Asked:
    """Each file that a row names is there; where the row has its digest, it is that file."""
    broken = [f"{name} is gone" for name in sorted(seen.documents()) if not (settings.MEDIA_ROOT / name).is_file()]
    digests = seen.rows(
        "SELECT file, sha256 FROM contacts_document UNION ALL SELECT file, sha256 FROM correspondence_brochure"
    )
    for name, digest in digests:
        path = settings.MEDIA_ROOT / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            broken.append(f"{name} is not what was kept")
    return 2, broken


def _answered(done: Done) -> Asked:
    found = counted(done)
    broken = [
        f"{kind}: {lost} answered and lost, {twice} twice" for kind, (lost, twice) in found.items() if lost or twice
    ]
    return len(found), broken


def _ledger() -> Asked:
    found = Reconciled()
    for table in RECONCILABLE:
        found.add(reconcile(table, queries.now() - timedelta(days=2), queries.now()))
    odds = [
        f"{len(steps)} steps {name}" for name, steps in (("missing", found.missing), ("extra", found.extra)) if steps
    ]
    return 2, odds


def _closed_days() -> Asked:
    said = StringIO()
    try:
        call_command("recompute_indicators", check=True, stdout=said)
    except CommandError:
        return 1, [f"closed days: {said.getvalue().splitlines()[-1]}"]
    return 1, []
