"""F19: whatever is done in whatever order, and whoever dies meanwhile, the ledger is what twenty lines say it must be."""

import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.errors import Refused
from callbacks.editing import time_of
from callbacks.enums import AttemptResult, CallbackState, WhyPaused
from callbacks.models import Callback
from callbacks.services import calling, enforcing, pausing
from clock.models import Escalation
from clock.queries import now
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.promises import fall_due

EXAMPLES = int(os.environ.get("PROMISE_EXAMPLES", "15"))
LADDER = (0.5, 12, 18, 21, 23, 24)
BREACH = 6
"""So many steps done, and the deadline has passed."""


class Model:
    """One promise as it must be. AGE is in hours; after the ladder there is a step every hour."""

    def __init__(self) -> None:
        self.age, self.done, self.waits, self.stands = 0.0, 0, True, False

    def sweep(self) -> None:
        while self.waits and not self.stands and self.next_at <= self.age:
            self.done += 1

    def end(self) -> None:
        """What was due is done first."""
        self.sweep()
        self.waits = self.stands = False

    @property
    def next_at(self) -> float:
        return LADDER[self.done] if self.done < len(LADDER) else LADDER[-1] + self.done - len(LADDER) + 1


class CrashError(Exception):
    """The process died before its transaction was kept."""


def to_be_undone() -> Any:
    """A transaction inside which a sweep may believe that it has its own."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    return block


class Promises(RuleBasedStateMachine):
    mutual: Mutual
    adviser: User
    supervisor: User

    def __init__(self) -> None:
        super().__init__()
        self.models: dict[UUID, Model] = {}
        self.kept = to_be_undone()
        self.kept.__enter__()
        for _ in range(2):
            make.expert(self.mutual)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    def one(self, data: Any) -> Callback:
        return Callback.objects.get(pk=data.draw(st.sampled_from(sorted(self.models))))

    @precondition(lambda self: len(self.models) < 3)
    @rule()
    def promise(self) -> None:
        self.models[make.promise(self.mutual, self.adviser, key=str(len(self.models))).pk] = Model()

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def start(self, data: Any) -> None:
        callback = self.one(data)
        if callback.state == CallbackState.ASSIGNED and callback.owner:
            calling.start(user=callback.owner, callback_id=callback.pk, fence=callback.fence)
            self.models[callback.pk].stands = False

    @precondition(lambda self: self.models)
    @rule(data=st.data(), result=st.sampled_from([AttemptResult.REACHED, AttemptResult.NO_ANSWER]))
    def attempt(self, data: Any, result: AttemptResult) -> None:
        callback = self.one(data)
        if callback.state == CallbackState.IN_CALL and callback.owner:
            calling.log_attempt(user=callback.owner, callback_id=callback.pk, fence=callback.fence, result=result)
            if result is AttemptResult.REACHED:
                self.models[callback.pk].end()

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def finish(self, data: Any) -> None:
        callback = self.one(data)
        if callback.owner is None:
            return
        try:
            calling.finish(user=callback.owner, callback_id=callback.pk, fence=callback.fence, answer="Vu.")
        except Refused:
            return
        self.models[callback.pk].end()

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        callback = self.one(data)
        try:
            calling.cancel(user=self.adviser, callback_id=callback.pk, reason="N’en veut plus")
        except Refused:
            return
        self.models[callback.pk].end()

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def pause(self, data: Any) -> None:
        callback = self.one(data)
        until = now() + timedelta(days=13)
        try:
            pausing.pause(
                user=callback.owner or self.supervisor,
                callback_id=callback.pk,
                why=WhyPaused.DOCUMENT,
                words="",
                until=until,
            )
        except Refused:
            return
        self.models[callback.pk].sweep()
        self.models[callback.pk].stands = True

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def resume(self, data: Any) -> None:
        callback = self.one(data)
        try:
            pausing.resume(user=self.supervisor, callback_id=callback.pk)
        except Refused:
            return
        self.models[callback.pk].stands = False

    @rule(quarters=st.integers(1, 40))
    def time_passes(self, quarters: int) -> None:
        for callback in Callback.objects.all():
            fall_due(callback, hours=quarters / 4)
            if not self.models[callback.pk].stands:
                self.models[callback.pk].age += quarters / 4

    @rule()
    def sweep(self) -> None:
        enforcing.enforce()
        for model in self.models.values():
            model.sweep()

    @rule()
    def crash(self) -> None:
        try:
            with to_be_undone():
                enforcing.enforce()
                raise CrashError  # noqa: TRY301  the crash itself
        except CrashError:
            pass

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        for callback in Callback.objects.all():
            model = self.models[callback.pk]
            done = list(
                Escalation.objects.filter(subject_id=callback.pk).order_by("step").values_list("step", flat=True)
            )
            assert done == list(range(model.done))
            assert (callback.next_action_at is not None) is (model.waits and not model.stands)
            time = time_of(callback)
            assert time.account.used + time.account.left == time.target
            assert (callback.breached_at is not None) is (model.done >= BREACH)


@pytest.mark.usefixtures("within")
def test_no_order_of_events_breaks_a_promise(within: Mutual, adviser: User) -> None:
    supervisor = make_accounts.user(role=Role.SUPERVISOR, on=[within])
    machine = type("PromisesHere", (Promises,), {"mutual": within, "adviser": adviser, "supervisor": supervisor})
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=quiet)
    )  # fmt: skip
