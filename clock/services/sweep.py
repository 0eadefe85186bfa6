"""What is due is done: the only claiming of due steps in the project, safe to run by any number of processes at once.

One statement takes due rows, writes the step's `Escalation` and `Alert`s and moves the row to its next step. It is all or
nothing, and it asks what is due now, never what happens at this tick: whoever dies leaves the row as due as it was.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection, transaction
from psycopg import sql

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from clock import deadlines, queries
from clock.enums import Audience, Commitment, StepKind
from clock.faults import die_at
from clock.models import Clocked

logger = structlog.get_logger(__name__)

ALWAYS = frozenset({Audience.ON_CALL})
"""Told at night too."""

Whom = Mapping[StepKind, tuple[Audience, ...]]

TOLD: Whom = {
    StepKind.REMIND: (Audience.OWNER,),
    StepKind.ESCALATE: (Audience.SUPERVISORS, Audience.OWNER),
    StepKind.REASSIGN: (Audience.SUPERVISORS,),
    StepKind.PAGE: (Audience.ON_CALL,),
    StepKind.BREACH: (Audience.QUALITY, Audience.SUPERVISORS, Audience.OWNER),
    StepKind.STILL_OPEN: (Audience.ON_CALL, Audience.SUPERVISORS),
}

TOLD_OF_NOBODYS: Whom = {StepKind.UNASSIGNED: (Audience.SUPERVISORS,), StepKind.REMIND: (Audience.SUPERVISORS,)}
"""Told besides, of a row that nobody has: there is no owner to remind."""


@dataclass(frozen=True, slots=True)
class Swept:
    """A table of `Clocked` rows, with expressions of its columns in SQL.

    `owner` is the account that has a row, `has_nobody` whether nobody has. `told` is whom each step is told, `every` how
    often a row that is open after its deadline is told again. `rows` says which rows are of the commitment, where a table
    holds several. `by_hand` says of which rows the step does more
    than be written down and told: each of them is done in a transaction of its own, which begins with `before_hand`: what
    other verbs lock before rows of the table, so that nobody waits in a ring.
    """

    commitment: Commitment
    table: str
    owner: str
    has_nobody: str
    by_hand: str = "FALSE"
    before_hand: Callable[[], None] | None = None
    told: Whom = field(default_factory=lambda: TOLD)
    every: timedelta = deadlines.STILL_OPEN_EVERY
    rows: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Fired:
    """One step that was done just now, in the same transaction."""

    mutual_id: int
    subject_id: UUID
    step: int
    kind: StepKind


FIRE = """
WITH due AS (
  SELECT id, mutual_id, next_step, coalesce(steps_at[1], next_action_at) AS step_due, deadline_at, steps_at, steps_kind,
         {owner} AS owner_id, coalesce(steps_kind[1], 'still_open') AS kind, {has_nobody} AS has_nobody
    FROM {table}
   WHERE next_action_at <= clock_now() AND {chosen}
   ORDER BY next_action_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
done AS (
  INSERT INTO clock_escalation (mutual_id, commitment, subject_id, step, kind, due_at, fired_at, fired_by)
  SELECT mutual_id, %(commitment)s, id, next_step, kind, step_due, clock_now(), %(runner)s FROM due
  ON CONFLICT (mutual_id, subject_id, step, commitment) DO NOTHING
  RETURNING mutual_id, subject_id, step, kind),
told AS (
  INSERT INTO clock_alert (key, mutual_id, commitment, subject_id, kind, audience, user_id, due_at, created_at, next_at, attempts, error)
  SELECT %(commitment)s || ':' || done.subject_id || ':' || done.step || ':' || told.audience, done.mutual_id, %(commitment)s,
         done.subject_id, done.kind, told.audience, CASE WHEN told.audience = 'owner' THEN due.owner_id END, due.deadline_at,
         clock_now(), CASE WHEN told.at_night THEN clock_now() ELSE greatest(clock_now(), %(night_until)s::timestamptz) END, 0, ''
    FROM done
    JOIN due ON due.id = done.subject_id
    JOIN unnest(%(kinds)s::text[], %(audiences)s::text[], %(nights)s::boolean[], %(nobodys)s::boolean[])
           AS told (kind, audience, at_night, of_nobodys)
      ON told.kind = done.kind
   WHERE (told.audience <> 'owner' OR due.owner_id IS NOT NULL) AND (due.has_nobody OR NOT told.of_nobodys)
  ON CONFLICT (mutual_id, key) DO NOTHING),
moved AS (
  UPDATE {table} AS promise
     SET next_step = due.next_step + 1,
         steps_at = due.steps_at[2:], steps_kind = due.steps_kind[2:],
         next_action_at = coalesce(due.steps_at[2], due.step_due + make_interval(secs => %(every)s)), faults = 0,
         breached_at = CASE WHEN due.kind = 'breach' THEN coalesce(promise.breached_at, promise.deadline_at)
                            ELSE promise.breached_at END
    FROM due WHERE promise.id = due.id AND promise.id = ANY (ARRAY(SELECT id FROM due)))
SELECT mutual_id, subject_id, step, kind FROM done
"""
# Names of tables and columns are constants of ours; every value is bound. The array makes rows be found by their key: beside
# row-level security's own condition, the join alone would read every promise of the mutuals for each batch.

DUE = "TRUE"
THIS_ONE = "id = %(only)s"
BY_THEN = f"{THIS_ONE} AND next_action_at <= %(at)s"
NO_BREACH = "coalesce(steps_kind[1], 'still_open') NOT IN ('breach', 'still_open')"

Handle = Callable[[Sequence[Fired]], None]


def nothing_more(_fired: Sequence[Fired]) -> None:
    """Of work whose steps are told, and are done by whom they are told."""


def drain(
    swept: Swept, *, handle: Handle = nothing_more, batch: int = deadlines.BATCH, holds_breaches: bool = False
) -> int:
    """Do what is due, for `SWEEP_LASTS` at most; how many steps. HANDLE does the rest of a step in its transaction.

    A batch that fails is done row by row; a row that fails alone waits for `POISON_WAITS` and is counted, and the others
    are done. With HOLDS_BREACHES, deadlines are left for the next sweep (the clock leapt).
    """
    until, done = time.monotonic() + deadlines.SWEEP_LASTS.total_seconds(), 0
    chosen = f"{swept.rows} AND {NO_BREACH if holds_breaches else DUE}"
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while time.monotonic() < until:
            die_at("before_claim")
            together = _together(swept, handle, batch, f"{chosen} AND ({swept.by_hand}) IS NOT TRUE")
            by_hand = _one_by_one(
                swept, handle, deadlines.BY_HAND, f"{chosen} AND ({swept.by_hand}) IS TRUE", first=swept.before_hand
            )
            if not together and not by_hand:
                break
            done += together + by_hand
    return done


def settle(swept: Swept, row: Clocked) -> datetime:
    """Do what ROW, which is locked, owes by now, since its clock stops or ends: no end hides that it was late. The instant of it.

    In the caller's transaction; ROW is read again. A step that cannot be done keeps nobody: the reconciliation names it.
    """
    at, done_for = queries.now(), None
    try:
        while row.next_action_at is not None and done_for != row.next_action_at <= at:
            done_for = row.next_action_at
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_statement(swept, BY_THEN), {**_values(swept, 1, row.pk), "at": at})
            row.refresh_from_db(fields=MOVED)
    except DatabaseError:
        logger.exception("step_not_settled", commitment=swept.commitment.value)
    return at


MOVED = ["next_step", "steps_at", "steps_kind", "next_action_at", "breached_at", "faults"]
"""What a step changes of its row."""


def _together(swept: Swept, handle: Handle, batch: int, chosen: str) -> int:
    try:
        return _fire(swept, handle, limit=batch, chosen=chosen)
    except DatabaseError:
        logger.exception("sweep_batch_failed", commitment=swept.commitment.value)
        return _one_by_one(swept, handle, batch, chosen)


@transaction.atomic(durable=True)
def _fire(
    swept: Swept,
    handle: Handle,
    *,
    limit: int,
    chosen: str = DUE,
    only: UUID | None = None,
    first: Callable[[], None] | None = None,
) -> int:
    if first is not None:
        first()
    with connection.cursor() as cursor:
        cursor.execute(_statement(swept, chosen), _values(swept, limit, only))
        fired = [Fired(mutual_id, subject_id, step, StepKind(kind)) for mutual_id, subject_id, step, kind in cursor]
    die_at("after_claim")
    handle(fired)
    die_at("before_commit")
    transaction.on_commit(lambda: die_at("after_commit"))
    return len(fired)


def _statement(swept: Swept, chosen: str) -> str:
    return (
        sql.SQL(FIRE)
        .format(
            table=sql.Identifier(swept.table),
            owner=sql.SQL(swept.owner),
            has_nobody=sql.SQL(swept.has_nobody),
            chosen=sql.SQL(chosen),
        )
        .as_string()
    )


def _values(swept: Swept, limit: int, only: UUID | None) -> dict[str, Any]:
    told = [
        (kind.value, audience.value, audience in ALWAYS, of_nobodys)
        for of_nobodys, whom in ((False, swept.told), (True, TOLD_OF_NOBODYS))
        for kind, audiences in whom.items()
        for audience in audiences
    ]
    kinds, audiences, nights, nobodys = zip(*told, strict=True)
    return {
        "commitment": swept.commitment.value,
        "limit": limit,
        "only": only,
        "runner": runner(),
        "night_until": queries.night_until(),
        "every": swept.every.total_seconds(),
        "kinds": list(kinds),
        "audiences": list(audiences),
        "nights": list(nights),
        "nobodys": list(nobodys),
    }


def _one_by_one(
    swept: Swept, handle: Handle, limit: int, chosen: str, *, first: Callable[[], None] | None = None
) -> int:
    """How many rows were done or put off. Those that somebody else has at this moment are neither."""
    moved = 0
    with transaction.atomic(durable=True):  # outside of one, no row of a mutual is there
        found = queries.due_ids(swept.table, limit=limit, chosen=chosen)
    for subject_id in found:
        try:
            moved += _fire(swept, handle, limit=1, chosen=f"{chosen} AND {THIS_ONE}", only=subject_id, first=first)
        except InterfaceError:
            raise
        except (OperationalError, InternalError):
            # A deadlock, a lock that took too long, a disk that is full, a database that only reads: no fault of the row's.
            moved += _put_off(swept, subject_id, is_fault=False)
        except Exception:
            logger.exception("sweep_row_failed", commitment=swept.commitment.value)
            moved += _put_off(swept, subject_id, is_fault=True)
    return moved


# What is put off keeps the instant at which it was due, also an hourly reminder, whose instant stands in no list.
PUT_OFF = """
UPDATE {table}
   SET faults = faults + %(fault)s,
       steps_at = CASE WHEN cardinality(steps_at) = 0 THEN ARRAY[next_action_at] ELSE steps_at END,
       steps_kind = CASE WHEN cardinality(steps_kind) = 0 THEN ARRAY['still_open']::varchar[] ELSE steps_kind END,
       next_action_at = clock_now() + make_interval(secs => CASE WHEN %(fault)s = 0 THEN %(busy)s
                                                                 WHEN faults + 1 < %(tries)s THEN %(soon)s
                                                                 ELSE %(late)s END)
 WHERE id = %(id)s AND next_action_at <= clock_now()
RETURNING mutual_id, faults
"""


def _put_off(swept: Swept, subject_id: UUID, *, is_fault: bool) -> bool:
    """Whether the row, if it is still due, was moved to later: after `POISON_TRIES` faults it is tried once an hour."""
    with suppress(DatabaseError):
        return _moved_later(swept, subject_id, is_fault=is_fault)
    return False


@transaction.atomic(durable=True)
def _moved_later(swept: Swept, subject_id: UUID, *, is_fault: bool) -> bool:
    values: dict[str, Any] = {
        "id": subject_id,
        "fault": int(is_fault),
        "tries": deadlines.POISON_TRIES,
        "busy": deadlines.BUSY_WAITS.total_seconds(),
        "soon": deadlines.POISON_WAITS.total_seconds(),
        "late": deadlines.STILL_OPEN_EVERY.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(PUT_OFF).format(table=sql.Identifier(swept.table)).as_string(), values)
        moved = cursor.fetchone()
        if moved is None:
            return False
        mutual_id, faults = moved
        if is_fault and faults == deadlines.POISON_TRIES:
            cursor.execute(TELL_POISON, {"commitment": swept.commitment.value, "id": subject_id, "mutual": mutual_id})
    logger.error("sweep_row_put_off", commitment=swept.commitment.value, mutual_id=mutual_id)
    return True


TELL_POISON = """
INSERT INTO clock_alert (key, mutual_id, commitment, subject_id, kind, audience, created_at, next_at, attempts, error)
VALUES (%(commitment)s || ':' || %(id)s::text || ':poison', %(mutual)s, %(commitment)s, %(id)s, 'poison', 'administrators',
        clock_now(), clock_now(), 0, '')
ON CONFLICT (mutual_id, key) DO NOTHING
"""


def runner() -> str:
    """Which process this is, as the ledger names it."""
    return f"{os.environ.get('CONTACTCENTER_PART', 'process')}:{os.getpid()}"
