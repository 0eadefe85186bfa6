"""The API's schema and its page for people."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from accounts.models import User
from tests.factories import accounts as make


def schema() -> dict[str, Any]:
    described: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return described


PUBLISHED = Path(settings.ROOT / "docs/openapi.yaml")


def test_the_published_schema_is_current() -> None:
    """`manage.py spectacular --lang en-gb --file docs/openapi.yaml` writes it."""
    with translation.override("en-gb"):
        wanted = OpenApiYamlRenderer().render(schema(), renderer_context={})  # type: ignore[no-untyped-call]
    assert PUBLISHED.read_bytes() == wanted


def test_the_schema_is_valid_openapi() -> None:
    validate_schema(schema())  # type: ignore[no-untyped-call]


def test_every_route_of_the_schema_wants_a_key_and_says_its_refusals() -> None:
    operations = [operation for methods in schema()["paths"].values() for operation in methods.values()]
    assert {str(operation["security"]) for operation in operations} == {"[{'key': []}]"}
    assert {tuple(operation["responses"]) for operation in operations} == {
        ("200", "400", "401", "404", "429", "503"),
        ("201", "400", "401", "404", "409", "429", "503"),
        # Nothing of a member is read, so nothing is journalled.
        ("200", "400", "401", "404", "429"),
        ("201", "400", "401", "404", "409", "429"),
    }


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/schema/"])
@pytest.mark.attack(30)
def test_the_description_is_for_people_who_signed_in(client: Client, adviser: User, address: str) -> None:
    assert client.get(address).status_code == 302
    assert make.browser(adviser).get(address).status_code == 200


def test_the_page_names_every_route_and_field(adviser: User) -> None:
    page = make.browser(adviser).get("/api/v1/").content.decode()
    for words in (
        "GET /api/v1/members/",
        "GET /api/v1/members/{member_id}/",
        "POST /api/v1/contacts/",
        "Idempotency-Key",
        "contract_number",
        "birth_date",
        "not_yet",
    ):
        assert words in page
