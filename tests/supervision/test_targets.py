"""What figures are compared with: each mutual's policy of the day, the strictest of several, and nothing that is frozen."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Mutual, MutualPolicy, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from supervision import forecasting, oversight, queries, services
from supervision.asking import Asked, targets_of, targets_on
from supervision.indicators import BY_CODE, Dimension, is_on_target
from supervision.models import ClosedDay, DayCount
from supervision.plots.figures import figures_of, picture_of
from supervision.results import calls
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import telephony as make_telephony
from tests.factories.accounts import browser

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 12)
OURS = {"pick_up": 90, "service_level": 90, "handling": 180, "quote_time": 259_200}
STRICT = {"pick_up_percent": 95, "service_percent": 80, "handling_seconds": 150, "quote_days": 2}


@pytest.fixture
def both(mutual: Mutual, other_mutual: Mutual) -> Iterator[list[int]]:
    """One asks for more of calls and quotes, the other has the usual policy."""
    make_contacts.policy(mutual, **STRICT)
    make_contacts.policy(other_mutual)
    ids = [mutual.pk, other_mutual.pk]
    with within_mutuals(ids):
        yield ids


def test_a_policy_says_what_the_house_said_unless_somebody_says_otherwise(mutual: Mutual) -> None:
    make_contacts.policy(mutual)
    assert targets_on(MONDAY, [mutual.pk]) == OURS


def test_without_a_policy_figures_keep_their_own_targets(mutual: Mutual) -> None:
    assert targets_on(MONDAY, [mutual.pk]) == {}
    assert {code: BY_CODE[code].aimed({}).target for code in OURS} == OURS


def test_of_several_mutuals_the_strictest_counts(both: list[int]) -> None:
    assert targets_on(MONDAY, both) == {"pick_up": 95, "service_level": 90, "handling": 150, "quote_time": 172_800}


def test_a_question_about_one_mutual_is_answered_with_its_own(both: list[int]) -> None:
    asked = [Asked(since=MONDAY, until=MONDAY, only={Dimension.MUTUAL: pk}) for pk in both]
    assert [targets_of(one)["service_level"] for one in asked] == [80, 90]


def test_a_target_counts_from_its_day_on(mutual: Mutual) -> None:
    make_contacts.policy(mutual)
    make_contacts.policy(mutual, valid_from=MONDAY, pick_up_percent=99)
    days = (MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(days=1))
    assert [targets_on(day, [mutual.pk])["pick_up"] for day in days] == [90, 99, 99]


def test_a_bar_of_a_mutual_is_compared_with_its_own(both: list[int]) -> None:
    day = ClosedDay.objects.create(day=MONDAY, closed_by="test", inputs={})
    for pk in both:
        DayCount.objects.create(day=day, mutual_id=pk, grain="whole", offered=100, answered=92)
    asked = Asked(since=MONDAY, until=MONDAY, by=Dimension.MUTUAL)
    points = picture_of(BY_CODE["pick_up"], asked).points
    assert {point.label: point.is_on_target for point in points} == {"Arbelle": False, "Courlis": True}


def test_a_bar_of_a_mutual_without_a_policy_is_compared_with_no_other_s(both: list[int]) -> None:
    third = make_accounts.mutual(name="Grèbe")
    day = ClosedDay.objects.create(day=MONDAY, closed_by="test", inputs={})
    with within_mutuals([*both, third.pk]):
        DayCount.objects.create(day=day, mutual=third, grain="whole", offered=100, answered=92)
        [point] = picture_of(BY_CODE["pick_up"], Asked(since=MONDAY, until=MONDAY, by=Dimension.MUTUAL)).points
    assert (point.label, point.is_on_target) == ("Grèbe", True)


@given(st.integers(1, 100), st.integers(0, 100))
def test_a_figure_on_its_target_has_met_it(target: int, value: int) -> None:
    aimed = BY_CODE["pick_up"].aimed({"pick_up": target})
    assert (aimed.target, BY_CODE["pick_up"].target) == (target, 90)
    assert is_on_target(aimed, value) is (value >= target)


@pytest.mark.parametrize(("target", "is_on"), [(88, True), (89, False)])
def test_the_board_compares_with_the_policy_of_today(within: Mutual, target: int, *, is_on: bool) -> None:
    make_contacts.policy(within, pick_up_percent=target)
    floor = oversight.floor()
    floor.day.update(offered=25, answered=22)
    rate = calls.rate_of("pick_up", floor)
    assert (rate.target, rate.is_on_target, rate.mark) == (target, is_on, (target - 50) * 420 // 50)


def test_a_target_below_the_beginning_of_the_bullet_stands_at_it(within: Mutual) -> None:
    make_contacts.policy(within, pick_up_percent=30)
    rate = calls.rate_of("pick_up", oversight.floor())
    assert (rate.target, rate.mark, rate.middling) == (30, 0, 0)


@pytest.mark.parametrize(("page", "words"), [("/plateau/", "objectif 2:30"), ("/plateau/mur/", "objectif 2:30")])
def test_the_screens_say_the_target(within: Mutual, page: str, words: str) -> None:
    make_contacts.policy(within, **STRICT)
    samia = make_accounts.user(Role.SUPERVISOR, on=[within])
    text = browser(samia).get(page).content.decode()
    assert (words in text, "objectif 95" in text, "objectif 90" in text) == (True, True, False)


def test_advisers_are_planned_for_the_service_level_of_the_policy(both: list[int]) -> None:
    assert forecasting.share_on(MONDAY) == 90
    with within_mutuals(both[:1]):
        assert forecasting.share_on(MONDAY) == 80


def test_a_closed_day_stands_whatever_the_targets_become(within: Mutual, adviser: User) -> None:
    make_contacts.policy(within)
    system = make_telephony.system()
    for place, talk in enumerate((60, 60, 60, None)):
        make.call(within, system, make.at(MONDAY, "09:00", after=60 * place), wait=5, talk=talk, by=adviser)
    services.close_day(MONDAY)
    asked = Asked(since=MONDAY, until=MONDAY)
    before = (list(DayCount.objects.order_by("pk").values()), ClosedDay.objects.get().inputs)
    shown = {one.code: (one.shown, one.is_on_target) for one in figures_of(asked)}
    make_contacts.policy(within, valid_from=MONDAY, pick_up_percent=70)
    again = {one.code: (one.shown, one.is_on_target) for one in figures_of(asked)}
    assert (list(DayCount.objects.order_by("pk").values()), ClosedDay.objects.get().inputs) == before
    assert queries.differences(ClosedDay.objects.get()) == []
    assert {code: (shown[code], again[code]) for code in shown if shown[code] != again[code]} == {
        "pick_up": (("75\u00a0%", False), ("75\u00a0%", True))
    }


@pytest.mark.parametrize(
    ("field", "values"),
    [("pick_up_percent", (0, 101)), ("service_percent", (0, 101)), ("handling_seconds", (29, 3601))],
)
def test_a_target_out_of_its_bounds_is_not_kept(mutual: Mutual, field: str, values: tuple[int, int]) -> None:
    for value in values:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_contacts.policy(mutual, **{field: value})
    assert MutualPolicy.objects.count() == 0


# ---- the administration


@pytest.fixture
def desk(within: Mutual) -> Client:
    return browser(make_accounts.user(Role.ADMINISTRATOR))


def sent(mutual: Mutual, **fields: Any) -> dict[str, Any]:
    said = {"mutual": mutual.pk, "valid_from": "01/01/2031", "callback_hours": 24, "written_hours": 48, "quote_days": 3}
    clocks = dict.fromkeys(("callback_clock", "written_clock", "quote_clock"), "elapsed")
    return {**said, **clocks, "import_drop_percent": 5, **{name: STRICT[name] for name in STRICT}, **fields}


def test_an_administrator_sets_targets_and_their_history_stays(within: Mutual, desk: Client) -> None:
    desk.post(reverse("admin:accounts_mutualpolicy_add"), sent(within, confirmed="1"))
    policy = MutualPolicy.objects.get()
    kept = {name: getattr(policy, name) for name in STRICT}
    history = [{name: getattr(one, name) for name in STRICT} for one in policy.events.all()]  # type: ignore[attr-defined]
    assert (kept, history) == (STRICT, [STRICT])


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("pick_up_percent", "101", "L’objectif d’appels décrochés va de 1 à 100."),
        ("service_percent", "0", "L’objectif d’appels décrochés en 20 secondes va de 1 à 100."),
        ("import_drop_percent", "101", "Une part est comprise entre 0 et 100."),
        ("handling_seconds", "20", "Une durée de traitement va de 30 secondes à une heure."),
    ],
)
def test_a_bad_target_is_said_at_its_field(within: Mutual, desk: Client, field: str, typed: str, words: str) -> None:
    answer: Any = desk.post(reverse("admin:accounts_mutualpolicy_add"), sent(within, **{field: typed}))
    form = answer.context["adminform"].form
    assert (form.errors, form[field].value(), MutualPolicy.objects.count()) == ({field: [words]}, typed, 0)


def test_the_form_begins_with_what_the_house_says(desk: Client) -> None:
    form = desk.get(reverse("admin:accounts_mutualpolicy_add")).context["adminform"].form
    assert [form[name].value() for name in ("pick_up_percent", "service_percent", "handling_seconds")] == [90, 90, 180]
