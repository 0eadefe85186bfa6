"""Violations of the content security policy, screen by screen, as the browser tells them: `make attack` asks for their count.

Not part of the suite, whose every browser test fails at the first one.
"""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Pages, Visit
from tests.browser.scene import Scene
from tests.browser.screens import SCREENS, Screen

pytestmark = pytest.mark.browser


def told(heard: list[str]) -> list[str]:
    """What the browser said of the policy alone."""
    return [one for one in heard if "CSP " in one or "Content Security Policy" in one]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screens(
    pages: Pages, scene: Scene, heard: list[str], screen: Screen, record_property: Callable[[str, object], None]
) -> None:
    page = pages.open(screen.username, screen.address(scene))
    screen.steps(page, scene)
    page.wait_for_load_state("load")
    record_property("violations", len(told(heard)))
    pages.leave(screen.username, page)


def test_a_violation_would_be_told(visit: Visit, heard: list[str]) -> None:
    page = visit("", "/connexion/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: '1'}))")
    page.wait_for_timeout(0)
    found = [one.split()[2] for one in told(heard) if "error: CSP " in one]
    heard.clear()
    assert sorted(found) == ["script-src-elem", "style-src-attr"]
