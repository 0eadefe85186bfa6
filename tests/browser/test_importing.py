"""A mutual's file, from the form to its report."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.browser.screens import send_file

pytestmark = pytest.mark.browser


def test_a_file_with_refused_rows_is_not_taken_and_says_why(visit: Visit, scene: Scene) -> None:
    page = visit("alex", "/fichiers/")
    page.uncheck("[name=dry_run]")
    send_file(page, scene)
    with page.expect_download() as kept:
        page.locator("a[href$='refus.csv']").press("Enter")
    lines = kept.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert (page.locator("#progress .st-bad").count(), [line.split(";")[:3] for line in lines]) == (
        1,
        [
            ["ligne", "colonne", "valeur"],
            ["2", "birth_date", "31/02/1958"],
            ["4", "product_code", "INCONNU"],
            ["4", "sex", "X"],
        ],
    )


def test_a_form_without_a_file_says_so_at_the_field(visit: Visit) -> None:
    page = visit("alex", "/fichiers/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.focus("[name=mode]")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faults")).to_be_focused()
    assert page.locator("[name=file]").get_attribute("aria-invalid") == "true"
