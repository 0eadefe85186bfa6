"""What needs more than being signed in."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, sign_in
from tests.browser.scene import PASSWORD, Scene, age_sign_in, end_sessions
from tests.browser.screens import REASON, changing, open_file
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

HELENE = "20411873 14/03/1958"
NUMBER = "2 58 03 34 000 117 48"


@pytest.fixture
def odile(visit: Visit, stage: Stage) -> Page:
    """Somebody whose session is this test's own."""
    stage.empty_cache()
    page = visit()
    sign_in(page, "odile")
    return page


def in_new_tab(page: Page) -> Page:
    """The tab that the dialog opens, by Enter."""
    expect(page.locator("#signed-out [data-cc-sign-in]")).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_selector("input:focus")
    return opened.value


def test_an_old_sign_in_is_asked_for_the_password_before_a_number_is_shown(odile: Page, stage: Stage) -> None:
    open_file(odile, HELENE)
    stage.do(age_sign_in, "odile")
    stage.empty_cache()
    odile.locator("#nir button").press("Enter")
    tab = in_new_tab(odile)
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#h-person")
    tab.close()
    odile.locator("[data-cc-go-on]").press("Enter")
    expect(odile.locator("#nir .nw")).to_have_text(NUMBER)


def test_a_recent_sign_in_shows_the_number_at_once(odile: Page) -> None:
    open_file(odile, HELENE)
    odile.locator("#nir button").press("Enter")
    expect(odile.locator("#nir .nw")).to_have_text(NUMBER)


def test_a_session_that_ends_keeps_what_was_typed(odile: Page, stage: Stage, scene: Scene) -> None:
    changing("telephone")(odile, scene)
    odile.locator("#change [name=number]").fill("04 65 71 23 77")
    stage.do(end_sessions, "odile")
    stage.empty_cache()
    odile.locator("#change [name=number]").press("Enter")
    tab = in_new_tab(odile)
    typed = odile.input_value("#change [name=number]")
    sign_in(tab, "odile")
    tab.close()
    odile.locator("[data-cc-go-on]").press("Enter")
    odile.wait_for_selector("#h-change", state="detached")
    assert (typed, "04 65 71 23 77" in (odile.text_content("#reach") or "").replace("\u00a0", " ")) == (
        "04 65 71 23 77",
        True,
    )


@pytest.mark.attack(20)
def test_too_short_a_reason_is_kept_and_told_at_the_field(visit: Visit, scene: Scene) -> None:
    page = visit("samia", REASON.format(**scene.members))
    page.focus("[name=reason]")
    page.keyboard.type("Rappel promis")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faults")).to_be_focused()
    field = page.locator("[name=reason]")
    told = page.locator(f"#{str(field.get_attribute('aria-describedby')).split()[-1]} .fault").count()
    assert (field.input_value(), field.get_attribute("aria-invalid"), told) == ("Rappel promis", "true", 1)


def test_a_written_reason_opens_the_file(visit: Visit, scene: Scene) -> None:
    page = visit("samia", REASON.format(**scene.members))
    page.focus("[name=reason]")
    page.keyboard.type("Rappel promis hier à M. Quirin, à reprendre")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#h-person")).to_have_text("Patrick Quirin")
