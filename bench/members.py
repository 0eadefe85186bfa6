"""Import and export at one size of the register, beside the floor: a bare COPY of the same file into a table without anything."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psutil
from django.core.management import call_command
from django.db import connection, connections

from accounts.models import Mutual
from audit.actors import acting, job
from members.columns import COLUMNS
from members.exports import export_members
from members.imports import Report, import_members
from members.invention import household
from members.population import row_of

UNSEEN = 60_000_000
"""Households from this index on are never generated: files of new people are made of them."""

SEED = 1


@dataclass(frozen=True, slots=True)
class Import:
    """Rows a second, and the microseconds of processor that one row takes here and in PostgreSQL."""

    rows: int
    new: float
    again: float
    bare_copy: float
    python: float
    postgresql: float


def fill(people: int) -> float:
    """Add invented people to three mutuals, and return the seconds that it took."""
    before = time.perf_counter()
    call_command("generate_members", count=people, mutuals=3, seed=SEED, stdout=StringIO())
    return time.perf_counter() - before


def write_file(path: Path, *, mutual: Mutual, rows: int, first: int) -> int:
    """A members' file of people who are not there yet, family after family; returns the index after the last household."""
    written, index = 0, first
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(COLUMNS) + "\n")
        while written < rows:
            home = household(SEED * 1000 + mutual.pk, index)
            for person in home.members[: rows - written]:
                file.write(";".join(row_of(home, person, index)) + "\n")
                written += 1
            index += 1
    return index


def measure(path: Path, *, mutual: Mutual, rows: int) -> Import:
    """Import the file, import it again, and copy it bare. Raises RuntimeError when it is not taken whole."""
    with _processors() as spent:
        new = _timed(path, mutual, created=rows)
    again = _timed(path, mutual, created=0)
    per_row = [1e6 * seconds / rows for seconds in spent]
    return Import(rows, rows / new, rows / again, rows / bare_copy(path), *per_row)


def _timed(path: Path, mutual: Mutual, *, created: int) -> float:
    before = time.perf_counter()
    with path.open("rb") as file, acting(job("bench")):
        report: Report = import_members(mutual=mutual, file=file)
    if report.created != created or report.refusals.total:
        raise RuntimeError(f"{report.counts()} {report.refusals.listed[:3]}")
    return time.perf_counter() - before


def bare_copy(path: Path) -> float:
    """Seconds of a COPY of the file into a table of text columns without index or constraint, committed."""
    columns = ", ".join(f"{name} text" for name in COLUMNS)
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_copy ({columns})")
        before = time.perf_counter()
        with (
            cursor.copy("COPY bench_copy FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)") as copy,
            path.open("rb") as file,
        ):
            while block := file.read(2**18):
                copy.write(block)
        spent = time.perf_counter() - before
        cursor.execute("DROP TABLE bench_copy")
    return spent


def export(path: Path, *, mutual: Mutual) -> float:
    """Rows a second of an export of the whole mutual."""
    before = time.perf_counter()
    with path.open("w", encoding="utf-8", newline="") as file, acting(job("bench")):
        rows = export_members(mutual=mutual, file=file, with_nir=True)
    return rows / (time.perf_counter() - before)


@contextmanager
def _processors() -> Iterator[list[float]]:
    """Seconds of processor of this process and of its PostgreSQL backend, filled in at the end of the block."""
    connection.ensure_connection()
    processes = [psutil.Process(), psutil.Process(connection.connection.info.backend_pid)]
    before = [sum(process.cpu_times()[:2]) for process in processes]
    spent: list[float] = []
    yield spent
    spent += [sum(process.cpu_times()[:2]) - start for process, start in zip(processes, before, strict=True)]


def sizes(app: str) -> dict[str, int]:
    """Bytes on disk: the whole database, and the largest tables of an app with their indexes."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        whole = cursor.fetchone()[0]
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
            " AND starts_with(relname, %s) ORDER BY 2 DESC LIMIT 4",
            [f"{app}_"],
        )
        return {"database": whole, **dict(cursor.fetchall())}
