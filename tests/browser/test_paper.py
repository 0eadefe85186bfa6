"""The member's page as it is printed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Pages
from tests.browser.scene import Scene
from tests.browser.screens import changing

pytestmark = pytest.mark.browser

A4: ViewportSize = {"width": 688, "height": 1010}
"""Between the margins, in points of the screen."""


@pytest.fixture
def shown(pages: Pages, scene: Scene) -> Iterator[Page]:
    page = pages.open("claire", f"/adherents/{scene.members['helene']}/")
    changing("telephone")(page, scene)
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(A4)
    yield page
    page.emulate_media(media="screen")
    pages.leave("claire", page)


def test_paper_says_whose_it_is_and_of_whom_to_take_care(shown: Page) -> None:
    parts = (".on-paper", "#care .notice", "#id_on", "#change", "#care button", "#recent", ".say")
    assert [part for part in parts if shown.locator(part).first.is_visible()] == [
        ".on-paper",
        "#care .notice",
        "#id_on",
    ]


def test_paper_keeps_the_columns_of_a_window(shown: Page) -> None:
    columns = "getComputedStyle(document.querySelector('.line li')).gridTemplateColumns.split(' ').length"
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert (shown.evaluate(columns), shown.evaluate(wide)) == (4, True)


def test_a_field_is_a_word_on_paper(shown: Page) -> None:
    assert shown.evaluate("getComputedStyle(document.querySelector('#id_on')).borderTopWidth") == "0px"


def test_a_file_takes_two_sheets(shown: Page) -> None:
    assert shown.pdf(format="A4").count(b"/Type /Page\n") == 2
