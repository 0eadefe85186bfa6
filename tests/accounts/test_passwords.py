"""Choosing, changing and getting back a password."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from tests.factories import accounts as make

PASSWORD = "une phrase que personne ne dit"
NEW = "un autre soir de novembre"

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire() -> User:
    return make.user(username="claire", email="claire@exemple.fr", password=PASSWORD)


def accepted(password: str, person: User | None = None) -> bool:
    try:
        validate_password(password, person)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("court", False),
        ("onze lettre", False),
        ("123456789012", False),  # twelve digits: 40 bits
        ("1234567890123456", True),  # sixteen: 53 bits, the CNIL's own example
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("claire.dumontel", False),
        ("password1234", False),
        ("une phrase simple", True),
        ("œuvre à l’été", True),
    ],
)
def test_password_rule(password: str, *, good: bool) -> None:
    person = User(username="claire.dumontel", first_name="Claire", last_name="Dumontel")
    assert accepted(password, person) is good


@given(st.text(min_size=1, max_size=200))
def test_longer_password_is_never_worse(password: str) -> None:
    """Whatever is typed is judged, and letters added to an accepted password do not make it refused."""
    assert not (accepted(password) and not accepted(password + "abc"))


@pytest.mark.attack(15)
def test_changing_it_closes_every_session(claire: User) -> None:
    here, there = make.browser(claire), make.browser(claire)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert [one.get(reverse("usersessions_list")).status_code for one in (here, there)] == [302, 302]


def test_changing_it_needs_the_present_one(claire: User) -> None:
    client = make.browser(claire)
    page = client.post(reverse("account_change_password"), {"oldpassword": "faux", "password1": NEW, "password2": NEW})
    assert page.context["form"].errors == {"oldpassword": ["Ce n’est pas votre mot de passe actuel."]}


def test_who_never_chose_one_asks_for_a_link() -> None:
    client = make.browser(make.user())
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse("account_reset_password")


def ask_for_link(address: str) -> int:
    return Client().post(reverse("account_reset_password"), {"email": address}).status_code


def link_sent() -> str:
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert found
    return found[1]


def test_link_lets_choose_a_password_once(claire: User) -> None:
    ask_for_link("claire@exemple.fr")
    client = Client()
    form = client.get(link_sent()).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    claire.refresh_from_db()
    again = Client().get(link_sent())
    assert (claire.check_password(NEW), again.context["token_fail"]) == (True, True)


@pytest.mark.parametrize(("hours", "expired"), [(23, False), (25, True)])
def test_link_works_for_a_day(claire: User, hours: int, *, expired: bool) -> None:
    ask_for_link("claire@exemple.fr")
    with time_machine.travel(timezone.localtime() + timedelta(hours=hours), tick=False):
        response = Client().get(link_sent())
    assert (response.status_code == 200) is expired


def test_link_is_in_french_and_names_the_account(claire: User) -> None:
    ask_for_link("claire@exemple.fr")
    message = mail.outbox[0]
    assert (message.subject, "du compte claire a été demandé" in message.body) == (
        "Choisissez un mot de passe pour contactcenter",
        True,
    )


@pytest.mark.parametrize("address", ["inconnue@exemple.fr", "partie@exemple.fr"])
def test_unknown_and_closed_accounts_get_the_same_answer_and_no_mail(claire: User, address: str) -> None:
    make.user(username="partie", email="partie@exemple.fr", is_active=False)
    assert (ask_for_link(address), ask_for_link("claire@exemple.fr"), len(mail.outbox)) == (302, 302, 1)


@pytest.mark.attack(11)
def test_link_names_no_foreign_host(claire: User, settings: Any) -> None:
    response = Client(headers={"Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": "claire@exemple.fr"}
    )
    assert (response.status_code, mail.outbox) == (400, [])


@pytest.mark.attack(11)
def test_forged_forwarded_host_does_not_reach_the_link(claire: User) -> None:
    Client(headers={"X-Forwarded-Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": "claire@exemple.fr"}
    )
    assert "evil.example" not in mail.outbox[0].body
