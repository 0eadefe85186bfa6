"""The pages that machines watch: what they say, to whom, and what they touch."""

from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contactcenter import health
from tests.factories import accounts as make

TOKEN = "a-token-of-the-watch"


def test_alive_answers_without_database_session_or_known_host(client: Client) -> None:
    response = client.get("/sante/vivant", headers={"Host": "10.4.0.17"})
    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert "Set-Cookie" not in response.headers


def test_alive_does_not_look_at_a_session(django_assert_num_queries: DjangoAssertNumQueries, db: None) -> None:
    signed_in = make.browser(make.user())
    with django_assert_num_queries(0):
        signed_in.get("/sante/vivant")


def test_alive_is_not_redirected_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/sante/vivant").status_code == 200


def test_ready_when_everything_is_there(client: Client, db: None) -> None:
    response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (
        200,
        {"database": True, "migrations": True, "cache": True, "disk": True},
    )


def test_not_ready_with_a_migration_missing(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = health._migrations() | {("members", "9999_of_tomorrow")}
    monkeypatch.setattr(health, "_migrations", lambda: wanted)
    response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "migrations": False, "cache": True, "disk": True},
    )


def test_not_ready_without_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.9 refused, password secret")

    with connections["default"].execute_wrapper(refuse):
        response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (
        503,
        {"database": False, "migrations": False, "cache": True, "disk": True},
    )


def test_not_ready_without_cache(client: Client, db: None, settings: Any) -> None:
    away = {"BACKEND": settings.CACHES["default"]["BACKEND"], "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": away}
    response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "migrations": True, "cache": False, "disk": True},
    )


def test_not_ready_without_room_for_documents(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ROOM", 2**60)
    response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "migrations": True, "cache": True, "disk": False},
    )


@pytest.mark.parametrize("path", ["/sante/vivant", "/sante/pret", "/metrics"])
def test_probes_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("token", "given"), [("", "Bearer "), ("", ""), (TOKEN, ""), (TOKEN, "Bearer autre"), (TOKEN, TOKEN)]
)
@pytest.mark.attack(30)
def test_metrics_are_hidden_without_the_token(client: Client, settings: Any, token: str, given: str) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_metrics_answer_with_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert b"django_http_requests_before_middlewares_total" in response.content
