"""Due steps are done once: written down, told, and moved on, in one statement."""

from datetime import timedelta

import pytest

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks.enums import AttemptResult, CallbackState, WhyPaused
from callbacks.models import Callback, Expert
from callbacks.services import calling, enforcing, pausing
from clock.enums import Audience, StepKind
from clock.models import Alert, Escalation
from clock.queries import now, people_of
from clock.services.reconciling import reconcile
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.promises import fall_due

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def promise(within: Mutual, adviser: User) -> Callback:
    make.expert(within)
    return make.promise(within, adviser)


def done(promise: Callback) -> list[tuple[int, str]]:
    return list(Escalation.objects.filter(subject_id=promise.pk).order_by("step").values_list("step", "kind"))


def test_nothing_is_due_yet(promise: Callback) -> None:
    assert (enforcing.enforce(), done(promise)) == (0, [])


def test_a_due_step_is_done_once(promise: Callback) -> None:
    fall_due(promise, hours=1)
    assert ([enforcing.enforce(), enforcing.enforce()], done(promise)) == ([1, 0], [(0, StepKind.UNASSIGNED)])


def test_all_that_was_missed_is_done(promise: Callback) -> None:
    fall_due(promise, hours=26.5)
    enforcing.enforce()
    assert [kind for _, kind in done(promise)] == [
        "unassigned", "remind", "escalate", "reassign", "page", "breach", "still_open", "still_open"
    ]  # fmt: skip


def test_the_breach_is_the_deadline_whenever_it_is_seen(promise: Callback) -> None:
    fall_due(promise, hours=30)
    enforcing.enforce()
    promise.refresh_from_db()
    assert promise.breached_at == promise.deadline_at


def test_the_owner_is_reminded(promise: Callback) -> None:
    fall_due(promise, hours=13)
    enforcing.enforce()
    assert list(Alert.objects.values_list("kind", "audience", "user")) == [
        (StepKind.REMIND, Audience.OWNER, promise.owner_id)
    ]


def test_a_planned_promise_alarms_nobody_for_lack_of_an_owner(promise: Callback) -> None:
    fall_due(promise, hours=1)
    enforcing.enforce()
    assert Alert.objects.count() == 0


def test_it_is_given_to_somebody_else_before_the_end(within: Mutual, promise: Callback) -> None:
    other = make.expert(within)
    before = promise.fence
    fall_due(promise, hours=21.5)
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.owner, promise.fence) == (other.user, before + 1)


def test_who_calls_before_the_deadline_keeps_it(within: Mutual, promise: Callback) -> None:
    make.expert(within)
    fall_due(promise, hours=21.5)
    Callback.objects.filter(pk=promise.pk).update(planned_at=now() + timedelta(hours=2))
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.state, promise.fence, done(promise)[-1]) == (CallbackState.ASSIGNED, 0, (3, StepKind.REASSIGN))


def test_a_call_that_would_come_too_late_is_given_to_somebody_else(within: Mutual, promise: Callback) -> None:
    other = make.expert(within)
    fall_due(promise, hours=21.5)
    Callback.objects.filter(pk=promise.pk).update(planned_at=now() + timedelta(hours=3))
    enforcing.enforce()
    promise.refresh_from_db()
    assert promise.owner == other.user


@pytest.mark.parametrize("hours", [24.5, 26.5])
def test_what_is_late_is_given_to_who_is_free_at_last(within: Mutual, promise: Callback, hours: float) -> None:
    Expert.objects.update(is_active=False)
    fall_due(promise, hours=21.5)
    enforcing.enforce()
    other = make.expert(within)
    fall_due(promise, hours=hours - 21.5)
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.owner, promise.planned_at is not None, promise.is_late) == (other.user, True, True)


def test_that_nobody_is_free_is_told_once(promise: Callback) -> None:
    Expert.objects.update(is_active=False)
    for hours in (21.5, 3, 1, 1):
        fall_due(promise, hours=hours)
        enforcing.enforce()
    assert Alert.objects.filter(key__contains="unplanned").count() == 1


def test_it_is_nobodys_when_nobody_is_free(promise: Callback) -> None:
    fall_due(promise, hours=21.5)
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.state, promise.owner) == (CallbackState.WAITING, None)


def test_a_call_that_is_being_made_is_not_taken_away(within: Mutual, promise: Callback) -> None:
    make.expert(within)
    owner = promise.owner
    assert owner is not None
    calling.start(user=owner, callback_id=promise.pk, fence=promise.fence)
    fall_due(promise, hours=21.5)
    enforcing.enforce()
    promise.refresh_from_db()
    assert (promise.owner, promise.state) == (owner, CallbackState.IN_CALL)


def test_who_was_reached_in_time_is_never_a_breach(promise: Callback) -> None:
    owner = promise.owner
    assert owner is not None
    started = calling.start(user=owner, callback_id=promise.pk, fence=promise.fence)
    calling.log_attempt(user=owner, callback_id=promise.pk, fence=started.fence, result=AttemptResult.REACHED)
    promise.refresh_from_db()
    assert (promise.next_action_at, promise.steps_at) == (None, [])


def test_a_row_that_cannot_be_handled_holds_up_nobody(within: Mutual, adviser: User, promise: Callback) -> None:
    other = make.promise(within, adviser, key="other")
    for one in (promise, other):
        fall_due(one, hours=1)
    Callback.objects.filter(pk=promise.pk).update(steps_kind=["no_such_kind", *promise.steps_kind[1:]])
    enforcing.enforce()
    promise.refresh_from_db()
    assert (done(other), promise.faults, enforcing.enforce()) == ([(0, "unassigned")], 1, 0)


def test_poison_is_shown_to_administrators(promise: Callback) -> None:
    Callback.objects.filter(pk=promise.pk).update(steps_kind=["no_such_kind", *promise.steps_kind[1:]])
    for _ in range(5):
        Callback.objects.filter(pk=promise.pk).update(next_action_at=now() - timedelta(seconds=1))
        enforcing.enforce()
    assert list(Alert.objects.values_list("kind", "audience")) == [("poison", Audience.ADMINISTRATORS)]


def test_deadlines_are_held_for_one_sweep_when_the_clock_leapt(promise: Callback) -> None:
    fall_due(promise, hours=23.99)
    enforcing.enforce()
    fall_due(promise, hours=5)
    enforcing.enforce(holds_breaches=True)
    promise.refresh_from_db()
    assert promise.breached_at is None


def test_the_ledger_agrees_with_the_promises(promise: Callback) -> None:
    fall_due(promise, hours=27)
    enforcing.enforce()
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=2), now())
    assert (found.promises, found.steps, found.missing, found.extra) == (1, 9, [], [])


@pytest.mark.parametrize("end", ["reached", "cancelled", "paused"])
def test_no_end_hides_that_it_was_late(promise: Callback, adviser: User, end: str) -> None:
    """Nobody swept since the deadline passed."""
    owner = promise.owner
    assert owner is not None
    fall_due(promise, hours=25)
    if end == "cancelled":
        calling.cancel(user=adviser, callback_id=promise.pk, reason="N’en veut plus")
    elif end == "paused":
        until = now() + timedelta(days=1)
        pausing.pause(user=owner, callback_id=promise.pk, why=WhyPaused.DOCUMENT, words="", until=until)
    else:
        fence = calling.start(user=owner, callback_id=promise.pk, fence=promise.fence).fence
        calling.log_attempt(user=owner, callback_id=promise.pk, fence=fence, result=AttemptResult.REACHED)
    promise.refresh_from_db()
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=2), now())
    assert (promise.breached_at, found.missing, found.extra) == (promise.deadline_at, [], [])


def test_a_step_that_was_never_done_is_found(promise: Callback) -> None:
    fall_due(promise, hours=13)
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=2), now())
    assert found.missing == [(promise.pk, 0), (promise.pk, 1)]


def test_a_step_without_cause_is_found(promise: Callback) -> None:
    Escalation.objects.create(
        mutual_id=promise.mutual_id, commitment="callback", subject_id=promise.pk, step=3, kind=StepKind.PAGE,
        due_at=now(), fired_by="nobody",
    )  # fmt: skip
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=2), now())
    assert found.extra == [(promise.pk, 3)]


def test_alerts_reach_supervisors_of_the_mutual_only(within: Mutual, promise: Callback) -> None:
    ours = make_accounts.user(Role.SUPERVISOR, on=[within])
    make_accounts.user(Role.SUPERVISOR, on=[make_accounts.mutual()])
    fall_due(promise, hours=18.5)
    enforcing.enforce()
    alert = Alert.objects.get(audience=Audience.SUPERVISORS)
    assert list(people_of(alert)) == [ours]
