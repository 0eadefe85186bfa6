"""Hosts, tokens, addresses and settings that stand at the program's own doors."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contactcenter.celery import app
from tests.access.scene import PASSWORD
from tests.factories import accounts as make

EVIL = "evil.example"


@pytest.mark.attack(11)
@pytest.mark.parametrize("host", [EVIL, f"localhost,{EVIL}", f"localhost, {EVIL}", f"localhost@{EVIL}", f"localhost.{EVIL}", "localhost:80:80"])  # fmt: skip
def test_another_host_is_refused_before_anything(db: None, host: str) -> None:
    answer = Client(headers={"Host": host}).get(reverse("account_login"))
    assert (answer.status_code, EVIL in answer.content.decode()) == (400, False)


@pytest.mark.attack(11)
def test_no_page_repeats_a_forwarded_host(adviser: User) -> None:
    browser = make.browser(adviser)
    forged = {"X-Forwarded-Host": EVIL, "X-Forwarded-Server": EVIL, "Forwarded": f"host={EVIL}", "X-Host": EVIL}
    pages = [browser.get(path, headers=forged) for path in ("/", "/connexion/", "/api/v1/schema/", "/introuvable/")]
    assert [page.status_code for page in pages if EVIL in page.content.decode() + str(page.headers)] == []


def token_of(browser: Client) -> str:
    page = browser.get(reverse("workstation:desk")).content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.fixture
def desk(adviser: User) -> Client:
    return make.browser(adviser, enforce_csrf_checks=True)


SENT = {"theme": "dark", "density": "compact", "language": "fr"}


@pytest.mark.attack(12)
def test_a_form_with_the_token_of_another_session_is_refused(desk: Client, adviser: User, other_adviser: User) -> None:
    strange = token_of(make.browser(other_adviser))
    answers = [
        desk.post(reverse("accounts:preferences"), {**SENT, "csrfmiddlewaretoken": token}).status_code
        for token in (strange, token_of(desk))
    ]
    adviser.refresh_from_db()
    assert (answers, adviser.theme) == ([403, 302], "dark")


@pytest.mark.attack(12)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://testserver:81"]
)
def test_a_form_from_another_origin_is_refused(desk: Client, adviser: User, origin: str) -> None:
    sent = {**SENT, "csrfmiddlewaretoken": token_of(desk)}
    answer = desk.post(reverse("accounts:preferences"), sent, headers={"Origin": origin})
    adviser.refresh_from_db()
    assert (answer.status_code, adviser.theme) == (403, "auto")


@pytest.mark.attack(12)
@pytest.mark.parametrize("route", ["workstation:search", "contacts:presence", "workstation:take_next"])
def test_a_request_of_htmx_without_its_header_is_refused(desk: Client, route: str) -> None:
    answer = desk.post(reverse(route), {"q": "marchandeau", "state": "available"}, headers={"HX-Request": "true"})
    assert answer.status_code == 403


@pytest.mark.attack(16)
@pytest.mark.parametrize("back", ["//evil.example/x", "https:evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/x"])  # fmt: skip
def test_a_fragment_s_page_leads_nowhere_else_after_signing_in(db: None, back: str) -> None:
    claire = make.user(username="claire", password=PASSWORD)
    make.second_factor(claire)
    asked = Client().post(
        reverse("workstation:search"), {"q": "x"}, headers={"HX-Request": "true", "HX-Current-URL": back}
    )
    where = asked.headers.get("CC-Sign-In", reverse("account_login"))
    answer: Any = Client().post(where, {"login": "claire", "password": PASSWORD})
    assert (answer.status_code, EVIL in answer.headers.get("Location", "")) == (302, False)


SHUT = (
    "/.git/config", "/.env", "/.git/HEAD", "/var/", "/var/secrets.json", "/static/../contactcenter/settings.py",
    "/static/%2e%2e/manage.py", "/flower/", "/flower", "/debug/", "/__debug__/", "/server-status", "/phpinfo.php", "/metrics",
    "/admin/", "/api/schema/", "/media/", "/files/", "/backup.sql", "/docs/openapi.yaml",
)  # fmt: skip


@pytest.mark.attack(30)
@pytest.mark.parametrize("path", SHUT)
def test_nothing_answers_that_should_not_be_there(db: None, path: str) -> None:
    assert Client().get(path).status_code in {302, 404}, "302 leads to signing in"


@pytest.mark.attack(30)
@pytest.mark.parametrize("path", SHUT)
def test_nothing_more_answers_to_an_adviser(adviser: User, path: str) -> None:
    assert make.browser(adviser).get(path).status_code == 404


def started(**environment: str) -> "subprocess.CompletedProcess[str]":
    """The settings, read anew with these variables; without one where it is empty."""
    given = {**os.environ, **environment}
    code = "from django.conf import settings; print(settings.DEBUG, settings.MFA_REQUIRED, settings.ALLOWED_HOSTS)"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={name: value for name, value in given.items() if value},
        cwd=Path(project.ROOT), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.attack(30)
def test_nothing_is_loose_unless_somebody_says_so() -> None:
    asked = started(DEBUG="", CONTACTCENTER_DEMO="", MFA_REQUIRED="", ALLOWED_HOSTS="", DJANGO_SETTINGS_MODULE="contactcenter.settings")  # fmt: skip
    assert asked.stdout == "False True ['127.0.0.1', 'localhost', '[::1]']\n"


@pytest.mark.attack(30)
def test_there_is_no_secret_key_that_everybody_knows() -> None:
    asked = started(SECRET_KEY="", SECRET_KEY_FILE="", DJANGO_SETTINGS_MODULE="contactcenter.settings")
    assert (asked.returncode, "SECRET_KEY is not set" in asked.stderr) == (1, True)


@pytest.mark.attack(30)
def test_a_fault_shows_no_stack_and_no_setting(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object, **__: object) -> None:
        raise RuntimeError("canari")

    monkeypatch.setattr("allauth.account.views.LoginView.get", fall)
    answer = Client(raise_request_exception=False).get(reverse("account_login"))
    page = answer.content.decode()
    shown = [
        word for word in ("Traceback", "RuntimeError", "canari", "settings.py", settings.SECRET_KEY) if word in page
    ]
    assert (answer.status_code, shown) == (500, [])


@pytest.mark.attack(30)
def test_messages_are_json_and_nothing_else_is_read() -> None:
    said = {name: app.conf[name] for name in ("task_serializer", "accept_content", "result_backend")}
    assert said == {"task_serializer": "json", "accept_content": ["json"], "result_backend": None}
