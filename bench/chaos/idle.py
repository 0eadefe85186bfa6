"""What a tick costs the database while nothing is due, with years of closed promises and many open ones."""

from dataclasses import dataclass

from django.db import connection, connections

from bench.chaos.faults import Run
from bench.chaos.promises import fill, forget, scoped
from bench.servers import say
from contactcenter import enforcement

TICKS = 200

CLOSED = """
INSERT INTO callbacks_callback (
    id, mutual_id, policy_id, ladder_id, started_at, deadline_at, next_step, steps_at, steps_kind, faults, kind, case_id, member_id,
    request_key, skill, subject, question, phone, other_phone, state, promised_by_id, fence, reached_at, closed_at, close_reason, answer,
    pause_reason, pauses, to_inform)
SELECT uuidv7(), mutual_id, policy_id, ladder_id, at, at + interval '24 hours', 2, '{}', '{}', 0, kind, case_id, member_id,
       'closed:' || %(first)s + number, skill, subject, question, phone, '', 'done', promised_by_id, 1,
       at + interval '3 hours', at + interval '3 hours', '', 'Vu avec vous.', '', '[]', ''
  FROM (SELECT *, row_number() OVER () AS place FROM callbacks_callback WHERE request_key LIKE 'idle:%%') AS one
  JOIN generate_series(1, %(count)s) AS number ON number %% %(open)s + 1 = place,
       LATERAL (SELECT clock_now() - make_interval(mins => 10000 + number) AS at) AS past
"""
SLICE = 250_000


@dataclass(frozen=True, slots=True)
class Idle:
    """Milliseconds of database time of one tick of `enforce`, and of it the one that claims."""

    closed: int
    open: int
    tick: float
    statements: float


def measure(run: Run) -> Idle:
    closed, waiting = run.size(2_000_000, 20_000), run.size(50_000, 1_000)
    say(f"idle cost with {closed:,} closed and {waiting:,} open promises…")
    run.crew.want()
    fill(run.scene, "idle", waiting, soon=36_000, span=36_000)
    for first in range(0, closed, SLICE):
        with scoped(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(CLOSED, {"first": first, "count": min(SLICE, closed - first), "open": waiting})
        say(f"  {first + SLICE:,}")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) callbacks_callback, clock_escalation, clock_alert, clock_heartbeat")
    enforcement.enforce()
    before = _spent()
    for _ in range(TICKS):
        enforcement.enforce()
    after = _spent()
    forget("idle")
    return Idle(closed, waiting, (after[0] - before[0]) / TICKS, (after[1] - before[1]) / TICKS)


def _spent() -> tuple[float, int]:
    """Milliseconds and calls of this role's statements so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(total_exec_time + total_plan_time), 0), coalesce(sum(calls), 0) FROM pg_stat_statements statements"
            "  JOIN pg_roles role ON role.oid = statements.userid WHERE role.rolname = current_user AND query NOT LIKE '%pg_stat_statements%'"
        )
        spent, calls = cursor.fetchone()
    return float(spent), int(calls)
