"""The guard of reading requests finds what it is for."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import Site
from tests.guards import WritingGetError, is_reading


def writing_view(request: HttpRequest) -> HttpResponse:
    Site.objects.create(name="Béziers", town="Béziers")
    return HttpResponse()


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


urlpatterns = [path("", writing_view, name="writing")]


@pytest.fixture
def writes(settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []


def test_get_that_writes_is_found(writes: None) -> None:
    with pytest.raises(WritingGetError):
        Client().get("/")


def test_post_may_write(writes: None) -> None:
    assert Client().post("/").status_code == 200


@pytest.mark.parametrize(
    ("statement", "reading"),
    [
        ('SELECT "id" FROM "accounts_site" FOR UPDATE', True),
        ("WITH found AS (SELECT 1) SELECT * FROM found", True),
        ("WITH gone AS (DELETE FROM accounts_site RETURNING id) SELECT * FROM gone", False),
        ('UPDATE "accounts_user" SET "blocked_at" = now() WHERE "id" = 1', True),
        ('UPDATE "accounts_user" SET "role" = %s WHERE "id" = 1', False),
        ('INSERT INTO "audit_journalentry" ("act") VALUES (%s)', True),
        ('DELETE FROM "audit_journalentry"', False),
        ("TRUNCATE accounts_site", False),
    ],
)
def test_statements_are_told_apart(statement: str, *, reading: bool) -> None:
    assert is_reading(statement) is reading
