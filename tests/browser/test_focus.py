"""Where the focus is: always somewhere, always seen, in the order of the work."""

from itertools import groupby

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.looking import tab_stops
from tests.browser.scene import Scene
from tests.browser.screens import SCREENS, Screen

pytestmark = pytest.mark.browser

ORDER = ["r1", "r2", "r3", "r5", "r4", "r6"]
WALKED = {
    "sign-in",
    "search",
    "member",
    "member-numbers",
    "menu",
    "work-list",
    "call-popped",
    "closing",
    "reply",
    "email-document",
    "break-glass-refused",
    "access-log",
    "imports",
    "administration-grant",
}
FOCUSED = "document.activeElement.id || document.activeElement.tagName"


@pytest.mark.parametrize(
    "screen", [screen for screen in SCREENS if screen.name in WALKED], ids=lambda screen: screen.name
)
def test_every_stop_of_tab_shows(visit: Visit, scene: Scene, screen: Screen) -> None:
    page = visit(screen.username, screen.address(scene))
    screen.steps(page, scene)
    stops = tab_stops(page)
    hidden = [stop["name"] for stop in stops if not (stop["ring"] and stop["seen"])]
    regions = [region.split()[0] for region, _ in groupby(stop["region"] for stop in stops) if region]
    assert (len(stops) > 3, hidden, regions) == (True, [], [region for region in ORDER if region in regions])


def test_the_day_of_the_rights_keeps_the_focus(visit: Visit, scene: Scene) -> None:
    page = visit("claire", f"/adherents/{scene.members['helene']}/")
    page.locator("#id_on").fill("1/6/2015")
    page.keyboard.press("Enter")
    expect(page.locator("#rights")).to_contain_text("Essentielle 200")
    assert page.evaluate(FOCUSED) == "id_on"


def test_the_skip_link_leads_to_the_work(visit: Visit) -> None:
    page = visit("claire", "/journal/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "work"


@pytest.mark.parametrize("name", ["palette", "keys"])
def test_what_opens_gives_the_focus_back(visit: Visit, name: str) -> None:
    page = visit("claire", "/journal/")
    page.focus("#id_account" if name == "palette" else "#work")
    page.keyboard.press("Control+k" if name == "palette" else "?")
    page.wait_for_selector(f"#{name}[open]")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == ("id_account" if name == "palette" else "work")


@pytest.mark.parametrize(
    ("key", "panel", "opener"),
    [("F9", "#closing", "act-close"), ("F8", "#reply form", "act-reply"), ("", "#hand-on", "act-park")],
)
def test_a_panel_of_a_contact_gives_the_focus_back(
    visit: Visit, scene: Scene, key: str, panel: str, opener: str
) -> None:
    page = visit("agathe", f"/contacts/{scene.cases['spoken']}/")
    page.keyboard.press(key) if key else page.locator(f"#{opener}").press("Enter")
    page.locator(panel).wait_for()
    expect(page.locator(f"{panel} :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    if page.evaluate(FOCUSED) != opener:  # the first one left a list that had opened
        page.keyboard.press("Escape")
    assert (page.evaluate(FOCUSED), page.locator(panel).count()) == (opener, 0)


def test_what_is_written_while_closing_goes_back_to_the_note(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/contacts/{scene.cases['spoken']}/")
    written = page.input_value("#id_note")
    page.keyboard.press("F9")
    page.locator("#closing-note").fill("Veut une réponse")
    page.keyboard.press("Escape")
    back = page.input_value("#id_note")
    page.locator("#id_note").fill(written)
    assert back == "Veut une réponse"


def test_the_menu_of_presence_gives_the_focus_back(visit: Visit) -> None:
    page = visit("claire", "/journal/")
    page.locator("#presence-state").press("Enter")
    page.locator("#presence-menu").wait_for()
    page.keyboard.press("Escape")
    assert (page.evaluate(FOCUSED), page.is_visible("#presence-menu")) == ("presence-state", False)


def test_without_colours_of_ours_the_chosen_row_shows(visit: Visit, scene: Scene) -> None:
    screen = next(screen for screen in SCREENS if screen.name == "search")
    page = visit(screen.username, screen.path)
    page.emulate_media(forced_colors="active")
    screen.steps(page, scene)
    style = "getComputedStyle(document.querySelector('#found [aria-selected=true]')).outlineStyle"
    assert page.evaluate(style) == "solid"


def test_nothing_moves_for_who_wants_no_motion(visit: Visit) -> None:
    page = visit("claire")
    page.emulate_media(reduced_motion="reduce")
    moving = """[...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return [style.transitionDuration, style.animationDuration].some((time) => time.split(",").some((part) => parseFloat(part) > 0.01));
    }).length"""
    assert page.evaluate(moving) == 0
