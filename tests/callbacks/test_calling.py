"""The call itself: tried again at a time that is chosen, ended by a page that was silent, ended twice, and told afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks import queries, results
from callbacks.editing import time_of
from callbacks.enums import AbsenceKind, AttemptResult, CallbackKind, CallbackState, EventKind
from callbacks.errors import CallbackClosedError, OwnCallError
from callbacks.models import Callback, CallbackEvent, Expert
from callbacks.services import calling, promising, replanning
from clock.queries import now
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories import contacts as make_contacts

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def expert(within: Mutual) -> Expert:
    return make.expert(within)


@pytest.fixture
def promise(within: Mutual, adviser: User, expert: Expert) -> Callback:
    return make.promise(within, adviser)


def started(promise: Callback) -> dict[str, Any]:
    """Who calls, which and under which fence."""
    assert promise.owner
    made = calling.start(user=promise.owner, callback_id=promise.pk, fence=promise.fence)
    return {"user": promise.owner, "callback_id": promise.pk, "fence": made.fence}


def reached(promise: Callback) -> dict[str, Any]:
    held = started(promise)
    calling.log_attempt(**held, result=AttemptResult.REACHED)
    return held


def left_alone(promise: Callback) -> int:
    Callback.objects.filter(pk=promise.pk).update(lease_until=now() - timedelta(seconds=1))
    return calling.leave_lost()


def test_who_spoke_ends_the_call_however_long_the_page_was_silent(promise: Callback) -> None:
    held = reached(promise)
    assert left_alone(promise) == 1
    assert calling.finish(**held, answer="Tout va bien.").state == CallbackState.DONE


def test_a_call_that_was_left_is_started_again(promise: Callback) -> None:
    held = started(promise)
    left_alone(promise)
    with pytest.raises(OwnCallError) as refused:
        calling.log_attempt(**held, result=AttemptResult.REACHED)
    assert str(refused.value) == "Cet appel n’est plus en cours. Recommencez-le."


def test_the_same_end_twice_is_one(promise: Callback) -> None:
    held = reached(promise)
    ends = [calling.finish(**held, answer="Vu.", medical="Scellé").pk for _ in range(2)]
    assert (ends, CallbackEvent.objects.filter(kind=EventKind.DONE).count()) == ([promise.pk] * 2, 1)


def test_another_answer_does_not_replace_the_first(promise: Callback) -> None:
    held = reached(promise)
    calling.finish(**held, answer="Vu.")
    with pytest.raises(CallbackClosedError):
        calling.finish(**held, answer="Autre chose.")


def test_who_asks_for_another_time_knows_the_one_that_is_chosen(promise: Callback, expert: Expert) -> None:
    held = started(promise)
    last = queries.free_of(expert, now(), promise.deadline_at)[-1]
    chosen = promising.Chosen(expert.pk, last.start)
    made = calling.log_attempt(**held, result=AttemptResult.NOT_NOW, again=chosen)
    assert (made.planned_at, made.must_tell) == (last.start, False)


def test_the_next_try_is_chosen_on_the_page(promise: Callback, expert: Expert) -> None:
    held = started(promise)
    last = queries.free_of(expert, now(), promise.deadline_at)[-1]
    said = {"fence": held["fence"], "result": "no_answer", "again": f"{expert.pk}@{last.start.isoformat()}"}
    make_accounts.browser(expert.user).post(reverse("callbacks:attempt", args=[promise.pk]), said)
    promise.refresh_from_db()
    assert (promise.state, promise.planned_at) == (CallbackState.ASSIGNED, last.start)


def holding(within: Mutual, adviser: User) -> Callback:
    case = make.held_case(within, adviser)
    made = promising.promise_holding(user=adviser, case_id=case.pk, asked=make.asked(), key="h")
    held: dict[str, Any] = {"user": adviser, "callback_id": made.pk}
    fence = calling.start(**held, fence=made.fence).fence
    calling.log_attempt(**held, fence=fence, result=AttemptResult.REACHED)
    return Callback.objects.get(pk=made.pk)


def led(callback: Callback, by: User) -> Callback:
    return calling.lead_to_expert(user=by, callback_id=callback.pk, fence=callback.fence, chosen=None, key="l")


def test_a_holding_contact_leads_to_one_call_however_often_it_is_ended(within: Mutual, adviser: User) -> None:
    held = holding(within, adviser)
    assert led(held, adviser) == led(held, adviser)


def test_a_holding_contact_ends_in_the_call_that_was_promised_meanwhile(within: Mutual, adviser: User) -> None:
    held = holding(within, adviser)
    make.expert(within)
    case = make_contacts.case(within, holder=adviser, member_id=held.member_id)
    promised = make.promise(within, adviser, case=case, key="other")
    assert led(held, adviser) == promised
    held.refresh_from_db()
    assert (held.state, Callback.objects.filter(kind=CallbackKind.EXPERT).count()) == (CallbackState.DONE, 1)


def test_the_adviser_is_told_what_to_say_of_it(within: Mutual, adviser: User) -> None:
    held = holding(within, adviser)
    path = reverse("callbacks:follow", args=[held.pk])
    page = make_accounts.browser(adviser).post(path, {"fence": held.fence, "slot": ""}, follow=True)
    assert "Un expert (dentiste) vous rappelle avant le" in page.content.decode()


def test_the_history_says_who_when_and_why(promise: Callback, within: Mutual, expert: Expert) -> None:
    boss = make_accounts.user(Role.SUPERVISOR, on=[within])
    make.expert(within)
    day = {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(days=2)}
    replanning.declare_absence(user=boss, expert=expert, kind=AbsenceKind.SUDDEN, **day)
    promise.refresh_from_db()
    told = {event.kind: more for event, more in results.told_of(promise)}
    assert promise.owner
    assert (told[EventKind.TAKEN_BACK], told[EventKind.PLANNED].split(" · ")[::2]) == (
        f"{expert} · L’expert est absent", [promise.owner.get_full_name(), "L’expert est absent"]
    )  # fmt: skip


def test_why_it_was_called_off_is_in_its_history(promise: Callback, adviser: User) -> None:
    calling.cancel(user=adviser, callback_id=promise.pk, reason="N’en veut plus")
    promise.refresh_from_db()
    assert results.told_of(promise)[-1][1] == "N’en veut plus"


def test_what_is_shown_of_the_time_adds_up(promise: Callback) -> None:
    Callback.objects.filter(pk=promise.pk).update(started_at=promise.started_at - timedelta(seconds=80))
    told = time_of(Callback.objects.get(pk=promise.pk))
    assert (told.used, told.left) == (timedelta(minutes=1), timedelta(hours=23, minutes=59))
