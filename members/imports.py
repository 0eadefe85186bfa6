"""Bulk import of a members' file: all of it in one transaction, or nothing.

Python reads and judges one chunk while PostgreSQL writes the one before, so that both have a processor of their own.
"""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Mutual, MutualPolicy
from accounts.queries import policy_of
from accounts.scopes import within_mutuals
from audit.enums import Act
from audit.services import record
from members import changes as changing
from members.changes import FILE_ROWS, Changes, Comparer, current_of
from members.columns import COLUMNS, Row
from members.enums import ImportMode, ImportState
from members.errors import ImportRunningError
from members.models import Product
from members.sealing import row_digester
from members.sheet import FormError, Refusals, Sheet
from members.staging import Batch, Builder, Stage, bulk_work, row_text

Progress = Callable[[int, int], None]
"""Told the bytes read and the bytes of the file."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do (`dry_run`), or why it did nothing (`refused`, `to_confirm`)."""

    state: ImportState = ImportState.DONE
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    dropped: int = 0
    covered_before: int = 0
    refusals: Refusals = field(default_factory=Refusals)

    def counts(self) -> dict[str, int]:
        names = ("rows", "created", "changed", "unchanged", "dropped", "covered_before")
        return {**{name: getattr(self, name) for name in names}, "refused": self.refusals.rows}


class _NothingKeptError(Exception):
    """Rolls the transaction back."""


@dataclass(slots=True)
class _Chunk:
    rows: list[Row]
    digests: list[bytes]
    found: Future["_Found"]


@dataclass(slots=True)
class _Found:
    """What of a chunk is already here: people by place in the chunk (id, and whether the digest is the same), contracts by number."""

    people: dict[int, tuple[UUID, bool]]
    contracts: dict[str, tuple[Any, ...]]


def import_members(
    *,
    mutual: Mutual,
    file: BinaryIO,
    mode: ImportMode = ImportMode.UPDATE,
    dry_run: bool = False,
    confirmed: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> Report:
    """Bring a mutual's members to what the file says. `docs/members-file.md` describes the file and both modes.

    One refused row refuses the file. In complete mode, people whom the file leaves out lose their cover from today; when they
    are more than the mutual's policy allows, nothing is done until `confirmed`. Raises ImportRunningError.
    """
    report = Report()
    try:
        with bulk_work(), within_mutuals([mutual.pk]), transaction.atomic():
            run = _Import(mutual=mutual, mode=mode, dry_run=dry_run, report=report)
            run.read(file, progress)
            run.finish(confirmed=confirmed)
            record(act=Act.IMPORT, mutual_id=mutual.pk, detail={"mode": mode.value, **report.counts()})
    except _NothingKeptError:
        pass
    return report


class _Import:
    """One file on its way in, inside one transaction."""

    def __init__(self, *, mutual: Mutual, mode: ImportMode, dry_run: bool, report: Report) -> None:
        self.mutual, self.mode, self.dry_run, self.report = mutual, mode, dry_run, report
        self.today: date = timezone.localdate()
        self.products = dict(Product.objects.filter(mutual=mutual).values_list("code", "pk"))
        self.codes = {pk: code for code, pk in self.products.items()}
        self.builder = Builder(mutual_id=mutual.pk, products=self.products)
        self.digest = row_digester(mutual.pk)
        self.moved: set[str] = set()
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        self.stage = Stage(raw, mutual.pk)
        self._lock()
        self.stage.prepare()
        changing.prepare(self.stage)
        self._prepare_keys()

    def _lock(self) -> None:
        found = self.stage.connection.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('members.import'), %s)", [self.mutual.pk]
        ).fetchone()
        if found is None or not found[0]:
            raise ImportRunningError

    def _prepare_keys(self) -> None:
        self.stage.create("stage_key", "SELECT number FROM members_member")
        self.stage.create("stage_number", "SELECT number FROM members_contract")
        self.stage.create("stage_id", "SELECT id FROM members_member")

    # ---- reading, and writing one chunk behind

    def read(self, file: BinaryIO, progress: Progress) -> None:
        """Read the whole file. Raises _NothingKeptError when any of it is refused."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        sheet = self.sheet = Sheet(file, today=self.today, products=frozenset(self.products))
        self.report.refusals = sheet.refusals
        waiting: _Chunk | None = None
        writing: list[Future[None]] = []
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as server:
            try:
                for rows in sheet:
                    progress(file.tell(), size)
                    if sheet.refusals.total:
                        waiting = None
                        continue
                    chunk = self._ask(server, rows)
                    waiting = self._write_behind(server, writing, waiting, chunk)
                if waiting is not None and not sheet.refusals.total:
                    self._write_behind(server, writing, waiting, None)
            except FormError:
                pass
            for future in writing:
                future.result()
        self.report.rows = sheet.rows
        if sheet.refusals.total:
            self._stop(ImportState.REFUSED)

    def _ask(self, server: ThreadPoolExecutor, rows: list[tuple[int, Row]]) -> _Chunk:
        canonical = [row for _, row in rows]
        missing = "" if len(self.sheet.present) == len(COLUMNS) else "\x1f".join(sorted(self.sheet.present))
        digests = [self.digest(row_text(row) + missing) for row in canonical]
        return _Chunk(canonical, digests, server.submit(self._find, canonical, digests))

    def _write_behind(
        self, server: ThreadPoolExecutor, writing: list[Future[None]], chunk: _Chunk | None, following: _Chunk | None
    ) -> _Chunk | None:
        """Build the chunk whose answer has come and hand it over; at most two wait, or a quick reader would fill the memory."""
        if chunk is not None:
            found = chunk.found.result()
            current = server.submit(self._current, found).result() if self._differs(found) else {}
            write = self._build(chunk, found, current)
            if write is not None:
                writing.append(server.submit(write))
        while len(writing) > 2:
            writing.pop(0).result()
        return following

    # ---- what is already here

    def _find(self, rows: list[Row], digests: list[bytes]) -> _Found:
        stage, mutual_id = self.stage, self.mutual.pk
        # Families share their number, so that one look-up serves them all. LATERAL with OFFSET is a look-up a row whatever the
        # planner thinks of a table that it has never analysed.
        stage.fill("stage_key", dict.fromkeys(row[0] for row in rows))
        here = {
            (number, rank): (member_id, digest)
            for number, rank, member_id, digest in stage.run(
                "SELECT m.* FROM stage_key k CROSS JOIN LATERAL (SELECT number, rank::text, id, import_digest"
                " FROM members_member WHERE mutual_id + 0 = %s AND number = k.number OFFSET 0) m",
                [mutual_id],
            )
        }
        people: dict[int, tuple[UUID, bool]] = {}
        for place, row in enumerate(rows) if here else ():
            found = here.get((row[0], row[1]))
            if found is not None:
                people[place] = found[0], found[1] == digests[place]
        known = self.builder.contracts
        numbers = {row[3] for row in rows}.difference(known)
        contracts: list[tuple[Any, ...]] = []
        if numbers:
            stage.fill("stage_number", numbers)
            contracts = stage.run(
                "SELECT k.number, c.* FROM stage_number k CROSS JOIN LATERAL (SELECT id, product_id, starts_on::text,"
                " COALESCE(ends_on::text, ''), status FROM members_contract WHERE mutual_id + 0 = %s AND number = k.number OFFSET 0) c",
                [mutual_id],
            ).fetchall()
        codes = self.codes
        return _Found(people, {row[0]: (row[1], codes[row[2]], *row[3:]) for row in contracts})

    @staticmethod
    def _differs(found: _Found) -> bool:
        return not all(is_same for _, is_same in found.people.values())

    def _current(self, found: _Found) -> dict[UUID, changing.Current]:
        """People of the chunk whose digest differs, as the file would write them."""
        self.stage.fill("stage_id", (member_id.hex for member_id, is_same in found.people.values() if not is_same))
        people = "stage_id k CROSS JOIN LATERAL (SELECT * FROM members_member WHERE mutual_id + 0 = %s AND id = k.id LIMIT 1) m"
        records = self.stage.run(FILE_ROWS.format(people=people), [self.mutual.pk])
        return {current.member_id: current for current in map(current_of, records)}

    # ---- what is to be written

    def _build(self, chunk: _Chunk, found: _Found, current: dict[UUID, changing.Current]) -> Callable[[], None] | None:
        report, builder = self.report, self.builder
        comparer = Comparer(builder, self.sheet.present)
        new, changes, contracts = Batch(), Changes(), []
        for number, (contract_id, *_) in found.contracts.items():
            builder.contracts.setdefault(number, contract_id.hex)
        for place, row in enumerate(chunk.rows):
            here = found.people.get(place)
            if here is None:
                report.created += 1
                builder.add(new, row, chunk.digests[place])
            elif here[1]:
                report.unchanged += 1
            else:
                if row[3] not in builder.contracts:
                    builder.add_contract(new, row)
                if comparer.add(changes, current[here[0]], row, chunk.digests[place]):
                    report.changed += 1
                else:
                    report.unchanged += 1
        contracts = self._changed_contracts(chunk, found, comparer)
        if self.dry_run:
            return None
        self.moved |= new.homeless | changes.homeless | changes.moved

        def write() -> None:
            changing.write_contracts(self.stage, contracts)
            self.stage.insert(new)
            changing.write(self.stage, changes)

        return write

    def _changed_contracts(self, chunk: _Chunk, found: _Found, comparer: Comparer) -> list[str]:
        """Lines of the contracts here that the chunk describes otherwise; people whose row is the same say nothing new."""
        lines: dict[str, str] = {}
        judged: set[str] = set()
        for place, row in enumerate(chunk.rows) if found.contracts else ():
            if row[3] in judged or found.people.get(place, (None, False))[1]:
                continue
            judged.add(row[3])
            known = found.contracts.get(row[3])
            if known is None:
                continue
            contract_id, *said = known
            wanted = comparer.merged((*row[:4], *said, *row[8:]), row)
            if list(wanted[4:8]) != said:
                lines[row[3]] = self.builder.contract_line(contract_id.hex, wanted)
        return list(lines.values())

    # ---- the end of the file

    def finish(self, *, confirmed: bool) -> None:
        """End the cover of who is left out, and settle what needed the whole file. Raises _NothingKeptError."""
        if self.mode is ImportMode.COMPLETE:
            self._drop(confirmed=confirmed)
        if self.dry_run:
            self._stop(ImportState.DRY_RUN)
        changing.settle_postcodes(self.stage, self.moved)
        self.stage.add_names(self.builder.lexicon)

    def _drop(self, *, confirmed: bool) -> None:
        dropped: list[str] = []
        query = "COPY (SELECT id, number, rank FROM members_member WHERE mutual_id = %s AND (covered_until IS NULL OR covered_until > %s)) TO STDOUT"
        covered = 0
        with self.stage.connection.cursor() as cursor, cursor.copy(query, [self.mutual.pk, self.today]) as copy:
            for member_id, number, rank in copy.rows():
                covered += 1
                if not self.sheet.holds(number, int(rank)):
                    dropped.append(member_id)
        # Those who came with this very file are covered too, and are not among those who could have been dropped.
        self.report.covered_before = covered if self.dry_run else covered - self.report.created
        self.report.dropped = len(dropped)
        if (
            not confirmed
            and not self.dry_run
            and len(dropped) * 100 > self._allowed_percent() * self.report.covered_before
        ):
            self._stop(ImportState.TO_CONFIRM)
        if dropped and not self.dry_run:
            self.stage.fill("stage_id", dropped)
            self.stage.run(
                "UPDATE members_member m SET covered_until = GREATEST(%s, covered_from), import_digest = NULL, updated_at = now()"
                " FROM stage_id s WHERE m.mutual_id + 0 = %s AND m.id = s.id",
                [self.today, self.mutual.pk],
            )

    def _allowed_percent(self) -> int:
        try:
            return policy_of(self.mutual, on=self.today).import_drop_percent
        except MutualPolicy.DoesNotExist:
            return int(MutualPolicy._meta.get_field("import_drop_percent").get_default())

    def _stop(self, state: ImportState) -> None:
        self.report.state = state
        raise _NothingKeptError
