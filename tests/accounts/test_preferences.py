from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from tests.factories import accounts as make

CHOSEN = {"theme": "dark", "density": "comfortable", "language": "fr"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire() -> User:
    return make.user(username="claire")


def test_preferences_are_kept(claire: User) -> None:
    make.browser(claire).post(reverse("accounts:preferences"), CHOSEN)
    claire.refresh_from_db()
    assert (claire.theme, claire.density, claire.language, claire.shortcuts) == ("dark", "comfortable", "fr", False)


def test_part_that_was_not_sent_stays(claire: User) -> None:
    make.browser(claire).post(reverse("accounts:preferences"), {"theme": "dark", "shortcuts": "on"})
    claire.refresh_from_db()
    assert (claire.theme, claire.density, claire.shortcuts) == ("dark", "compact", True)


@pytest.mark.parametrize(("language", "refresh"), [("fr", None), ("en-gb", "true")])
def test_only_another_language_needs_the_page_anew(claire: User, language: str, refresh: str | None) -> None:
    response = make.browser(claire).post(
        reverse("accounts:preferences"), {**CHOSEN, "language": language}, headers={"HX-Request": "true"}
    )
    assert response.headers.get("HX-Refresh") == refresh


@pytest.mark.parametrize("language", ["fr", "en-gb"])
def test_pages_speak_the_chosen_language(claire: User, language: str) -> None:
    User.objects.filter(pk=claire.pk).update(language=language)
    page = make.browser(claire).get(reverse("workstation:desk")).content.decode()
    assert f'<html lang="{language}"' in page


def test_unknown_preference_changes_nothing(claire: User) -> None:
    response = make.browser(claire).post(reverse("accounts:preferences"), {"theme": "<script>"})
    claire.refresh_from_db()
    assert (response.status_code, claire.theme) == (400, "auto")


def test_preferences_are_never_changed_by_a_link(claire: User) -> None:
    assert make.browser(claire).get(reverse("accounts:preferences"), CHOSEN).status_code == 405


def heading(client: Client) -> str:
    return "Bonjour" if "Bonjour." in client.get(reverse("account_login")).content.decode() else "Hello"


def test_sign_in_page_is_french_until_english_is_chosen() -> None:
    client = Client()
    before = heading(client)
    client.post(reverse("accounts:language"), {"language": "en-gb"})
    assert (before, heading(client)) == ("Bonjour", "Hello")


def test_chosen_language_is_the_accounts(claire: User) -> None:
    make.browser(claire).post(reverse("accounts:language"), {"language": "en-gb"})
    claire.refresh_from_db()
    assert claire.language == "en-gb"


@pytest.mark.parametrize(("back", "expected"), [("/connexion/?a=1", "/connexion/?a=1"), ("//evil.example", "/")])
@pytest.mark.attack(16)
def test_language_switch_comes_back_to_its_page(back: str, expected: str) -> None:
    response = Client().post(reverse("accounts:language"), {"language": "fr", "next": back})
    assert response.headers["Location"] in {expected, reverse("workstation:desk")}


def test_unknown_language_is_refused() -> None:
    assert Client().post(reverse("accounts:language"), {"language": "de"}).status_code == 400


# Logos


@pytest.fixture
def drawn(mutual: Mutual, settings: Any, tmp_path: Path) -> Mutual:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n")
    mutual.logo.name = "logo.png"
    mutual.save()
    return mutual


@pytest.mark.parametrize(
    ("role", "granted", "status"),
    [
        (Role.TELEADVISER, True, 200),
        (Role.TELEADVISER, False, 404),
        (Role.ADMINISTRATOR, False, 404),
    ],
)
def test_logo_is_for_who_works_for_the_mutual(drawn: Mutual, role: Role, status: int, *, granted: bool) -> None:
    client = make.browser(make.user(role, on=[drawn] if granted else []))
    assert client.get(reverse("accounts:logo", args=[drawn.pk])).status_code == status


def test_logo_is_a_picture_and_nothing_else(drawn: Mutual) -> None:
    response = make.browser(make.user(on=[drawn])).get(reverse("accounts:logo", args=[drawn.pk]))
    headers = ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [response.headers[name] for name in headers] == ["image/png", "nosniff", "no-store, private"]


def test_mutual_without_a_logo_has_none(mutual: Mutual) -> None:
    client = make.browser(make.user(on=[mutual]))
    assert client.get(reverse("accounts:logo", args=[mutual.pk])).status_code == 404


def test_demonstration_accounts_are_offered_only_in_the_demonstration(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "demo-accounts.json").write_text(
        '[{"username": "claire", "name": "Claire Dumontel", "role": "teleadviser", "password": "secret-word"}]'
    )
    shown = []
    for settings.DEMO in (False, True):
        page = Client().get(reverse("account_login")).content.decode()
        shown.append(("Claire Dumontel" in page, "secret-word" in page))
    assert shown == [(False, False), (True, False)]
