"""The character of number zero, which nobody types and PostgreSQL does not keep, is read as if it were not there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.middleware import TypedTextMiddleware


def read(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a view finds in REQUEST behind the middleware."""
    TypedTextMiddleware(lambda _: HttpResponse())(request)
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
    TypedTextMiddleware(lambda _: HttpResponse())(request)
    assert request.read() == b'{"a": 1}'
