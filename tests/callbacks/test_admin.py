"""What administrators keep of promises: policies whose effect is shown first, ladders judged in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import PromiseClock
from accounts.models import Mutual, MutualPolicy, User
from accounts.roles import Role
from callbacks.models import Callback
from clock.enums import Commitment
from clock.models import Ladder
from clock.oversight import Effect
from clock.queries import now
from clock.services import promises
from contacts.models import Awaited
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories import contacts as make_contacts
from tests.factories import quotes as make_quotes

pytestmark = pytest.mark.usefixtures("within")
POLICY, LADDER = reverse("admin:accounts_mutualpolicy_add"), reverse("admin:clock_ladder_add")


@pytest.fixture
def desk(within: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.ADMINISTRATOR))


def policy(mutual: Mutual, **fields: Any) -> dict[str, Any]:
    said = {"mutual": mutual.pk, "valid_from": "01/01/2031", "callback_hours": 12, "callback_clock": "elapsed"}
    return {
        **said,
        "written_hours": 48,
        "written_clock": "elapsed",
        "quote_days": 3,
        "quote_clock": "elapsed",
        "import_drop_percent": 5,
        "pick_up_percent": 90,
        "service_percent": 90,
        "handling_seconds": 180,
        **fields,
    }


def test_the_effect_is_shown_and_nothing_kept(within: Mutual, adviser: User, desk: Client) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    make_quotes.analysis(promise.case)
    known = MutualPolicy.objects.count()
    answer: Any = desk.post(POLICY, policy(within, quote_days=4))
    assert (answer.context["effects"], MutualPolicy.objects.count()) == (
        [Effect(Commitment.CALLBACK, 1, 1, 0), Effect(Commitment.QUOTE, 1, 0, 1), Effect(Commitment.WRITTEN, 1, 0, 0)],
        known,
    )


def test_a_confirmed_version_moves_no_deadline(within: Mutual, adviser: User, desk: Client) -> None:
    make.expert(within)
    before = make.promise(within, adviser).deadline_at
    desk.post(POLICY, policy(within, confirmed="1"))
    assert (MutualPolicy.objects.latest("valid_from").callback_hours, Callback.objects.get().deadline_at) == (
        12,
        before,
    )


def test_a_longer_time_would_have_moved_deadlines_back(within: Mutual, adviser: User, desk: Client) -> None:
    make.expert(within)
    make.promise(within, adviser)
    answer: Any = desk.post(POLICY, policy(within, callback_hours=36))
    assert answer.context["effects"][0] == Effect(Commitment.CALLBACK, 1, 0, 1)


def test_time_that_stood_still_is_no_effect(within: Mutual, desk: Client) -> None:
    make_contacts.case(within)
    row = Awaited.objects.get()
    promises.stop(row, at=row.started_at, reason="Pièce attendue")
    promises.run_on(row, at=now() + timedelta(hours=7), calendar=None)
    row.save()
    answer: Any = desk.post(POLICY, policy(within))
    assert answer.context["effects"][2] == Effect(Commitment.WRITTEN, 1, 0, 0)


@pytest.mark.parametrize("confirmed", ["", "1"])
@pytest.mark.parametrize("clock", ["callback_clock", "written_clock", "quote_clock"])
def test_a_clock_that_never_runs_is_refused(desk: Client, clock: str, confirmed: str) -> None:
    shut = make_accounts.mutual()
    sent = policy(shut, **{clock: PromiseClock.OPENING.value}, **({"confirmed": confirmed} if confirmed else {}))
    answer: Any = desk.post(POLICY, sent)
    [fault] = answer.context["adminform"].errors[clock]
    assert fault.startswith("Cette mutuelle n’a aucune minute d’ouverture")


def without_windows(desk: Client, mutual: Mutual) -> int:
    """How many windows are left when all of them are taken out of the page of the mutual."""
    address = reverse("admin:accounts_mutual_change", args=[mutual.pk])
    page: Any = desk.get(address)
    forms = [page.context["adminform"].form, *(one.formset for one in page.context["inline_admin_formsets"])]
    sent = {}
    for form in forms:
        for field in (
            form
            if hasattr(form, "fields")
            else [*form.management_form, *(f for one in form.initial_forms for f in one)]
        ):
            value = field.value()
            sent[field.html_name] = value if value or value == 0 else ""
    ids = mutual.opening_windows.values_list("pk", flat=True)
    sent |= {f"opening_windows-{place}-DELETE": "on" for place in range(len(ids))}
    desk.post(address, sent)
    return mutual.opening_windows.count()


@pytest.mark.parametrize(("clock", "left"), [(PromiseClock.OPENING, 2), (PromiseClock.ELAPSED, 0)])
def test_the_last_window_of_a_calendar_in_use_stays(desk: Client, clock: PromiseClock, left: int) -> None:
    mutual = make_accounts.mutual()
    make_accounts.opening(mutual, 1, 2)
    make_contacts.policy(mutual, quote_clock=clock)
    assert without_windows(desk, mutual) == left


def ladder(desk: Client, rungs: str) -> Any:
    return desk.post(LADDER, {"commitment": Commitment.CALLBACK.value, "rungs": rungs})


def test_a_ladder_is_a_new_version(desk: Client) -> None:
    ladder(desk, "1440 breach\n\n720 remind")
    assert Ladder.objects.latest("valid_from").rungs == [[720, "remind"], [1440, "breach"]]


def test_the_version_in_force_is_offered_to_be_changed(desk: Client) -> None:
    answer: Any = desk.get(LADDER)
    assert answer.context["adminform"].form["rungs"].value().splitlines()[0] == "30 unassigned"


@pytest.mark.parametrize(
    ("rungs", "fault"),
    [
        ("", "Une échelle a au moins une étape."),
        ("720 remind", "Écrivez une seule étape «\u202fbreach\u202f», à 1440\u00a0: l’échéance."),
        ("720 remind\n720 escalate\n1440 breach", "Deux étapes tombent au même moment. Déplacez l’une d’elles."),
        ("1500 remind\n1440 breach", "Les étapes vont de 0 à 1440."),
        ("midi remind", "«\u202fmidi remind\u202f» n’est pas une étape. Écrivez par exemple\u00a0: 720 remind"),
        ("720 nothing", "«\u202f720 nothing\u202f» n’est pas une étape. Écrivez par exemple\u00a0: 720 remind"),
    ],
)
def test_what_is_no_ladder(desk: Client, rungs: str, fault: str) -> None:
    answer = ladder(desk, rungs)
    assert answer.context["adminform"].errors["rungs"] == [fault]
