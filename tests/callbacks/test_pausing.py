"""The clock of a promise stands still and runs again: by whom, for what, until when, and what becomes of the time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.errors import Refused
from callbacks.editing import time_of
from callbacks.enums import CallbackState, EventKind, WhyMoved, WhyPaused
from callbacks.errors import InputError
from callbacks.models import Callback, CallbackEvent, Slot
from callbacks.services import calling, enforcing, pausing, replanning
from callbacks.services.promising import Chosen
from clock.queries import now
from clock.services.reconciling import reconcile
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.promises import fall_due

pytestmark = pytest.mark.usefixtures("within")

DAY = timedelta(days=1)


@pytest.fixture
def promise(within: Mutual, adviser: User) -> Callback:
    make.expert(within)
    return make.promise(within, adviser)


def stopped(promise: Callback, **given: Any) -> Callback:
    said = {"user": promise.owner, "why": WhyPaused.DOCUMENT, "words": "", "until": now() + DAY}
    return pausing.pause(callback_id=promise.pk, **{**said, **given})


def events(promise: Callback) -> list[str]:
    return list(CallbackEvent.objects.filter(callback=promise).order_by("id").values_list("kind", flat=True))


def stood(promise: Callback) -> timedelta:
    (pause,) = promise.stood_still
    assert pause.until is not None
    return pause.until - pause.since


def test_the_reason_stands_with_the_promise_and_its_time_is_free(promise: Callback) -> None:
    row = stopped(promise, words="Devis attendu")
    assert (row.pause_reason, row.planned_at, Slot.objects.filter(is_active=True).count()) == (
        "L’adhérent envoie d’abord un document (Devis attendu)", None, 0,
    )  # fmt: skip


def test_nothing_falls_due_while_it_stands(promise: Callback) -> None:
    stopped(promise, until=now() + 10 * DAY)
    fall_due(promise, hours=60)
    assert (enforcing.enforce(), promise.next_action_at) == (0, None)


def test_by_hand_it_runs_on_with_what_was_left(promise: Callback) -> None:
    before = promise.deadline_at
    stopped(promise)
    Callback.objects.update(paused_at=now() - timedelta(minutes=30))
    row = pausing.resume(user=make_accounts.user(role=Role.SUPERVISOR, on=[promise.mutual]), callback_id=promise.pk)
    assert (row.deadline_at, row.owner) == (before + stood(row), promise.owner)
    assert row.planned_at is not None
    assert events(row)[-3:] == [EventKind.PAUSED, EventKind.RESUMED, EventKind.PLANNED]


def test_on_its_day_it_runs_on_by_itself(promise: Callback) -> None:
    stopped(promise, until=now() + timedelta(seconds=1))
    fall_due(promise, hours=1)
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.paused_at, promise.paused_until, promise.next_action_at) == (None, None, promise.steps_at[0])


def test_the_call_lets_it_run(promise: Callback) -> None:
    stopped(promise)
    started = calling.start(user=promise.owner, callback_id=promise.pk, fence=promise.fence)  # type: ignore[arg-type]
    started.refresh_from_db()
    assert (started.state, started.paused_at, len(started.pauses)) == (CallbackState.IN_CALL, None, 1)


def test_one_that_is_called_off_stands_no_more(promise: Callback, adviser: User) -> None:
    stopped(promise)
    row = calling.cancel(user=adviser, callback_id=promise.pk, reason="N’en veut plus")
    assert (row.paused_at, row.paused_until, row.next_action_at) == (None, None, None)


def test_the_ledger_agrees_around_a_pause(promise: Callback) -> None:
    stopped(promise)
    fall_due(promise, hours=30)
    enforcing.enforce()
    fall_due(promise, hours=13)
    enforcing.enforce()
    found = reconcile(enforcing.RECONCILABLE, now() - 5 * DAY, now())
    told = time_of(promise)
    assert (found.steps, found.missing, found.extra, told.account.used + told.account.left) == (2, [], [], DAY)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"why": WhyPaused.OTHER, "words": " "}, "words"),
        ({"words": "x" * 201}, "words"),
        ({"until": timedelta()}, "day"),
        ({"until": timedelta(days=15)}, "day"),
    ],
)
def test_what_is_refused(promise: Callback, said: dict[str, Any], field: str) -> None:
    if "until" in said:
        said = {"until": now() + said["until"]}
    with pytest.raises(InputError) as refusal:
        stopped(promise, **said)
    assert list(refusal.value.faults) == [field]


def begun(promise: Callback) -> None:
    calling.start(user=promise.owner, callback_id=promise.pk, fence=promise.fence)  # type: ignore[arg-type]


def called_off(promise: Callback) -> None:
    calling.cancel(user=promise.owner, callback_id=promise.pk, reason="Non")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "reason"), [(begun, "own_call"), (called_off, "callback_closed"), (stopped, "paused")]
)
def test_when_it_cannot_stand(promise: Callback, before: Callable[[Callback], Any], reason: str) -> None:
    before(promise)
    with pytest.raises(Refused) as refusal:
        stopped(promise)
    assert refusal.value.reason == reason


def test_only_who_has_it_or_a_supervisor(promise: Callback, adviser: User) -> None:
    with pytest.raises(Refused) as refusal:
        stopped(promise, user=adviser)
    assert refusal.value.reason == "not_owner"


def test_it_is_not_given_to_somebody_else_meanwhile(promise: Callback, within: Mutual) -> None:
    supervisor = make_accounts.user(role=Role.SUPERVISOR, on=[within])
    other = make.expert(within)
    stopped(promise)
    with pytest.raises(Refused) as refusal:
        replanning.reassign(
            user=supervisor,
            callback_id=promise.pk,
            chosen=Chosen(other.pk, now()),
            why=WhyMoved.ASKED,
        )
    assert refusal.value.reason == "paused"


# ---- screens


@pytest.fixture
def expert(promise: Callback) -> Client:
    assert promise.owner is not None
    return make_accounts.browser(promise.owner)


def posted(client: Client, promise: Callback, **said: str) -> Any:
    wanted = {"why": "member_away", "words": "", "day": f"{now() + 2 * DAY:%d/%m/%Y}", "hour": "9h30"}
    return client.post(reverse("callbacks:pause", args=[promise.pk]), {**wanted, **said})


def test_the_page_stops_the_clock_and_tells_why(promise: Callback, expert: Client) -> None:
    posted(expert, promise, words="En voyage")
    shown = expert.get(reverse("callbacks:history", args=[promise.pk])).content.decode()
    assert shown.count("L’adhérent demande à être appelé plus tard (En voyage)") == 2


def test_what_was_typed_is_kept(promise: Callback, expert: Client) -> None:
    answer = posted(expert, promise, why="", words="En voyage")
    promise.refresh_from_db()
    assert (answer.status_code, "En voyage" in answer.content.decode(), promise.paused_at) == (422, True, None)


def test_the_button_lets_it_run(promise: Callback, expert: Client) -> None:
    posted(expert, promise)
    answer = expert.post(reverse("callbacks:resume", args=[promise.pk]), follow=True)
    promise.refresh_from_db()
    assert (promise.paused_at, "L’horloge repart" in answer.content.decode()) == (None, True)


def test_an_adviser_is_told_who_decides(promise: Callback, adviser: User) -> None:
    browser = make_accounts.browser(adviser)
    answers = [posted(browser, promise), browser.post(reverse("callbacks:resume", args=[promise.pk]))]
    promise.refresh_from_db()
    assert ([answer.status_code for answer in answers], promise.paused_at) == ([409, 302], None)
