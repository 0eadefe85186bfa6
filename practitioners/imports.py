"""Import of the national register's open extraction: all of it in one transaction, or nothing.

Python takes one chunk apart while PostgreSQL copies the one before.
"""

import gc
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

import psycopg
from django.db import connection, transaction

from audit.enums import Act
from audit.services import record
from practitioners import changes
from practitioners.communes import all_communes
from practitioners.enums import Odd
from practitioners.errors import EmptyExtractionError, ExtractionRunningError, FewerRowsError
from practitioners.fields import Odds
from practitioners.models import Extraction
from practitioners.sheet import check, rows
from practitioners.staging import Batch, Builder, Merged, Stage

Progress = Callable[[int, int], None]
"""Told the bytes read and the bytes of the file."""

CHUNK: Final = 10_000
"""Rows that are copied at once."""

SMALLEST_SHARE: Final = 0.9
"""Of the rows of the extraction before: fewer look like a file that was cut."""

_PUBLISHED = re.compile(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)\d{0,6}\D*$").search


@dataclass(slots=True)
class Report:
    """What an import did. `rows` are those that were kept."""

    rows: int = 0
    odds: Odds = field(default_factory=Odds)
    merged: Merged = field(default_factory=Merged)

    def counts(self) -> dict[str, Any]:
        merged = self.merged
        return {
            "created": merged.created,
            "changed": merged.changed,
            "gone": merged.gone,
            "odd": {kind.value: count for kind, count in self.odds.counts.most_common() if count},
        }


def import_practitioners(
    *,
    file: BinaryIO,
    name: str,
    published_on: date | None = None,
    confirmed: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> Report:
    """Bring the directory to what the file says; without PUBLISHED_ON the file's NAME tells its day.

    Raises an ExtractionRefusedError before anything is touched, or ExtractionRunningError. `confirmed` takes a file of far
    fewer rows than the one before.
    """
    check(file)
    with _without_collector(), transaction.atomic():
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        _lock(raw)
        report = Report()
        stage = Stage(raw)
        stage.prepare()
        _read(file, stage, Builder(all_communes(), report.odds), report, progress)
        _check_rows(report.rows, confirmed=confirmed)
        report.merged = stage.merge()
        report.odds.counts[Odd.TWICE] += report.merged.twice
        changes.apply_facts()
        _note(name, published_on or published(name), report)
    return report


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows make no cycles, and the collector would walk through all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _lock(raw: "psycopg.Connection[Any]") -> None:
    found = raw.execute("SELECT pg_try_advisory_xact_lock(hashtext('practitioners.import'))").fetchone()
    if found is None or not found[0]:
        raise ExtractionRunningError


def _read(file: BinaryIO, stage: Stage, builder: Builder, report: Report, progress: Progress) -> None:
    size = file.seek(0, os.SEEK_END)
    writing: Future[None] | None = None
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="extraction") as server:
        batch = Batch()
        for chunk in rows(file, report.odds):
            for number, line, fields in chunk:
                report.rows += builder.add(batch, number, line, fields)
            if len(batch.activity) < CHUNK:
                continue
            if writing is not None:
                writing.result()
            writing, batch = server.submit(stage.add, batch), Batch()
            progress(file.tell(), size)
        if writing is not None:
            writing.result()
        stage.add(batch)
    progress(size, size)


def _check_rows(found: int, *, confirmed: bool) -> None:
    if found == 0:
        raise EmptyExtractionError
    last = Extraction.objects.order_by("-pk").first()
    if last is not None and found < SMALLEST_SHARE * last.rows and not confirmed:
        raise FewerRowsError(found, before=last.rows)


def _note(name: str, published_on: date | None, report: Report) -> None:
    Extraction.objects.create(
        name=Path(name).name[-160:], published_on=published_on, rows=report.rows, counts=report.counts()
    )
    record(act=Act.IMPORT, detail={"register": True, "rows": report.rows, "changes": report.merged.total})


def published(name: str) -> date | None:
    """The day that the file's name ends with: PS_LibreAcces_Personne_activite_202610080830.txt."""
    found = _PUBLISHED(Path(name).stem)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
