"""The panel of a contact, the expert's page, all calls, history: what is shown, refused and kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks.enums import AttemptResult, CallbackState, Skill
from callbacks.models import Callback, Slot
from callbacks.services import calling
from clock.queries import now
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make

pytestmark = pytest.mark.usefixtures("within")

SECRET = "ZZ-CANARI-MED-42"


@pytest.fixture
def client(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def as_expert(promise: Callback) -> Client:
    assert promise.owner is not None
    return make_accounts.browser(promise.owner)


def posted(client: Client, case: object, **fields: str) -> object:
    said = {"skill": "dentist", "subject": "Couronne", "phone": "04 65 71 23 48", "key": "k1", "step": "promise"}
    return client.post(reverse("callbacks:promise", args=[case.pk]), {**said, **fields})  # type: ignore[attr-defined]


def test_a_promise_is_given_from_the_panel(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    slot = make.first_offer(case)
    posted(client, case, slot=f"{slot.expert_id}@{slot.start.isoformat()}")
    assert Callback.objects.get().planned_at == slot.start


@pytest.mark.attack(28)
def test_a_click_sent_twice_is_one_promise(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    slot = make.first_offer(case)
    answers = [posted(client, case, slot=f"{slot.expert_id}@{slot.start.isoformat()}") for _ in range(2)]
    assert ([answer.status_code for answer in answers], Callback.objects.count()) == ([200, 200], 1)  # type: ignore[attr-defined]


def test_a_taken_time_keeps_what_was_typed(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    make.promise(within, adviser)
    booked = Slot.objects.get()
    answer = posted(
        client,
        make.held_case(within, adviser),
        slot=f"{booked.expert_id}@{booked.starts_at.isoformat()}",
        subject="Bridge",
    )
    assert (answer.status_code, "Bridge" in answer.content.decode()) == (409, True)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "slot",
    [
        "",
        "x",
        "1@",
        "1@2026-11-22T17:00:00",
        "999999@2099-01-01T00:00:00+00:00",
        "-1@2026-11-22T17:00:00+00:00",
        f"{10**30}@2026-11-22T17:00:00+00:00",
        "1@0001-01-01T00:00:00+14:00",
        "1@9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_that_makes_no_sense(within: Mutual, adviser: User, client: Client, slot: str) -> None:
    make.expert(within)
    answer = posted(client, make.held_case(within, adviser), slot=slot)
    assert (answer.status_code, Callback.objects.count()) == (422, 0)  # type: ignore[attr-defined]


@pytest.mark.attack(27)
def test_a_premium_number_is_said_at_its_field(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    slot = make.first_offer(case)
    answer = posted(client, case, slot=f"{slot.expert_id}@{slot.start.isoformat()}", phone="0899 70 12 34")
    assert list(answer.context["form"].errors) == ["phone"]  # type: ignore[attr-defined]


def test_nobody_free_offers_a_holding_contact(within: Mutual, adviser: User, client: Client) -> None:
    case = make.held_case(within, adviser)
    posted(client, case, step="holding")
    assert Callback.objects.get().kind == "holding"


def test_another_kind_of_expert_has_other_times(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    answer = client.get(reverse("callbacks:slots", args=[case.pk]), {"skill": "doctor"}, headers={"HX-Request": "true"})
    assert answer.context["offers"] == []


def test_the_expert_reads_the_sealed_question(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser, medical=SECRET)
    page = as_expert(promise).get(reverse("callbacks:call", args=[promise.pk]))
    assert page.context["question"] == SECRET


@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.SUPERVISOR])
@pytest.mark.parametrize("page", ["call", "history"])
@pytest.mark.attack(22)
def test_nobody_else_reads_it(within: Mutual, adviser: User, role: Role, page: str) -> None:
    make.expert(within)
    promise = make.promise(within, adviser, medical=SECRET)
    reader = adviser if role is Role.TELEADVISER else make_accounts.user(role, on=[within])
    answer = make_accounts.browser(reader).get(reverse(f"callbacks:{page}", args=[promise.pk]))
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)


@pytest.mark.attack(22)
def test_an_expert_of_another_skill_does_not_see_it(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    stranger = make.expert(within, skills=(Skill.LAWYER,))
    answer = make_accounts.browser(stranger.user).get(reverse("callbacks:call", args=[promise.pk]))
    assert answer.status_code == 404


@pytest.mark.attack(28)
def test_two_pages_start_one_call_once(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    client, start = as_expert(promise), reverse("callbacks:start", args=[promise.pk])
    assert [client.post(start, {"fence": promise.fence}).status_code for _ in range(2)] == [302, 409]


def test_a_call_from_start_to_end(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    client = as_expert(promise)
    client.post(reverse("callbacks:start", args=[promise.pk]), {"fence": 0})
    client.post(reverse("callbacks:attempt", args=[promise.pk]), {"fence": 1, "result": AttemptResult.REACHED})
    client.post(
        reverse("callbacks:finish", args=[promise.pk]), {"fence": 1, "answer": "Tout va bien.", "medical": SECRET}
    )
    promise.refresh_from_db()
    assert (promise.state, promise.answer, promise.answer_sealed is not None) == (
        CallbackState.DONE,
        "Tout va bien.",
        True,
    )


@pytest.mark.attack(28)
def test_an_answer_under_an_old_fence_is_kept_on_the_page(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    answer = as_expert(promise).post(
        reverse("callbacks:finish", args=[promise.pk]), {"fence": 7, "answer": "Ce que j’ai écrit"}
    )
    assert (answer.status_code, "readonly>\nCe que j’ai écrit<" in answer.content.decode()) == (409, True)


def test_the_sign_of_life_of_a_lost_call(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    answer = as_expert(promise).post(reverse("callbacks:renew", args=[promise.pk]), {"fence": 5})
    assert answer.status_code == 409


def test_a_supervisor_closes_as_unreachable_after_three_tries(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    owner = promise.owner
    assert owner is not None
    for number in range(3):
        promise.refresh_from_db()
        started = calling.start(user=owner, callback_id=promise.pk, fence=promise.fence)
        calling.log_attempt(user=owner, callback_id=promise.pk, fence=started.fence, result=AttemptResult.NO_ANSWER)
        ago = now() - timedelta(hours=9 - 3 * number)
        promise.attempts.filter(fence=started.fence).update(started_at=ago)
    supervisor = make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[within]))
    supervisor.post(reverse("callbacks:unreachable", args=[promise.pk]), {"reason": "Trois essais"})
    promise.refresh_from_db()
    assert promise.state == CallbackState.UNREACHABLE


def test_two_tries_are_too_few(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    supervisor = make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[within]))
    answer = supervisor.post(reverse("callbacks:unreachable", args=[promise.pk]), {"reason": "Vite"})
    assert (answer.status_code, answer.context["form"]["reason"].value()) == (422, "Vite")


def test_the_lists_show_what_runs(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    pages = [
        as_expert(promise).get(reverse("callbacks:mine")),
        make_accounts.browser(adviser).get(reverse("callbacks:board")),
    ]
    assert [list(page.context["calls"]) for page in pages] == [[promise], [promise]]


def test_a_promise_of_another_mutual_is_not_there(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    stranger = make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[make_accounts.mutual()]))
    assert stranger.get(reverse("callbacks:history", args=[promise.pk])).status_code == 404


def test_used_and_left_stand_on_the_history(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    page = make_accounts.browser(adviser).get(reverse("callbacks:history", args=[promise.pk]))
    told = page.context["time"].account
    assert told.used + told.left == timedelta(hours=24)


def test_pages_are_told_when_nobody_keeps_watch(within: Mutual, client: Client) -> None:
    """Nobody ever swept here: the page sweeps itself, and is told what is still wrong, which is nothing then."""
    assert client.post(reverse("sla_banner")).content.decode().strip() == ""


def test_pages_warn_while_promises_wait(within: Mutual, adviser: User, client: Client) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    client.post(reverse("sla_banner"))
    Callback.objects.filter(pk=promise.pk).update(next_action_at=now() - timedelta(minutes=3))
    assert "notice-bad" in client.post(reverse("sla_banner")).content.decode()


@pytest.fixture
def chief(within: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[within]))


def test_a_supervisor_gives_the_call_to_another(within: Mutual, adviser: User, chief: Client) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    other = make.expert(within)
    address = reverse("callbacks:reassign", args=[promise.pk])
    slot = chief.get(address).context["offers"][0]["name"]
    chief.post(address, {"slot": slot, "why": "overload"})
    promise.refresh_from_db()
    assert promise.owner_id == other.user_id


def test_a_time_taken_meanwhile_is_said(within: Mutual, adviser: User, chief: Client) -> None:
    make.expert(within)
    promise, later = (make.promise(within, adviser, key=key) for key in ("a", "b"))
    make.expert(within)
    address = reverse("callbacks:reassign", args=[promise.pk])
    slot = chief.get(address).context["offers"][0]["name"]
    chief.post(address, {"slot": slot, "why": "asked"})
    again = {"slot": slot, "why": "asked"}
    assert chief.post(reverse("callbacks:reassign", args=[later.pk]), again).status_code == 409


def test_nobody_else_is_free(within: Mutual, adviser: User, chief: Client) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    assert chief.get(reverse("callbacks:reassign", args=[promise.pk])).context["offers"] == []


def test_a_call_that_is_over_is_given_to_nobody(within: Mutual, adviser: User, chief: Client) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    calling.cancel(user=adviser, callback_id=promise.pk, reason="Plus besoin")
    answer = chief.get(reverse("callbacks:history", args=[promise.pk]))
    assert answer.context["may_give"] is False
