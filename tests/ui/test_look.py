"""What Chromium and axe-core see of the sample pages, in both themes and at every size that is promised."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.ui.conftest import Open

pytestmark = pytest.mark.browser

AXE = (Path(settings.ROOT) / "tests/vendor/axe.min.js").read_text()
RUN = (
    "(only) => axe.run({runOnly: only, resultTypes: ['violations'], preload: false}).then(({violations}) => violations)"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATHS = ["/", "/found", "/parts", "/parts?refused", "/door", "/fault/404", "/fault/503"]
FLOATING = {"palette": "Control+k", "keys": "?", "menu": ".me", "signed out": "#try-closed", "card": "#try-broken"}
BEYOND = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"


def overflow(page: Page, width: int, height: int) -> list[int]:
    """Pixels of the page beyond the window of this size."""
    page.set_viewport_size({"width": width, "height": height})
    beyond: list[int] = page.evaluate(BEYOND)
    return beyond


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(RUN, RULES)
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(visit: Open, path: str, theme: str) -> None:
    assert violations(visit(path, theme=theme)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("what", FLOATING)
def test_axe_finds_nothing_in_what_floats(visit: Open, what: str, theme: str) -> None:
    page = visit(theme=theme)
    if FLOATING[what][0] in ".#":
        page.click(FLOATING[what])
    else:
        page.keyboard.press(FLOATING[what])
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("language", ["fr", "en-gb"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_breaks_the_content_security_policy(
    visit: Open, complaints: list[str], path: str, language: str
) -> None:
    page = visit(path, language=language)
    page.keyboard.press("Control+k")
    assert complaints == []


@pytest.mark.parametrize("path", ["/", "/found", "/parts"])
def test_the_page_does_not_scroll(visit: Open, path: str) -> None:
    page = visit(path)
    assert [overflow(page, *size) for size in [(1366, 768), (1280, 720), (1920, 1080)]] == [[0, 0]] * 3


@pytest.mark.parametrize("path", PATHS)
def test_zoomed_or_narrow_nothing_is_cut_sideways(visit: Open, path: str) -> None:
    page = visit(path)
    assert [overflow(page, width, 384)[0] for width in (683, 640, 360, 320)] == [0] * 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_automatic_theme_is_that_of_the_computer(visit: Open, scheme: str) -> None:
    colour = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color"
    assert visit(scheme=scheme, theme="auto").evaluate(colour) == visit(theme=scheme).evaluate(colour)


def test_a_chosen_theme_is_kept_on_any_computer(visit: Open) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    assert visit(scheme="dark", theme="light").evaluate(colour) == visit(scheme="light", theme="light").evaluate(colour)


def test_the_comfortable_density_is_larger(visit: Open) -> None:
    size = "document.querySelector('.line li').getBoundingClientRect().height"
    assert visit(density="comfortable").evaluate(size) > visit().evaluate(size)


def test_regions_come_in_the_order_of_work(visit: Open) -> None:
    regions = "[...document.body.children].filter((element) => /^r\\d$/.test(element.className)).map((element) => element.className)"
    assert visit().evaluate(regions) == ["r1", "r2", "r3", "r5", "r4", "r6"]


def test_a_region_that_holds_nothing_is_not_there(visit: Open) -> None:
    page = visit("/parts")
    assert [page.is_visible(region) for region in (".r2", ".r3", ".r4", ".r5")] == [False, True, False, False]


def test_paper_has_the_work_alone(visit: Open) -> None:
    page = visit(theme="dark")
    page.emulate_media(media="print")
    assert [page.is_visible(region) for region in (".r1", ".r2", ".r3", ".r4", ".r5", ".r6")] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_chosen_row_shows_without_colours(visit: Open) -> None:
    page = visit("/found")
    page.emulate_media(forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('[aria-selected=true]')).outlineStyle") == "solid"


def test_nothing_is_kept_in_the_browser(visit: Open) -> None:
    page = visit()
    page.keyboard.press("F2")
    page.keyboard.type("marchand")
    page.wait_for_selector("#found [role=option]")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
