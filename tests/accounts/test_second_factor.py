"""The second step: it cannot be skipped, replayed, guessed, or removed behind one's back."""

import time
from typing import Any

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.adapters import SecondFactorAdapter
from accounts.matrix import ROUTES, Action
from accounts.models import User
from tests.factories import accounts as make

PASSWORD = "une phrase que personne ne dit"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD = time.time() - 6 * 60

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quickly_hashed(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def claire() -> User:
    account = make.user(username="claire", password=PASSWORD)
    make.second_factor(account, SECRET)
    return account


def half_way() -> Client:
    """The password is given, the code is not."""
    client = Client()
    client.post(reverse("account_login"), {"login": "claire", "password": PASSWORD})
    return client


def give_code(client: Client, code: str) -> bool:
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client.get(reverse("usersessions_list")).status_code == 200


def now_code() -> str:
    return pyotp.TOTP(SECRET).now()


def test_password_and_code_open_the_account(claire: User) -> None:
    assert give_code(half_way(), now_code())


@pytest.mark.attack(14)
def test_nothing_opens_before_the_code(claire: User) -> None:
    client = half_way()
    closed = {
        name: client.get(reverse(name)).status_code for name in argumentless() if ROUTES[name] is not Action.PUBLIC
    }
    assert set(closed.values()) == {302}


def argumentless() -> list[str]:
    return ["mfa_index", "usersessions_list", "account_change_password", "workstation:desk", "workstation:journal"]


@pytest.mark.attack(14)
def test_code_is_good_once(claire: User) -> None:
    code = now_code()
    first, second = half_way(), half_way()
    assert (give_code(first, code), give_code(second, code)) == (True, False)


@pytest.mark.attack(14)
def test_codes_are_guessed_ten_times_at_most(claire: User) -> None:
    client = half_way()
    wrong = f"{(int(now_code()) + 1) % 1_000_000:06}"
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": wrong})
    assert not give_code(client, now_code())


@pytest.mark.attack(14)
def test_recovery_code_is_good_once(claire: User) -> None:
    client = make.browser(claire)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = Authenticator.objects.get(user=claire, type="recovery_codes").wrap().get_unused_codes()[0]
    assert (give_code(half_way(), code), give_code(half_way(), code)) == (True, False)


def test_secret_is_stored_encrypted(claire: User) -> None:
    stored = Authenticator.objects.get(user=claire).data["secret"]
    assert (SECRET in stored, SecondFactorAdapter().decrypt(stored)) == (False, SECRET)


def test_secret_opens_after_a_change_of_keys(claire: User, settings: Any) -> None:
    stored = Authenticator.objects.get(user=claire).data["secret"]
    settings.FIELD_KEYS = ["Z" * 42 + "8=", *settings.FIELD_KEYS]
    assert SecondFactorAdapter().decrypt(stored) == SECRET


# Without one


@pytest.mark.parametrize("page", ["workstation:desk", "usersessions_list", "account_change_password"])
def test_account_without_a_second_factor_is_led_to_set_one_up(page: str) -> None:
    client = make.browser(make.user(), factors=1)
    assert client.get(reverse(page)).headers["Location"].startswith(reverse("mfa_index"))


def test_fragment_without_a_second_factor_is_told_by_a_header() -> None:
    client = make.browser(make.user(), factors=1)
    response = client.get(reverse("usersessions_list"), headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["CC-Sign-In"]) == (401, "/securite/")


def test_second_factor_is_set_up_right_after_signing_in() -> None:
    account = make.user()
    client = make.browser(account, factors=1)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": pyotp.TOTP(secret).now()})
    assert set(Authenticator.objects.filter(user=account).values_list("type", flat=True)) == {"totp", "recovery_codes"}


@pytest.mark.attack(14)
def test_recovery_codes_alone_are_no_second_factor() -> None:
    account = make.user()
    Authenticator.objects.create(user=account, type="recovery_codes", data={"seed": "", "used_mask": 0})
    client = make.browser(account)
    assert client.get(reverse("workstation:desk")).status_code == 302


# Removing it


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.attack(14)
def test_factors_are_changed_only_after_a_recent_authentication(claire: User, page: str, method: str) -> None:
    client = make.browser(claire, signed_in_at=OLD)
    response = getattr(client, method)(reverse(page))
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_what_was_asked_is_done_after_confirming(claire: User) -> None:
    client = make.browser(claire, signed_in_at=OLD)
    asked = client.post(reverse("mfa_deactivate_totp"))
    client.post(asked.headers["Location"], {"password": PASSWORD})
    assert not Authenticator.objects.filter(user=claire).exists()


def test_confirming_leads_back_to_the_page(claire: User) -> None:
    client = make.browser(claire, signed_in_at=OLD)
    asked = client.get(reverse("mfa_add_webauthn"))
    response = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert response.headers["Location"] == reverse("mfa_add_webauthn")


@pytest.mark.attack(14)
def test_removing_it_closes_the_sessions_of_before(claire: User) -> None:
    there = half_way()
    give_code(there, now_code())
    here = make.browser(claire)
    here.post(reverse("mfa_deactivate_totp"))
    assert there.get(reverse("usersessions_list")).status_code == 302


@pytest.mark.attack(14)
def test_removing_it_takes_the_recovery_codes_too(claire: User) -> None:
    client = make.browser(claire)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=claire).exists()


def test_key_of_somebody_else_is_not_there(claire: User) -> None:
    key = Authenticator.objects.create(user=make.user(), type="webauthn", data={"name": "x", "credential": {}})
    client = make.browser(claire)
    pages = [reverse(name, args=[key.pk]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
    assert [client.get(page).status_code for page in pages] == [404, 404]


ANSWERS = [
    "[]",
    '{"id": "x"}',
    '{"id": "x", "rawId": "eA", "type": "public-key", "response": {}}',
    '"a"',
    "7",
    "{",
    "9" * 5000,
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_refused_key_says_so_on_the_sign_in_page(answer: str) -> None:
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": answer}, follow=True)
    assert (response.status_code, 'role="alert"' in response.content.decode()) == (200, True)


@pytest.mark.parametrize("answer", ANSWERS)
def test_any_answer_of_a_new_key_is_refused_calmly(claire: User, answer: str) -> None:
    client = make.browser(claire)
    client.get(reverse("mfa_add_webauthn"))
    response = client.post(reverse("mfa_add_webauthn"), {"credential": answer})
    assert (response.status_code, Authenticator.objects.filter(user=claire, type="webauthn").count()) == (200, 0)


def test_sign_in_by_a_key_is_offered_as_json() -> None:
    response = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert response.json()["request_options"]["publicKey"]["userVerification"] == "required"


def test_sign_in_opens_a_listed_session(claire: User) -> None:
    give_code(half_way(), now_code())
    assert UserSession.objects.filter(user=claire).count() == 1
