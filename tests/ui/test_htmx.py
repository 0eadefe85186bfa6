import pytest
from django.test import RequestFactory
from pytest_django import Settings

from tests.ui.site import TEMPLATES
from ui.htmx import render

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _sample_templates(settings: Settings) -> None:
    settings.TEMPLATES = TEMPLATES


def answered(headers: dict[str, str]) -> str:
    request = RequestFactory().get("/", headers=headers)
    return render(request, "samples/parted.html", "rows", {"found": 3}).content.decode().strip()


def test_a_page_is_whole() -> None:
    assert answered({}) == "<html><p>3</p></html>"


def test_a_fragment_is_the_named_part() -> None:
    assert answered(FRAGMENT) == "<p>3</p>"


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Boosted"])
def test_a_return_in_the_history_or_a_followed_link_is_whole(header: str) -> None:
    assert answered({**FRAGMENT, header: "true"}) == "<html><p>3</p></html>"


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
@pytest.mark.attack(29)
def test_no_cache_gives_the_one_for_the_other(headers: dict[str, str]) -> None:
    response = render(RequestFactory().get("/", headers=headers), "samples/parted.html", "rows", {"found": 3})
    assert response.headers["Vary"] == "HX-Request"


def test_a_refused_form_keeps_its_status() -> None:
    assert render(RequestFactory().get("/"), "samples/parted.html", "rows", {"found": 3}, status=422).status_code == 422
