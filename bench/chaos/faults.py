"""Faults F1 to F18 but the races: each is done to real processes and servers while promises fall due."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections

from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.chaos.crew import Crew
from bench.chaos.promises import Scene, Verdict, drained, fill, forget, health, judge, scoped
from bench.servers import say
from callbacks.enums import Skill
from callbacks.models import Slot
from callbacks.services import enforcing, promising
from clock import queries
from clock.faults import POINTS
from clock.services.reconciling import reconcile
from contactcenter.tasks import enforce, tell
from live.queries import server

MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^>]+>)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """`small` sizes show that everything works; figures come from full ones."""

    scene: Scene
    crew: Crew
    small: bool

    def size(self, full: float, small: float) -> int:
        return int(small if self.small else full)


@contextmanager
def fault(run: Run, name: str, what: str, *, step: int = 1, but: int = 0) -> Iterator[Verdict]:
    """The verdict on what is done inside; `recovery` runs from its end until nothing is due any more."""
    say(f"{name}: {what}…")
    verdict, kills = Verdict(name, what), run.crew.kills
    yield verdict
    spent = drained(name, step=step, but=but)
    if verdict.recovery is None:
        verdict.recovery = spent
    verdict.kills += run.crew.kills - kills
    judge(verdict, step=step).lost -= but
    forget(name)


def f1(run: Run) -> Verdict:
    """A process dies at each of the points, four at a time; one that lives then does the rest."""
    count = run.size(20_000, 400)
    before = letters()
    with fault(run, "F1", f"kill -9 at each of {len(POINTS)} points, 4 processes") as verdict:
        run.crew.want()
        fill(run.scene, "F1", count, soon=0)
        for point in POINTS:
            for _ in range(4):
                run.crew.start("loop", CONTACTCENTER_DIE_AT=point)
            run.crew.all_died("loop", within=60)
        run.crew.want(loop=1)
        _told()
    sent = letters() - before
    verdict.said = f"{len(sent):,} letters, {sent.total() - len(sent)} sent again under the same Message-ID"
    return verdict


def _told(within: float = 90.0) -> None:
    """Every alert that is due has left."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with scoped(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM clock_alert WHERE next_at IS NOT NULL")
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.5)


def letters() -> Counter[str]:
    """Message-IDs of what was sent, with how often."""
    found = Counter[str]()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*"):
        found.update(MESSAGE_ID.findall(path.read_text(encoding="utf-8", errors="replace")))
    return found


def f2(run: Run) -> Verdict:
    span, every = run.size(60, 20), 5
    with fault(run, "F2", "broker emptied every 5 s, no loop") as verdict:
        run.crew.want(worker=2, beat=2)
        fill(run.scene, "F2", run.size(10_000, 200), span=span)
        for _ in range(span // every):
            server().flushall()
            time.sleep(every)
        verdict.recovery = None
    return verdict


def f3(run: Run) -> Verdict:
    span = run.size(60, 10)
    spent: list[float] = []
    valkey = embedded_server("valkey")
    with fault(run, "F3", f"broker frozen {span} s, loop only") as verdict:
        run.crew.want(loop=1)
        fill(run.scene, "F3", run.size(10_000, 200), span=span)
        until = time.monotonic() + span
        valkey.suspend()
        try:
            while time.monotonic() < until:
                spent.append(_promise_once(run))
                time.sleep(0.2)
        finally:
            valkey.resume()
    spent.sort()
    verdict.said = f"promise given meanwhile: {len(spent)} times, p50 {1000 * spent[len(spent) // 2]:.0f} ms, p99 {1000 * spent[int(0.99 * (len(spent) - 1))]:.0f} ms"
    return verdict


def f3b(run: Run) -> Verdict:
    span = run.size(60, 10)
    with fault(run, "F3b", "broker and Celery away from the start, loop only") as verdict:
        run.crew.want()
        run.crew.start("loop", REDIS_URL="redis://127.0.0.1:1/0")
        fill(run.scene, "F3b", run.size(10_000, 200), span=span, soon=15)
        time.sleep(span + 15)
    run.crew.kill("loop")
    return verdict


def _promise_once(run: Run) -> float:
    """Seconds that giving one promise takes, commit and what follows it included; called off again afterwards."""
    case = run.scene.cases[0]
    forget("given")
    with scoped():
        Slot.objects.filter(is_active=True).update(is_active=False)  # three experts: the day would be full soon
        terms, offers = promising.check_offers(skill=Skill.DENTIST.value, mutual=run.scene.mutuals[0], reachable=None)
        connection.cursor().execute(
            "UPDATE callbacks_callback SET state = 'cancelled', closed_at = clock_now(), steps_at = '{}', steps_kind = '{}',"
            " next_action_at = NULL WHERE case_id = %s AND member_id = %s AND closed_at IS NULL", [case.pk, case.member_id]
        )  # fmt: skip
    asked = promising.Asked(skill=Skill.DENTIST.value, subject="Essai", phone="04 65 71 23 48")
    chosen = promising.Chosen(offers[0].expert_id, offers[0].start)
    before = time.perf_counter()
    with acting(job("bench")), within_mutuals([case.mutual_id]):
        promising.promise(
            user=run.scene.adviser, case_id=case.pk, asked=asked, chosen=chosen, key=f"given:{terms.start.timestamp()}"
        )
    return time.perf_counter() - before


def f4(run: Run) -> Verdict:
    with fault(run, "F4", "each task delivered 100 times") as verdict:
        run.crew.want(worker=2)
        fill(run.scene, "F4", run.size(10_000, 200), span=5)
        for _ in range(100):
            enforce.delay()
            tell.delay()
            time.sleep(0.05)
    return verdict


def f5(run: Run) -> Verdict:
    span = run.size(120, 10)
    with fault(run, "F5", f"no beat for {span} s, loop on") as verdict:
        run.crew.want(loop=1, worker=1)
        fill(run.scene, "F5", run.size(10_000, 200), span=span)
        time.sleep(span)
        run.crew.want(loop=1, worker=1, beat=1)
    return verdict


def f6(run: Run) -> Verdict:
    span = run.size(90, 35)
    with fault(run, "F6", "five beats, two workers, no loop") as verdict:
        run.crew.want(worker=2, beat=5)
        fill(run.scene, "F6", run.size(10_000, 200), span=span)
        time.sleep(span)
    return verdict


def ordinary(run: Run) -> Verdict:
    span = run.size(90, 15)
    with fault(run, "none", "no fault: loop, worker, two beats") as verdict:
        run.crew.want(loop=1, worker=1, beat=2)
        fill(run.scene, "none", run.size(30_000, 300), span=span, soon=2)
        time.sleep(span)
    return verdict


def f8(run: Run) -> Verdict:
    count = run.size(100_000, 2_000)
    with fault(run, "F8", f"{count:,} due at one instant, 4 processes") as verdict:
        run.crew.want()
        fill(run.scene, "F8", count, soon=run.size(120, 20))
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) callbacks_callback, clock_escalation, clock_alert")
        run.crew.want(loop=4)
        before = _claiming()
        _wait_until_due("F8")
    spent = [after - earlier for after, earlier in zip(_claiming(), before, strict=True)]
    verdict.said = (
        f"done within {verdict.most:.1f} s, {1000 * spent[0] / max(spent[1], 1):.0f} µs of a server process a row"
    )
    return verdict


def _claiming() -> tuple[float, int]:
    """Milliseconds that the statement which claims has taken so far, and its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(total_exec_time), 0), coalesce(sum(rows), 0)::int FROM pg_stat_statements"
            " WHERE query LIKE '%INSERT INTO clock_escalation%SKIP LOCKED%' OR query LIKE '%SKIP LOCKED%INSERT INTO clock_escalation%'"
        )
        spent, rows = cursor.fetchone()
    return float(spent), int(rows)


def _wait_until_due(name: str) -> None:
    """Raises RuntimeError when they fell due already."""
    with scoped(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM min(next_action_at) - clock_now())::float8 FROM callbacks_callback WHERE request_key LIKE %s",
            [f"{name}:%"],
        )
        (left,) = cursor.fetchone()
    if left < 0:
        raise RuntimeError(f"{name} fell due {-left:.1f} s before everything was ready")
    time.sleep(left)


def f9(run: Run) -> Verdict:
    with fault(run, "F9", "PostgreSQL crashes while 2 loops drain") as verdict:
        run.crew.want(loop=2)
        fill(run.scene, "F9", run.size(20_000, 2_000), soon=2)
        time.sleep(2.5)
        connections["owner"].close()
        embedded_server("postgres").send_signal(signal.SIGQUIT)
        verdict.kills += 1
    return verdict


def f10(run: Run) -> Verdict:
    limit = run.size(30, 4)
    with fault(run, "F10", f"a hung transaction holds a row, limit {limit} s") as verdict:
        run.crew.want(loop=1)
        fill(run.scene, "F10", run.size(1_000, 100), soon=3)
        with psycopg.connect(
            os.environ["DATABASE_URL"], options=f"-c idle_in_transaction_session_timeout={limit}s"
        ) as hung:
            ids = ",".join(str(one.pk) for one in run.scene.mutuals)
            hung.execute("SELECT set_config('app.mutuals', %s, true)", [f"{{{ids}}}"])
            hung.execute("SELECT id FROM callbacks_callback WHERE request_key = 'F10:1' FOR UPDATE")
            waited = drained("F10")
            hung.close()
        verdict.recovery = waited
    verdict.said = "the row is free when its holder is cut off"
    return verdict


def f11(run: Run) -> list[Verdict]:
    leaps = {
        "F11a": ("autumn", "'2026-10-25 00:59:50+00'"),
        "F11b": ("spring", "'2027-03-28 00:59:50+00'"),
        "F11c": ("two hours ahead", "statement_timestamp() + interval '2 hours'"),
        "F11d": ("two hours back", "statement_timestamp() - interval '2 hours'"),
    }
    found = []
    run.crew.want()
    for name, (what, start) in leaps.items():
        with fault(run, name, f"clock leaps: {what}") as verdict:
            run.crew.want(loop=1)
            set_clock(start)
            fill(run.scene, name, run.size(2_000, 100), soon=2, span=15)
            time.sleep(17)
        found.append(verdict)
    set_clock("statement_timestamp()")
    return found


def set_clock(start: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT ({start})::timestamptz - statement_timestamp()")
        (by,) = cursor.fetchone()
        cursor.execute(
            "CREATE OR REPLACE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            f" RETURN statement_timestamp() + interval '{by.total_seconds()} seconds'"
        )


def f12(run: Run) -> Verdict:
    poison = 10
    with fault(run, "F12", f"{poison} poison rows among the others", but=poison) as verdict:
        run.crew.want(loop=1)
        fill(run.scene, "F12", run.size(5_000, 300), soon=3, span=5)
        with scoped(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE callbacks_callback SET steps_kind[1] = 'no_such_kind' WHERE request_key IN"
                " (SELECT 'F12:' || number FROM generate_series(1, %s) AS number)", [poison]
            )  # fmt: skip
    with scoped(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM callbacks_callback WHERE request_key LIKE 'F12:%' AND faults > 0")
        verdict.said = f"{cursor.fetchone()[0]} set aside"
    _delete("F12")
    return verdict


def _delete(name: str) -> None:
    with scoped(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM callbacks_callback WHERE request_key LIKE %s", [f"{name}:%"])


def f15(run: Run) -> Verdict:
    with fault(run, "F15", "deployments: SIGTERM while rows are in flight, six times") as verdict:
        run.crew.want(loop=2, worker=1)
        fill(run.scene, "F15", run.size(20_000, 1_000), soon=0, span=10)
        for _ in range(run.size(6, 2)):
            run.crew.want(loop=0, worker=0)
            run.crew.want(loop=2, worker=1)
    return verdict


def f16(run: Run) -> Verdict:
    run.crew.want(loop=1)
    verdict = Verdict("F16", "every enforcer dead: seconds until /sante/sla answers 503")
    run.crew.kill("loop")
    verdict.kills = 1
    began = time.monotonic()
    if run.small:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clock_heartbeat SET at = clock_now() - interval '85 seconds'")
        began -= 85
    while "sweep" not in health() and time.monotonic() - began < 200:
        time.sleep(0.2)
    verdict.said = f"503 after {time.monotonic() - began:.0f} s without a sweep"
    return verdict


def f17(run: Run) -> Verdict:
    with fault(run, "F17", "database read-only for a while") as verdict:
        run.crew.want(loop=2)
        fill(run.scene, "F17", run.size(5_000, 300), soon=3)
        _read_only(is_on=True)
        refused = False
        try:
            _promise_once(run)
        except DatabaseError:
            refused = True
        time.sleep(run.size(20, 5))
        _read_only(is_on=False)
    verdict.said = "promise refused meanwhile" if refused else "PROMISE GIVEN MEANWHILE"
    return verdict


def _read_only(*, is_on: bool) -> None:
    """For new sessions; those of the program are ended so that all are new."""
    word = "SET default_transaction_read_only = on" if is_on else "RESET default_transaction_read_only"
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET default_transaction_read_only = off")
        owner.execute(f"ALTER DATABASE contactcenter {word}")
    connection.close()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as one:
        one.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
        )


def f18(_: Run) -> Verdict:
    with scoped():
        found = reconcile(enforcing.RECONCILABLE, queries.now() - timedelta(days=2), queries.now())
    verdict = Verdict("F18", "reconciliation of all of the above", steps=found.steps)
    verdict.lost, verdict.doubled = len(found.missing), len(found.extra)
    verdict.said = f"{found.promises:,} promises: missing {len(found.missing)}, extra {len(found.extra)}"
    return verdict


def embedded_server(name: str) -> psutil.Process:
    """The embedded server of this run: the postmaster, or Valkey."""
    port = int(os.environ["DATABASE_URL" if name == "postgres" else "REDIS_URL"].rpartition(":")[2].partition("/")[0])
    for process in psutil.process_iter(["name"]):
        if name in (process.info["name"] or "") and any(one.laddr.port == port for one in _listening(process)):
            return process
    raise RuntimeError(f"no {name} listens on {port}")


def _listening(process: psutil.Process) -> list[Any]:
    try:
        return [one for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    except psutil.Error:
        return []


ALL: dict[str, Callable[[Run], Verdict | list[Verdict]]] = {
    "none": ordinary, "F1": f1, "F2": f2, "F3": f3, "F3b": f3b, "F4": f4, "F5": f5, "F6": f6, "F8": f8, "F9": f9, "F10": f10,
    "F12": f12, "F15": f15, "F16": f16, "F17": f17, "F18": f18, "F11": f11,
}  # fmt: skip
"""In the order in which they are done: the leaps of the clock last, after which nothing can be reconciled."""
