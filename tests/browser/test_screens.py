"""Every screen in both themes, both languages and at every size that is promised: readable, operable, whole, and ours alone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WINDOW, Pages
from tests.browser.looking import COLOURS, CUT, EXCESS, RULES, SMALL, violations
from tests.browser.scene import Scene, speak
from tests.browser.screens import SCREENS, Screen
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that stands open for the tests of this module."""

    screen: Screen
    page: Page


@pytest.fixture(scope="module", params=["fr", "en-gb"])
def language(request: pytest.FixtureRequest, stage: Stage, scene: Scene) -> Iterator[str]:
    """What everybody has chosen."""
    stage.do(speak, request.param)
    yield request.param
    stage.do(speak, "fr")


@pytest.fixture(scope="module", params=SCREENS, ids=lambda screen: screen.name)
def shown(request: pytest.FixtureRequest, language: str, pages: Pages, scene: Scene, axe: str) -> Iterator[Shown]:
    screen: Screen = request.param
    page = pages.open(screen.username, screen.address(scene))
    if not screen.username and language != "fr":
        page.locator("[name=language]").press("Enter")
        page.wait_for_load_state()
    screen.steps(page, scene)
    if language == "fr":
        page.evaluate(axe)
    yield Shown(screen, page)
    pages.leave(screen.username, page)


@pytest.fixture(autouse=True)
def _as_it_was(shown: Shown) -> Iterator[None]:
    yield
    if shown.page.viewport_size != WINDOW:
        shown.page.set_viewport_size(WINDOW)


in_french = pytest.mark.parametrize("language", ["fr"], indirect=True, scope="module")
"""For what words do not change."""

of_the_workstation = pytest.mark.parametrize(
    "shown",
    [screen for screen in SCREENS if screen.is_workstation],
    ids=lambda screen: screen.name,
    indirect=True,
    scope="module",
)


def test_it_speaks_the_chosen_language(shown: Shown, language: str) -> None:
    assert shown.page.get_attribute("html", "lang") == language


@in_french
def test_axe_finds_nothing(shown: Shown) -> None:
    assert violations(shown.page, RULES) == []


@in_french
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (683, 384)])
def test_nothing_is_cut(shown: Shown, width: int, height: int) -> None:
    shown.page.set_viewport_size({"width": width, "height": height})
    assert (shown.page.evaluate(EXCESS)[0], shown.page.evaluate(CUT)) == (0, [])


def test_nothing_is_cut_in_the_narrowest_window(shown: Shown) -> None:
    shown.page.set_viewport_size({"width": 360, "height": 640})
    assert (shown.page.evaluate(EXCESS)[0], shown.page.evaluate(CUT)) == (0, [])


@pytest.fixture
def _dark(shown: Shown) -> Iterator[None]:
    shown.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    yield
    shown.page.emulate_media(color_scheme="light", reduced_motion="no-preference")


@in_french
@pytest.mark.usefixtures("_dark")
def test_axe_finds_nothing_in_the_dark(shown: Shown) -> None:
    assert violations(shown.page, COLOURS) == []


@in_french
@of_the_workstation
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720)])
def test_the_window_holds_it(shown: Shown, width: int, height: int) -> None:
    shown.page.set_viewport_size({"width": width, "height": height})
    assert shown.page.evaluate(EXCESS) == [0, 0]


@in_french
@of_the_workstation
def test_everything_can_be_hit(shown: Shown) -> None:
    assert shown.page.evaluate(SMALL) == []
