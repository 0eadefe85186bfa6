"""The character of number zero, which nobody types and PostgreSQL does not keep, is read as if it were not there."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.middleware import TypedTextMiddleware

MIDDLEWARE = TypedTextMiddleware(lambda _: HttpResponse())


def read(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a view finds in REQUEST behind the middleware."""
    MIDDLEWARE.process_view(request, None, (), {})
    return dict(request.GET.lists()), dict(request.POST.lists())


SENT: dict[str, Callable[[RequestFactory], HttpRequest]] = {
    "address": lambda rf: rf.get("/", {"q\x00": ["dup\x00on", "\x00"]}),
    "form": lambda rf: rf.post("/", {"q\x00": ["dup\x00on", "\x00"]}),
    "urlencoded": lambda rf: rf.post("/", "q%00=dup%00on&q%00=%00", content_type="application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=list(SENT))
def test_it_is_left_out(sent: Callable[[RequestFactory], HttpRequest], rf: RequestFactory) -> None:
    typed = {"q": ["dupon", ""]}
    assert read(sent(rf)) in [(typed, {}), ({}, typed)]


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "application/json"), ("/api/v1/contacts/", "application/x-www-form-urlencoded")]
)
def test_what_is_no_form_stays_to_be_read(path: str, kind: str, rf: RequestFactory) -> None:
    request = rf.post(path, b'{"a": 1}', content_type=kind)
    MIDDLEWARE.process_view(request, None, (), {})
    assert request.read() == b'{"a": 1}'


class BrokenOff(BytesIO):
    """What a client sends that goes away meanwhile."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError(size)


@pytest.mark.django_db
def test_a_form_that_is_broken_off_is_refused() -> None:
    form: dict[str, Any] = {
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "10",
        "wsgi.input": BrokenOff(),
    }
    assert Client(enforce_csrf_checks=True).post(reverse("account_login"), **form).status_code == 403
