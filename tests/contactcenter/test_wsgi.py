"""What the server of the pages hands to Django, and when a request ends."""

import io
import os
import threading
from typing import Any

import pytest
from django.core.signals import request_finished

from contactcenter.wsgi import application

ASKED = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/sante/vivant",
    "QUERY_STRING": "",
    "SCRIPT_NAME": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "192.0.2.1",
    "wsgi.input": io.BytesIO(),
    "wsgi.url_scheme": "http",
}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What Django was given."""
    given: list[dict[str, Any]] = []
    pages = application.__globals__["pages"]

    def watched(environ: dict[str, Any], start_response: Any) -> Any:
        given.append(environ)
        return pages(environ, start_response)

    monkeypatch.setitem(application.__globals__, "pages", watched)
    return given


def test_a_request_holds_no_variable_of_the_process(seen: list[dict[str, Any]]) -> None:
    application({**os.environ, **ASKED}, lambda *_: None)
    assert [name for name in ("DATABASE_URL", "REDIS_URL", "PATH") if name in seen[0]] == []


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "198.51.100.9", "192.0.2.1"),
    ],
)
@pytest.mark.attack(13)
def test_who_asks_is_who_our_outermost_proxy_saw(
    seen: list[dict[str, Any]], settings: Any, proxies: int, said: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    application({**ASKED, "HTTP_X_FORWARDED_FOR": said}, lambda *_: None)
    assert seen[0]["REMOTE_ADDR"] == address


def test_a_request_ends_in_its_own_thread() -> None:
    ends: list[int] = []

    def end(**_: Any) -> None:
        ends.append(threading.get_ident())

    request_finished.connect(end)
    application(dict(ASKED), lambda *_: None)
    request_finished.disconnect(end)
    assert ends == [threading.get_ident()]
