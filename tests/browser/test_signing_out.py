"""Who signed out has left nothing in the browser."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import sign_in
from tests.browser.scene import Scene
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


@pytest.mark.attack(29)
def test_back_shows_nothing_after_signing_out(chromium: Browser, stage: Stage, scene: Scene) -> None:
    stage.empty_cache()  # the code of this half minute may have been given before
    with chromium.new_context(base_url=stage.address, locale="fr-FR") as browser:
        page = browser.new_page()
        page.goto("/")
        sign_in(page, "claire")
        page.goto("/deconnexion/")
        page.locator("form.stack button").click()
        page.wait_for_selector("[name=login]")
        page.go_back()
        page.go_back()
        page.wait_for_selector("[name=login]")
        assert page.locator("header.r1").count() == 0
