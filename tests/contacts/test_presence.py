"""What people do now: chosen, heard, lost, signed out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual, User
from contacts import deadlines
from contacts.enums import BreakReason, PresenceState
from contacts.models import Presence, PresencePeriod
from contacts.services import hands, presence, telephony
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import telling

pytestmark = pytest.mark.django_db

STATE, SIGN = "/presence/", "/presence/signe/"


@pytest.fixture
def claire(adviser: User) -> User:
    adviser.extension = "2001"
    adviser.save()
    return make.trained(adviser)


@pytest.fixture
def page(claire: User) -> Client:
    return make_accounts.browser(claire, headers={"HX-Request": "true"})


def state(user: User) -> tuple[str, str]:
    kept = Presence.objects.get(user=user)
    return kept.state, kept.reason


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [("available", ("available", "")), ("away", ("away", "")), ("break:lunch", ("break", "lunch"))],
)
def test_a_state_is_chosen(page: Client, claire: User, chosen: str, kept: tuple[str, str]) -> None:
    answer = page.post(STATE, {"state": chosen})
    assert (answer.status_code, state(claire)) == (200, kept)


@pytest.mark.parametrize("chosen", ["", "break", "break:golf", "available:lunch", "in_call", "offline"])
def test_what_is_no_state_to_choose_is_not_taken(page: Client, claire: User, chosen: str) -> None:
    assert (page.post(STATE, {"state": chosen}).status_code, state(claire)) == (400, ("available", ""))


def test_every_break_has_its_line_in_the_menu(page: Client) -> None:
    shown = page.get(STATE).content.decode()
    assert [value for value in BreakReason.values if f'value="break:{value}"' in shown] == BreakReason.values


def test_looking_changes_nothing(page: Client, claire: User) -> None:
    before = Presence.objects.values().get(user=claire)
    page.get(STATE)
    assert Presence.objects.values().get(user=claire) == before


@pytest.mark.usefixtures("within")
def test_who_speaks_stays_in_call(page: Client, claire: User, mutual: Mutual) -> None:
    phones.line(mutual)
    telephony.take_event(system=phones.system(), telling=telling("answered", extension="2001"))
    shown: Any = page.post(STATE, {"state": "available"})
    assert (state(claire)[0], 'role="alert"' in shown.content.decode()) == ("in_call", True)


def test_a_stretch_is_kept_when_it_is_over(claire: User) -> None:
    presence.be(user=claire, state=PresenceState.BREAK, reason=BreakReason.REST)
    presence.be(user=claire, state=PresenceState.AVAILABLE)
    assert list(PresencePeriod.objects.order_by("pk").values_list("state", "reason")) == [
        ("available", ""),
        ("break", "rest"),
    ]


def test_a_sign_keeps_somebody_at_work(page: Client, claire: User) -> None:
    Presence.objects.update(heard_at=timezone.now() - 2 * deadlines.PRESENCE_LOST)
    assert (page.post(SIGN).status_code, presence.sign_out_lost()) == (204, 0)


def test_who_is_not_heard_is_signed_out(claire: User) -> None:
    Presence.objects.update(heard_at=timezone.now() - 2 * deadlines.PRESENCE_LOST)
    assert (presence.sign_out_lost(), state(claire)) == (1, ("offline", ""))


def test_who_is_heard_again_is_away_until_they_say_so(page: Client, claire: User) -> None:
    presence.be(user=claire, state=PresenceState.OFFLINE)
    page.post(SIGN)
    assert state(claire) == ("away", "")


def test_who_signs_out_is_offline(page: Client, claire: User) -> None:
    page.logout()
    assert state(claire) == ("offline", "")


@pytest.mark.usefixtures("within")
def test_who_comes_back_takes_the_oldest_first(page: Client, claire: User, mutual: Mutual) -> None:
    make.case(mutual, hours_ago=1)
    oldest = make.case(mutual, hours_ago=5)
    page.post(STATE, {"state": "break:rest"})
    page.post(STATE, {"state": "available"})
    assert hands.take_next(user=claire) == oldest


def test_sign_and_loss_leave_room_for_a_sleeping_tab() -> None:
    """Browsers wake a hidden page once a minute."""
    assert max(deadlines.PRESENCE_SIGN, timedelta(minutes=1)) + timedelta(minutes=1) <= deadlines.PRESENCE_LOST
