"""Whoever answers or reads a document sees all of it at once in the smallest window that is promised."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.browser.screens import choose_template, opening

pytestmark = pytest.mark.browser


def at(visit: Visit, username: str, path: str) -> Page:
    page = visit(username, path)
    page.set_viewport_size({"width": 1280, "height": 720})
    return page


def size(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["width"], box["height"]


def test_an_answer_is_written_without_scrolling(visit: Visit, scene: Scene) -> None:
    page = at(visit, "agathe", f"/contacts/{scene.cases['spoken']}/")
    choose_template(page, scene)
    for part in ("#reply-template", "#reply_subject", "#reply_body", "#reply .btn-primary"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    width, height = size(page, "#reply_body")
    assert (width > 480, height > 320) == (True, True)


def test_a_page_is_read_at_its_usual_size(visit: Visit, scene: Scene) -> None:
    page = at(visit, "karim", f"/contacts/{scene.cases['written']}/")
    opening(".paper a", ".viewer-page img")(page, scene)
    expect(page.locator(".viewer")).to_be_in_viewport(ratio=1)
    width, height = size(page, ".viewer-page")
    assert (width > 800, height > 400) == (True, True)


def test_what_can_be_done_stays_in_sight_beside_a_document(visit: Visit, scene: Scene) -> None:
    page = at(visit, "karim", f"/contacts/{scene.cases['written']}/")
    opening(".paper a", ".viewer-page img")(page, scene)
    page.keyboard.press("F9")
    expect(page.locator("#closing")).to_be_visible()


def test_a_document_is_closed_where_it_was_opened(visit: Visit, scene: Scene) -> None:
    page = at(visit, "karim", f"/contacts/{scene.cases['written']}/")
    opening(".paper a", ".viewer-page img")(page, scene)
    page.keyboard.press("Escape")
    expect(page.locator(".viewer")).to_have_count(0)
    expect(page.locator(".paper a").first).to_be_focused()


def test_a_document_is_read_beside_the_quote_that_is_typed(visit: Visit, scene: Scene) -> None:
    page = at(visit, "karim", f"/devis/{scene.cases['glasses']}/ajouter/")
    opening(".paper a", ".viewer-page img")(page, scene)
    expect(page.locator("#aid .viewer-page img")).to_be_visible()
    expect(page.locator("[name=lines-0-code]")).to_be_visible()
