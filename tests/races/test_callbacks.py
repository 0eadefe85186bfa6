"""Promises under many hands, deaths and leaps: F1 to F19 in small. `make chaos` does the same at full size."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import (
    DatabaseError,
    DataError,
    Error,
    InternalError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.models import F
from redis import Redis

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from callbacks.enums import OPEN, AbsenceKind, AttemptResult, Skill, WhyMoved
from callbacks.errors import ReassignedError, SlotTakenError
from callbacks.models import Callback, Slot
from callbacks.services import calling, enforcing, promising, replanning
from callbacks.services.base import SWEPT
from clock.faults import POINTS
from clock.models import Alert, Escalation
from clock.queries import now
from clock.services import alerts
from clock.services.reconciling import reconcile
from contactcenter import enforcement
from contactcenter.embedded.folder import ROOT
from contactcenter.tasks import enforce, tell
from tests.clock.moving import set_ahead
from tests.correspondence.post_office import open_office
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.promises import fall_due
from tests.races.leaving import leave
from tests.waiting import until

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def mutual(transactional_db: None) -> Mutual:
    return make_accounts.mutual()


@pytest.fixture
def adviser(mutual: Mutual) -> User:
    return make_accounts.user(on=[mutual])


@contextmanager
def seen(mutual: Mutual) -> Iterator[None]:
    with acting(job("race")), within_mutuals([mutual.pk]), transaction.atomic():
        yield


def given(mutual: Mutual, adviser: User, count: int, *, hours: float = 12.5, experts: int = 1) -> list[Callback]:
    """So many promises, given so long ago, with experts who can be reached by letter."""
    with seen(mutual):
        for place in range(experts):
            user = make_accounts.user(Role.EXPERT, on=[mutual], email=f"expert-{place}@exemple.fr")
            make.expert(mutual, user=user, slot_minutes=5)
        found = [make.promise(mutual, adviser, key=f"k{place}") for place in range(count)]
        for one in found:
            fall_due(one, hours=hours)
    return found


def at_once(mutual: Mutual, *acts: Callable[[], Any]) -> list[Any]:
    """What each gave back, or the refusal that it raised; they begin together, in transactions of their own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            with acting(job("race")), within_mutuals([mutual.pk]):
                start.wait()
                return act()
        except (ReassignedError, SlotTakenError) as refusal:
            return refusal
        finally:
            leave()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def ledger(mutual: Mutual, promises: Sequence[Callback]) -> Counter[int]:
    """How many promises have had so many steps done."""
    with seen(mutual):
        done = Counter(Escalation.objects.values_list("subject_id", flat=True))
    return Counter(done[one.pk] for one in promises)


def agrees(mutual: Mutual) -> tuple[list[Any], list[Any]]:
    """Steps that are missing, and those without cause."""
    with seen(mutual):
        found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=2), now())
    return found.missing, found.extra


def environment(**more: str) -> dict[str, str]:
    """Of a process on this test's database."""
    name = connections["default"].settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "contactcenter.settings", **more}


def owner_of(promise: Callback) -> User:
    assert promise.owner is not None
    return promise.owner


ROUND = "import django; django.setup(); from contactcenter import enforcement as e; e.enforce(); e.tell()"


def test_f1_whoever_dies_loses_and_doubles_nothing(mutual: Mutual, adviser: User) -> None:
    """One process dies at each point, all seven at once; another then does the rest."""
    promises = given(mutual, adviser, 20)
    with open_office() as office:
        mail = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
        dying = [
            subprocess.Popen([sys.executable, "-c", ROUND], cwd=ROOT,
                             env=environment(CONTACTCENTER_DIE_AT=point, EMAIL_PORT=str(office.port), **mail))
            for point in POINTS
        ]  # fmt: skip
        died = {process.wait(60) for process in dying}
        enforcement.enforce()
    assert (died <= {0, -signal.SIGKILL}, -signal.SIGKILL in died, ledger(mutual, promises), agrees(mutual)) == (
        True, True, {2: 20}, ([], []),
    )  # fmt: skip


@pytest.mark.parametrize("point", ["after_send", "before_mark"])
def test_f1_a_letter_that_leaves_again_keeps_its_name(mutual: Mutual, adviser: User, point: str, settings: Any) -> None:
    given(mutual, adviser, 1)
    enforcement.enforce()
    with seen(mutual):
        Alert.objects.update(next_at=now())  # at night they would wait for the morning
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with open_office() as office:
        mail = {"EMAIL_BACKEND": settings.EMAIL_BACKEND, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(office.port)}
        subprocess.run(
            [sys.executable, "-c", ROUND], cwd=ROOT, env=environment(CONTACTCENTER_DIE_AT=point, **mail), check=False
        )
        settings.EMAIL_PORT = office.port
        with seen(mutual):
            Alert.objects.filter(next_at__isnull=False).update(next_at=now())
        alerts.send_due()
        names = Counter(str(one["Message-ID"]) for one in office.taken)
    assert (len(names), list(names.values())) == (1, [2])


def test_f2_f3_no_step_needs_the_broker(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 3)
    subprocess.run(
        [sys.executable, "-c", ROUND], cwd=ROOT, env=environment(REDIS_URL="redis://127.0.0.1:1/0"), check=True
    )
    assert ledger(mutual, promises) == {2: 3}


def test_f2_an_emptied_broker_loses_no_step(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 3)
    Redis.from_url(os.environ["REDIS_URL"]).flushdb()
    enforcement.enforce()
    assert ledger(mutual, promises) == {2: 3}


def test_f4_f6_a_task_delivered_twenty_times_is_done_once(mutual: Mutual, adviser: User) -> None:
    """So is a tick of five beats."""
    promises = given(mutual, adviser, 10)
    at_once(mutual, *[partial(one.apply, throw=True) for one in (enforce, tell) * 10])
    assert (ledger(mutual, promises), agrees(mutual)) == ({2: 10}, ([], []))


def test_f5_what_fell_due_while_nobody_looked_is_done_then(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 3, hours=23.5)
    enforcement.enforce()
    assert (ledger(mutual, promises), agrees(mutual)) == ({5: 3}, ([], []))


@pytest.mark.parametrize("hands", [4, 16])
def test_f7_many_hands_on_one_row_do_it_once(mutual: Mutual, adviser: User, hands: int) -> None:
    promises = given(mutual, adviser, 1, hours=0)
    for place in range(1, 11):
        with seen(mutual):
            Callback.objects.update(
                started_at=now() - timedelta(hours=25 + place),
                next_action_at=now(),
                steps_at=[now()],
                steps_kind=["remind"],
            )
        at_once(mutual, *[enforcing.enforce] * hands)
        assert ledger(mutual, promises) == {place: 1}


def test_f8_what_is_due_first_is_done_first(mutual: Mutual, adviser: User) -> None:
    given(mutual, adviser, 12)
    enforcing.enforce(batch=3)
    with seen(mutual):
        fired = Escalation.objects.filter(step=1).order_by("id").values_list("due_at", flat=True)
        assert list(fired) == sorted(fired)


def test_f8_four_processes_share_what_is_due(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 40)
    done = at_once(mutual, *[partial(enforcing.enforce, batch=5)] * 4)
    assert (sum(done), ledger(mutual, promises)) == (80, {2: 40})


def test_f9_what_was_not_kept_is_done_again(mutual: Mutual, adviser: User) -> None:
    """The connection is cut between the statement and its commit."""
    promises, cuts = given(mutual, adviser, 6), [1]

    def cut(execute: Any, statement: Any, *rest: Any) -> Any:
        done = execute(statement, *rest)
        if "INSERT INTO clock_escalation" in str(statement) and cuts:
            cuts.clear()
            connection.connection.close()
        return done

    with connection.execute_wrapper(cut), suppress(Error):
        enforcing.enforce(batch=2)
    connection.close()
    enforcing.enforce()
    assert (cuts, ledger(mutual, promises), agrees(mutual)) == ([], {2: 6}, ([], []))


def test_f10_a_row_held_by_a_hung_transaction_is_done_when_it_is_cut_off(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 2)
    short = "-c idle_in_transaction_session_timeout=50ms"
    with psycopg.connect(environment()["DATABASE_URL"], options=short) as hung:
        hung.execute("SELECT set_config('app.mutuals', %s, true)", [f"{{{mutual.pk}}}"])
        hung.execute("SELECT 1 FROM callbacks_callback WHERE id = %s FOR UPDATE", [promises[0].pk])
        until(lambda: (enforcing.enforce(), ledger(mutual, promises))[1] == {2: 2})
        hung.close()
    assert ledger(mutual, promises) == {2: 2}


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Puts the database's clock to an instant."""

    def put(instant: datetime) -> None:
        set_ahead(instant - datetime.now(UTC))

    yield put
    set_ahead(timedelta())


CHANGES = [datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)]


@pytest.mark.parametrize("change", CHANGES, ids=["autumn", "spring"])
@pytest.mark.attack(27)
def test_f11_a_day_over_the_change_of_clocks_is_24_hours(
    mutual: Mutual, adviser: User, clock: Any, change: datetime
) -> None:
    clock(change)
    (promise,) = given(mutual, adviser, 1, hours=0)
    clock(change + timedelta(hours=23, minutes=58))
    enforcement.enforce()
    clock(change + timedelta(hours=24, minutes=1))
    enforcement._watch.leapt_ahead()
    enforcement.enforce()
    with seen(mutual):
        promise.refresh_from_db()
        done = Escalation.objects.filter(subject_id=promise.pk)
        kinds = list(done.order_by("step").values_list("kind", flat=True))
    assert (promise.deadline_at - promise.started_at, promise.breached_at, kinds[-1]) == (
        timedelta(hours=24), promise.deadline_at, "breach",
    )  # fmt: skip


def test_f11_a_clock_that_goes_back_repeats_nothing(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 2)
    enforcement.enforce()
    set_ahead(timedelta(hours=-2))
    try:
        enforcement.enforce()
    finally:
        set_ahead(timedelta())
    enforcement.enforce()
    assert ledger(mutual, promises) == {2: 2}


def test_f11_no_deadline_passes_in_the_sweep_after_a_leap(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 1, hours=23.5)
    enforcement.enforce()
    set_ahead(timedelta(hours=2))
    try:
        enforcement.enforce()
        assert ledger(mutual, promises) == {5: 1}
    finally:
        set_ahead(timedelta())


def test_f12_poison_delays_nobody(mutual: Mutual, adviser: User) -> None:
    sick, *others = given(mutual, adviser, 5)
    with seen(mutual):
        Callback.objects.filter(pk=sick.pk).update(steps_kind=["no_such_kind", *sick.steps_kind[1:]])
    enforcement.enforce()
    assert (ledger(mutual, [sick]), ledger(mutual, others)) == ({0: 1}, {2: 4})


def test_f12_a_fault_of_the_program_delays_nobody(
    mutual: Mutual, adviser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every poison is the database's to refuse."""
    sick, *others = given(mutual, adviser, 3, hours=21.5)
    plan = replanning.plan

    def stumble(callback: Callback, **how: Any) -> Any:
        if callback.pk == sick.pk:
            raise KeyError("a territory that does not exist")
        return plan(callback, **how)

    monkeypatch.setattr(replanning, "plan", stumble)
    enforcement.enforce()
    assert (ledger(mutual, [sick]), ledger(mutual, others)) == ({3: 1}, {4: 2})


def test_f12_a_lock_that_takes_too_long_is_no_poison(mutual: Mutual, adviser: User) -> None:
    """Somebody books with the only other expert meanwhile: the row is put off for seconds, and no fault of its own."""
    promises = given(mutual, adviser, 1, hours=21.5, experts=2)
    with connections["default"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '700ms'")
    with psycopg.connect(environment()["DATABASE_URL"]) as busy:
        busy.execute("SELECT 1 FROM callbacks_expert FOR NO KEY UPDATE")
        enforcement.enforce()
    connection.close()
    with seen(mutual):
        promises[0].refresh_from_db()
        wait = promises[0].next_action_at - now()  # type: ignore[operator]
    assert (promises[0].faults, wait < timedelta(seconds=6), ledger(mutual, promises)) == (0, True, {3: 1})


def test_f12_an_hourly_reminder_that_is_put_off_keeps_its_instant(mutual: Mutual, adviser: User) -> None:
    (promise,) = given(mutual, adviser, 1, hours=24.5)
    enforcement.enforce()
    with seen(mutual):
        fall_due(promise, hours=1)
        due_at = Callback.objects.get(pk=promise.pk).next_action_at
        enforcing_put_off(promise.pk)
    with seen(mutual):
        Callback.objects.update(next_action_at=now())
    enforcement.enforce()
    with seen(mutual):
        assert Escalation.objects.get(kind="still_open").due_at == due_at


def enforcing_put_off(callback_id: UUID) -> None:
    from clock.services import sweep  # noqa: PLC0415

    sweep._moved_later.__wrapped__(SWEPT, callback_id, is_fault=True)  # type: ignore[attr-defined]


def test_f13_everybody_is_reached_in_time_or_late(mutual: Mutual, adviser: User) -> None:
    for promise in given(mutual, adviser, 10, hours=0):
        with seen(mutual):
            started = calling.start(user=owner_of(promise), callback_id=promise.pk, fence=promise.fence)
            fall_due(promise, hours=24 - 0.05 / 3600)
        reach = partial(
            calling.log_attempt,
            user=owner_of(promise),
            callback_id=promise.pk,
            fence=started.fence,
            result=AttemptResult.REACHED,
        )
        at_once(mutual, reach, enforcing.enforce, enforcing.enforce)
    with seen(mutual):
        both = Callback.objects.filter(reached_at__lte=F("deadline_at"), breached_at__isnull=False)
        neither = Callback.objects.filter(reached_at__gt=F("deadline_at"), breached_at=None)
        assert (both.count(), neither.count(), Callback.objects.filter(reached_at=None).count()) == (0, 0, 0)


@pytest.mark.attack(28)
def test_f14_a_call_goes_to_who_starts_it_or_to_who_is_given_it(mutual: Mutual, adviser: User) -> None:
    chief = make_accounts.user(Role.SUPERVISOR, on=[mutual])
    outcomes = []
    for promise in given(mutual, adviser, 8, hours=0, experts=2):
        with seen(mutual):
            other = promising.check_offers(skill=Skill.DENTIST, mutual=mutual, reachable=None)[1][0]
        chosen = promising.Chosen(other.expert_id, other.start)
        start = partial(calling.start, user=owner_of(promise), callback_id=promise.pk, fence=promise.fence)
        move = partial(replanning.reassign, user=chief, callback_id=promise.pk, chosen=chosen, why=WhyMoved.OVERLOAD)
        outcomes.append(sum(isinstance(one, ReassignedError) for one in at_once(mutual, start, move)))
    assert outcomes == [1] * 8


@pytest.mark.attack(28)
def test_two_browsers_start_one_call(mutual: Mutual, adviser: User) -> None:
    outcomes = []
    for promise in given(mutual, adviser, 10, hours=0):
        start = partial(calling.start, user=owner_of(promise), callback_id=promise.pk, fence=promise.fence)
        outcomes.append(sum(isinstance(one, ReassignedError) for one in at_once(mutual, start, start)))
    assert outcomes == [1] * 10


@pytest.mark.attack(28)
def test_one_slot_for_twenty_is_booked_once(mutual: Mutual, adviser: User) -> None:
    with seen(mutual):
        make.expert(mutual)
        cases = [make.held_case(mutual, adviser) for _ in range(20)]
        offer = make.first_offer(cases[0])
    chosen = promising.Chosen(offer.expert_id, offer.start)
    ask = [
        partial(promising.promise, user=adviser, case_id=case.pk, asked=make.asked(), chosen=chosen, key=str(case.pk))
        for case in cases
    ]
    answers = at_once(mutual, *ask)
    late = [tuple(slot.start for slot in one.offers) for one in answers if isinstance(one, SlotTakenError)]
    wanted = tuple(offer.start + timedelta(minutes=30 * place) for place in (1, 2, 3))
    assert (late, Slot.objects.filter(is_active=True).count()) == ([wanted] * 19, 1)


@pytest.mark.attack(28)
def test_twenty_clicks_give_one_promise(mutual: Mutual, adviser: User) -> None:
    with seen(mutual):
        make.expert(mutual)
        case = make.held_case(mutual, adviser)
        offer = make.first_offer(case)
    chosen = promising.Chosen(offer.expert_id, offer.start)
    ask = partial(promising.promise, user=adviser, case_id=case.pk, asked=make.asked(), chosen=chosen, key="one")
    assert len({one.pk for one in at_once(mutual, *[ask] * 20)}) == 1


def test_two_absences_and_a_sweep_meet_without_a_victim(mutual: Mutual, adviser: User) -> None:
    """Whoever plans anew waits for others; nobody waits in a ring."""
    promises = given(mutual, adviser, 12, hours=21.5, experts=4)
    chief = make_accounts.user(Role.SUPERVISOR, on=[mutual])
    with seen(mutual):
        experts = {one.owner.expert for one in promises if one.owner}
    away = [
        partial(replanning.declare_absence, user=chief, expert=one, starts_at=now(), ends_at=now() + timedelta(hours=1), kind=AbsenceKind.SUDDEN)
        for one in sorted(experts, key=lambda one: one.pk)[:2]
    ]  # fmt: skip
    at_once(mutual, *away, enforcing.enforce, enforcing.enforce)
    enforcing.enforce()
    assert ledger(mutual, promises) == {4: 12}


def test_f15_a_round_that_is_asked_to_stop_leaves_the_rest_to_the_next(mutual: Mutual, adviser: User) -> None:
    promises = given(mutual, adviser, 20)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sla_loop"], cwd=ROOT, env=environment(LOG_LEVEL="CRITICAL")
    )
    process.terminate()
    process.wait(30)
    enforcement.enforce()
    assert (ledger(mutual, promises), agrees(mutual)) == ({2: 20}, ([], []))


@pytest.fixture
def read_only(transactional_db: None) -> Iterator[None]:
    connection.close()
    connection.settings_dict["OPTIONS"]["options"] += " -c default_transaction_read_only=on"
    yield
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["options"] = options["options"].removesuffix(" -c default_transaction_read_only=on")


def test_f17_nothing_is_promised_that_cannot_be_kept(
    mutual: Mutual, adviser: User, request: pytest.FixtureRequest
) -> None:
    promises = given(mutual, adviser, 2)
    with seen(mutual):
        case = make.held_case(mutual, adviser)
    request.getfixturevalue("read_only")
    with pytest.raises(DatabaseError), seen(mutual):
        make.promise(mutual, adviser, case=case, key="now")
    with pytest.raises(DatabaseError):
        enforcement.enforce()
    assert ledger(mutual, promises) == {0: 2}


@pytest.mark.parametrize(("error", "faults"), [(InternalError, 0), (OperationalError, 0), (DataError, 1)])
def test_f17_only_what_is_wrong_with_a_row_counts_against_it(
    mutual: Mutual, adviser: User, error: type[Exception], faults: int
) -> None:
    """A database that only read when the step was tried, and writes when the row is put off, is not the row's fault."""
    (promise,) = given(mutual, adviser, 1, hours=1)

    def refuse(execute: Any, statement: Any, *rest: Any) -> Any:
        if "INSERT INTO clock_escalation" in str(statement):
            raise error
        return execute(statement, *rest)

    with connection.execute_wrapper(refuse):
        enforcing.enforce()
    with seen(mutual):
        promise.refresh_from_db()
        waits = promise.next_action_at - now()  # type: ignore[operator]
    assert (promise.faults, waits > timedelta(minutes=1)) == (faults, bool(faults))


def test_a_call_left_alone_that_cannot_be_left_keeps_no_other(
    mutual: Mutual, adviser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, other = given(mutual, adviser, 2, hours=0)
    with seen(mutual):
        for one in (sick, other):
            calling.start(user=owner_of(one), callback_id=one.pk, fence=one.fence)
        Callback.objects.update(lease_until=now())
    leave_one = calling._left

    def stumble(callback_id: UUID) -> bool:
        if callback_id == sick.pk:
            raise DatabaseError("no")
        return leave_one(callback_id)

    monkeypatch.setattr(calling, "_left", stumble)
    enforcement.enforce()
    with seen(mutual):
        assert Counter(Callback.objects.filter(state__in=OPEN).values_list("state", flat=True)) == {
            "in_call": 1,
            "assigned": 1,
        }
