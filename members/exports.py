"""Bulk export of members, in the very form in which a file comes in."""

import csv
from collections.abc import Callable
from typing import TextIO

from django.db import connection, transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.enums import Act
from audit.services import record
from members.changes import FILE_ROWS, NIR
from members.columns import COLUMNS
from members.sealing import unseal

ROWS_A_FETCH = 5_000


def export_members(
    *, mutual: Mutual, file: TextIO, with_nir: bool, progress: Callable[[int], None] = lambda _rows: None
) -> int:
    """Write every person of the mutual as a row of `docs/members-file.md`, and return how many there were. Journalled.

    Cells are written as they are, so that the file comes in again unchanged: what would run as a formula in a spreadsheet is
    refused on its way in (telephones in E.164 begin with + and are plain numbers to a spreadsheet).
    """
    kept = [place for place in range(len(COLUMNS)) if with_nir or place != NIR]
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow([COLUMNS[place] for place in kept])
    rows = 0
    with within_mutuals([mutual.pk]), transaction.atomic():
        record(act=Act.EXPORT, mutual_id=mutual.pk, detail={"kind": "members", "with_nir": with_nir})
        connection.ensure_connection()
        raw = connection.connection
        raw.execute("SET LOCAL statement_timeout = 0")
        with raw.cursor(name="export_members") as cursor:
            cursor.itersize = ROWS_A_FETCH
            people = FILE_ROWS.format(
                people="(SELECT * FROM members_member WHERE mutual_id = %s ORDER BY number, rank) m"
            )
            cursor.execute(people, [mutual.pk])
            for record_ in cursor:
                cells = list(record_[: len(COLUMNS)])
                sealed = cells[NIR]
                cells[NIR] = unseal(sealed, member_id=record_[len(COLUMNS)]) if with_nir and sealed is not None else ""
                writer.writerow([cells[place] for place in kept])
                rows += 1
                if rows % ROWS_A_FETCH == 0:
                    progress(rows)
    return rows
