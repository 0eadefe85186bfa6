"""Every screen in both themes and at every size that is promised: readable, operable, whole, and ours alone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WINDOW, Pages
from tests.browser.looking import COLOURS, CUT, EXCESS, OVERRUN, RULES, SMALL, violations
from tests.browser.scene import Scene
from tests.browser.screens import SCREENS, Screen

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that stands open for the tests of this module."""

    screen: Screen
    page: Page


@pytest.fixture(scope="module", params=SCREENS, ids=lambda screen: screen.name)
def shown(request: pytest.FixtureRequest, pages: Pages, scene: Scene, axe: str) -> Iterator[Shown]:
    screen: Screen = request.param
    page = pages.open(screen.username, screen.address(scene))
    screen.steps(page, scene)
    page.evaluate(axe)
    yield Shown(screen, page)
    pages.leave(screen.username, page)


@pytest.fixture(autouse=True)
def _as_it_was(shown: Shown) -> Iterator[None]:
    yield
    if shown.page.viewport_size != WINDOW:
        shown.page.set_viewport_size(WINDOW)


of_the_workstation = pytest.mark.parametrize(
    "shown",
    [screen for screen in SCREENS if screen.is_workstation],
    ids=lambda screen: screen.name,
    indirect=True,
    scope="module",
)


def test_axe_finds_nothing(shown: Shown) -> None:
    assert violations(shown.page, RULES) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (683, 384)])
def test_nothing_is_cut(shown: Shown, width: int, height: int) -> None:
    shown.page.set_viewport_size({"width": width, "height": height})
    assert (shown.page.evaluate(EXCESS)[0], shown.page.evaluate(CUT)) == (0, [])


def test_nothing_is_cut_in_the_narrowest_window(shown: Shown) -> None:
    shown.page.set_viewport_size({"width": 360, "height": 640})
    assert (shown.page.evaluate(EXCESS)[0], shown.page.evaluate(CUT)) == (0, [])


def test_the_bar_and_the_lists_are_whole(shown: Shown) -> None:
    shown.page.set_viewport_size({"width": 1280, "height": 720})
    assert shown.page.evaluate(OVERRUN) == []


@pytest.fixture
def _dark(shown: Shown) -> Iterator[None]:
    shown.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    yield
    shown.page.emulate_media(color_scheme="light", reduced_motion="no-preference")


@pytest.mark.usefixtures("_dark")
def test_axe_finds_nothing_in_the_dark(shown: Shown) -> None:
    assert violations(shown.page, COLOURS) == []


@of_the_workstation
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720)])
def test_the_window_holds_it(shown: Shown, width: int, height: int) -> None:
    shown.page.set_viewport_size({"width": width, "height": height})
    assert shown.page.evaluate(EXCESS) == [0, 0]


def test_everything_can_be_hit(shown: Shown) -> None:
    assert shown.page.evaluate(SMALL) == []
