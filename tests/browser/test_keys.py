"""Commands, and what must never be taken for one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.scene import Scene, choose_defaults
from tests.browser.screens import SCREENS, Screen
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

FRENCH = "€ @ # { [ | à é ç œ"
# The day of the rights answers at each change, and is tried on its own.
FIELDS = "input:not([name=on]):is([type=text], [type=tel], [type=email], [type=password], :not([type])), textarea"
WRITING = [
    "sign-in",
    "desk",
    "member-numbers",
    "member-move",
    "member-correspondent",
    "break-glass",
    "access-log",
    "password",
    "take-over",
    "history",
]


@pytest.fixture
def desk(visit: Visit) -> Page:
    return visit("karim")


@pytest.fixture
def _choices(stage: Stage, scene: Scene) -> Iterator[None]:
    """What a test chooses in the menu is forgotten after it."""
    yield
    stage.do(choose_defaults, "karim")


def run(page: Page, words: str) -> None:
    """From the palette."""
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def open_menu(page: Page) -> None:
    page.focus(".me")
    page.keyboard.press("Enter")
    page.wait_for_selector("#menu", state="visible")


def test_the_palette_runs_a_command(desk: Page) -> None:
    run(desk, "journal")
    desk.wait_for_url("**/journal/")


def test_the_palette_opens_the_sheet_of_keys(desk: Page) -> None:
    run(desk, "touches")
    expect(desk.locator("#keys")).to_be_visible()


def test_the_question_mark_opens_the_sheet_outside_fields(desk: Page) -> None:
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()


def test_the_question_mark_opens_the_sheet_from_an_empty_search_and_goes_back_to_it(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#search")).to_be_focused()
    expect(desk.locator("#search")).to_have_value("")


def test_the_question_mark_is_text_in_what_is_typed(desk: Page) -> None:
    desk.keyboard.type("le goff?")
    assert (desk.input_value("#search"), desk.is_visible("#keys")) == ("le goff?", False)


@pytest.mark.usefixtures("_choices")
def test_shortcuts_are_switched_off_for_good(desk: Page) -> None:
    open_menu(desk)
    desk.focus("#shortcuts")
    with desk.expect_response("**/compte/preferences"):
        desk.keyboard.press("Space")
    desk.goto("/journal/")
    for key in ("F2", "?", "Control+k"):
        desk.keyboard.press(key)
    assert (desk.locator("dialog[open]").count(), desk.evaluate("document.activeElement.tagName")) == (0, "BODY")


@pytest.mark.usefixtures("_choices")
def test_the_dark_theme_is_chosen_in_the_menu_and_kept(desk: Page) -> None:
    open_menu(desk)
    desk.focus("#theme-auto")
    with desk.expect_response("**/compte/preferences"):
        desk.keyboard.press("ArrowLeft")
    at_once = desk.get_attribute("html", "data-bs-theme")
    desk.reload()
    assert (at_once, desk.get_attribute("html", "data-bs-theme")) == ("dark", "dark")


@pytest.mark.usefixtures("_choices")
def test_english_is_chosen_in_the_menu(desk: Page) -> None:
    open_menu(desk)
    desk.focus("#language-fr")
    desk.keyboard.press("ArrowRight")
    expect(desk).to_have_title("Find a person – contactcenter")


@pytest.mark.parametrize(
    "screen", [screen for screen in SCREENS if screen.name in WRITING], ids=lambda screen: screen.name
)
def test_french_characters_are_text_in_every_field(visit: Visit, scene: Scene, screen: Screen) -> None:
    page = visit(screen.username, screen.address(scene))
    screen.steps(page, scene)
    fields = [field for field in page.locator(FIELDS).all() if field.is_visible()]
    for field in fields:
        field.fill("")
        field.focus()
        page.keyboard.type(FRENCH)
        page.keyboard.press("Control+Alt+k")
    longest = [int(field.get_attribute("maxlength") or len(FRENCH)) for field in fields]
    assert [field.input_value() for field in fields] == [FRENCH[:most] for most in longest]
    assert (bool(fields), page.locator("dialog[open]").count()) == (True, 0)
