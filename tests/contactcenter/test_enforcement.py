"""Rounds, health, last resort, reconciliation: how the guards of promises are guarded themselves."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.test import Client

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from callbacks.models import Callback
from clock import deadlines
from clock.enums import Audience, Commitment
from clock.models import Alert, Escalation, Heartbeat, PeriodRun
from clock.queries import now
from clock.services import watch
from contactcenter import enforcement
from contactcenter.embedded.folder import ROOT
from contactcenter.management.commands.sla_loop import repeat
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.promises import fall_due
from tests.races.leaving import leave
from tests.waiting import PATIENCE, until

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def promise(transactional_db: None) -> Callback:
    mutual = make_accounts.mutual()
    adviser = make_accounts.user(on=[mutual])
    with seen(mutual):
        make.expert(mutual)
        return make.promise(mutual, adviser)


@contextmanager
def seen(mutual: Mutual) -> Iterator[None]:
    with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
        yield


def steps(promise: Callback) -> int:
    with seen(promise.mutual):
        return Escalation.objects.filter(subject_id=promise.pk).count()


def due(promise: Callback, *, hours: float = 1) -> None:
    with seen(promise.mutual):
        fall_due(promise, hours=hours)


# ---- /sante/sla


@pytest.mark.django_db
def test_never_swept_is_a_fault(client: Client) -> None:
    response = client.get("/sante/sla")
    assert (response.status_code, response.json()["faults"]) == (503, ["sweep"])


@pytest.mark.django_db
def test_all_is_well_after_a_round(client: Client) -> None:
    watch.sign_of_life()
    response = client.get("/sante/sla")
    assert (response.status_code, response.json()["faults"]) == (200, [])


@pytest.mark.django_db
def test_a_sweep_too_long_ago_is_a_fault(client: Client) -> None:
    Heartbeat.objects.create(name="sweep", at=now() - deadlines.HEARTBEAT_OLD - timedelta(seconds=1), runner="x")
    response = client.get("/sante/sla")
    assert (response.status_code, response.json()["faults"]) == (503, ["sweep"])


@COMMITTED
def test_a_row_that_waits_is_a_fault(client: Client, promise: Callback) -> None:
    watch.sign_of_life()
    due(promise)
    response = client.get("/sante/sla")
    assert (response.status_code, response.json()["faults"]) == (503, ["due"])


@COMMITTED
def test_a_row_that_somebody_holds_is_seen(client: Client, promise: Callback) -> None:
    """A hung transaction hides a row from every sweep, not from this page."""
    watch.sign_of_life()
    due(promise)
    with seen(promise.mutual):
        Callback.objects.select_for_update().get(pk=promise.pk)
        held = in_a_thread(enforcement.enforce), in_a_thread(enforcement.health)
    assert (held[0], held[1].faults) == (0, ["due"])


@COMMITTED
@pytest.mark.parametrize(("attempts", "next_in"), [(0, -6), (4, 10)], ids=["untaken", "failing"])
def test_an_alert_that_does_not_leave_is_a_fault(promise: Callback, attempts: int, next_in: int) -> None:
    watch.sign_of_life()
    with seen(promise.mutual):
        Alert.objects.create(
            key="k", mutual=promise.mutual, commitment=Commitment.CALLBACK, subject_id=promise.pk, kind="breach",
            audience=Audience.SUPERVISORS, attempts=attempts, created_at=now() - timedelta(minutes=6),
            next_at=now() + timedelta(minutes=next_in),
        )  # fmt: skip
    assert enforcement.health().faults == ["alerts"]


@pytest.mark.django_db
def test_no_database_is_a_fault(client: Client) -> None:
    def refuse(*_: Any) -> None:
        raise DatabaseError("connection to 10.0.0.9 refused")

    with connections["default"].execute_wrapper(refuse):
        response = client.get("/sante/sla")
    assert (response.status_code, response.json()) == (503, {"faults": ["database"]})


# ---- rounds


@COMMITTED
def test_a_round_that_fails_leaves_no_sign_of_life(promise: Callback) -> None:
    def refuse(execute: Any, statement: Any, *rest: Any) -> Any:
        if "callbacks_callback" in str(statement):
            raise DatabaseError("away")
        return execute(statement, *rest)

    with connections["default"].execute_wrapper(refuse), pytest.raises(DatabaseError):
        enforcement.enforce()
    assert Heartbeat.objects.count() == 0


@COMMITTED
def test_a_mail_server_that_says_nothing_delays_no_step(promise: Callback, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        60,
    )
    make_accounts.user(Role.SUPERVISOR, on=[promise.mutual], email="chef@exemple.fr")
    due(promise, hours=18.5)
    enforcement.enforce()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        due(promise, hours=3)
        assert enforcement.enforce() == 1


@COMMITTED
@pytest.mark.parametrize(("waits", "left"), [(0, [0, 1]), (60, [1, 0])])
def test_alerts_rest_while_many_steps_have_just_fallen_due(
    promise: Callback, monkeypatch: pytest.MonkeyPatch, waits: int, left: list[int]
) -> None:
    """Not when the steps wait too long: alerts then leave all the same."""
    make_accounts.user(Role.SUPERVISOR, on=[promise.mutual], email="chef@exemple.fr")
    due(promise, hours=18.5)
    enforcement.enforce()
    monkeypatch.setattr("clock.deadlines.BATCH", 0)
    due(promise, hours=24)
    with seen(promise.mutual):
        Callback.objects.update(next_action_at=now() - timedelta(seconds=waits))
        Alert.objects.update(next_at=now())
    told = [enforcement.tell()]
    with seen(promise.mutual):
        Callback.objects.update(next_action_at=now() + timedelta(hours=1))
    assert [min(told[0], 1), min(enforcement.tell(), 1)] == left


@COMMITTED
def test_work_that_fails_is_tried_again(promise: Callback) -> None:
    stopped, tries = threading.Event(), list[int]()

    def work() -> int:
        tries.append(1)
        if len(tries) == 3:
            stopped.set()
        raise DatabaseError("away") if len(tries) == 1 else ValueError("a fault of ours")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadlines, "LOOP_PAUSE", timedelta())
        repeat(work, stopped)
    assert len(tries) == 3


# ---- the dead-man's switch


@contextmanager
def switch() -> Iterator[tuple[str, list[str]]]:
    """The address of a switch, and what it was asked."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ici", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def _fresh_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enforcement, "_switch", enforcement._Switch())


@COMMITTED
@pytest.mark.usefixtures("_fresh_switch")
def test_the_switch_hears_of_a_whole_round_once_in_a_while(transactional_db: None, settings: Any) -> None:
    enforcement.enforce()
    with switch() as (settings.SLA_PING_URL, asked):
        enforcement.tell()
        enforcement.tell()
    assert asked == ["/ici"]


@COMMITTED
@pytest.mark.usefixtures("_fresh_switch")
def test_the_switch_hears_nothing_when_nobody_sweeps(transactional_db: None, settings: Any) -> None:
    with switch() as (settings.SLA_PING_URL, asked):
        enforcement.tell()
    assert asked == []


@COMMITTED
@pytest.mark.usefixtures("_fresh_switch")
def test_a_switch_that_is_away_harms_nothing(transactional_db: None, settings: Any) -> None:
    enforcement.enforce()
    settings.SLA_PING_URL = "http://127.0.0.1:1/"
    assert enforcement.tell() == 0


# ---- the last resort


def in_a_thread(work: Callable[[], Any]) -> Any:
    """As another process would do it, on a connection of its own."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        finally:
            leave()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


@COMMITTED
def test_a_page_does_what_is_due_when_nobody_does(promise: Callback) -> None:
    due(promise)
    assert (enforcement.enforce_as_last_resort(), steps(promise)) == (True, 1)


@COMMITTED
def test_no_page_sweeps_while_somebody_does(promise: Callback) -> None:
    enforcement.enforce()
    due(promise)
    assert (enforcement.enforce_as_last_resort(), steps(promise)) == (False, 0)


@COMMITTED
def test_one_of_two_pages_sweeps(promise: Callback) -> None:
    due(promise)
    minute = now().replace(second=0, microsecond=0)
    for one in (minute, minute + timedelta(minutes=1)):
        watch.first_of(enforcement.LAST_RESORT, one)
    assert (enforcement.enforce_as_last_resort(), steps(promise)) == (False, 0)


# ---- reconciliation


@COMMITTED
def test_only_the_first_reconciles(promise: Callback) -> None:
    done = [enforcement.reconcile_yesterday() for _ in range(2)]
    assert ([one is None for one in done], PeriodRun.objects.count()) == ([False, True], 1)


@COMMITTED
def test_what_was_done_since_midnight_is_not_without_cause(promise: Callback) -> None:
    """Steps of yesterday's promise that fell due today, before the job ran."""
    due(promise, hours=26.5)
    enforcement.enforce()
    found = enforcement.reconcile_yesterday()
    assert found is not None
    assert (found.missing, found.extra) == ([], [])


@COMMITTED
def test_the_figures_are_kept(promise: Callback) -> None:
    enforcement.reconcile_yesterday()
    assert sorted(PeriodRun.objects.get().result) == ["extra", "missing", "promises", "steps"]


# ---- the loop as a process


@contextmanager
def loop() -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py sla_loop` on this test's database."""
    name = connections["default"].settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sla_loop"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "CONTACTCENTER_PART": "loop", "LOG_LEVEL": "CRITICAL"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@COMMITTED
def test_the_loop_goes_on_when_the_database_cut_it_off(promise: Callback) -> None:
    """As after a restart of the server: every connection of the loop is gone."""
    with loop():
        assert until(Heartbeat.objects.exists)
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
        due(promise)
        assert until(lambda: steps(promise) == 1)


@COMMITTED
def test_the_loop_ends_when_it_is_asked_to(transactional_db: None) -> None:
    with loop() as process:
        assert until(Heartbeat.objects.exists)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


# ---- what is sealed

CANARY = "ZZ-CANARI-MED-42"


@COMMITTED
@pytest.mark.attack(22)
def test_what_is_sealed_is_in_no_alert_letter_line_or_message(
    adviser: User, mutual: Mutual, settings: Any, tmp_path: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path
    make_accounts.user(Role.SUPERVISOR, on=[mutual], email="chef@exemple.fr")
    with seen(mutual):
        make.expert(mutual)
        sealed = make.promise(mutual, adviser, medical=f"Ostéoporose, {CANARY}")
        fall_due(sealed, hours=26.5)
    enforcement.enforce()
    with seen(mutual):
        Alert.objects.update(next_at=now())
    left = enforcement.tell()
    assert (left > 5, [place for place in said(mutual, tmp_path, capfd) if CANARY in place]) == (True, [])


def said(mutual: Mutual, folder: Any, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """All that left the program: letters, lines, what Valkey holds, and the rows that alarms are made of."""
    from live.queries import server  # noqa: PLC0415

    letters = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    events = [str(server().xrange(key)) for key in server().scan_iter("live:*", _type="stream")]
    with seen(mutual):
        rows = [str(list(model.objects.values())) for model in (Alert, Escalation, Callback)]
    assert letters
    return [*letters, *events, *rows, *capfd.readouterr()]
