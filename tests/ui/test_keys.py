"""The keyboard, as an adviser with both hands on it meets it."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Open

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id"
# Written with AltGr, dead keys or the top row of a French keyboard.
FRENCH = "€ @ # { [ | à é ç œ ? 1 / k"
PRESS = """([selector, init]) => document.querySelector(selector).dispatchEvent(
    new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...init}))"""


def press(page: Page, selector: str, **event: object) -> bool:
    """Sends a key that no test keyboard has. False when the page took it for itself."""
    taken: bool = page.evaluate(PRESS, [selector, event])
    return taken


@pytest.mark.parametrize("place", ["#note-text", "#motif", "#work"])
def test_f2_goes_to_the_search_and_escape_comes_back(visit: Open, place: str) -> None:
    page = visit()
    page.focus(place)
    page.keyboard.press("F2")
    there = page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    assert (there, page.evaluate(FOCUSED)) == ("search", place[1:])


def test_ctrl_k_opens_the_palette_and_escape_comes_back(visit: Open) -> None:
    page = visit()
    page.focus("#note-text")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Que voulez-vous faire")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "note-text"


@pytest.mark.parametrize("place", ["#note-text", "#motif", "#search"])
def test_french_characters_are_text(visit: Open, place: str) -> None:
    page = visit()
    page.fill(place, "")
    page.focus(place)
    page.keyboard.type(FRENCH)
    assert (page.input_value(place), page.locator("dialog[open]").count(), page.url[-1]) == (FRENCH, 0, "/")


@pytest.mark.parametrize(
    "event",
    [
        {"key": "k", "ctrlKey": True, "altKey": True, "modifierAltGraph": True},
        {"key": "F2", "repeat": True},
        {"key": "F2", "isComposing": True},
        {"key": "F2", "shiftKey": True},
        {"key": "K", "ctrlKey": True, "shiftKey": True},
    ],
)
def test_what_is_not_a_command_stays_with_the_browser(visit: Open, event: dict[str, object]) -> None:
    assert press(visit(), "#work", **event)


def test_the_question_mark_opens_the_sheet_of_keys(visit: Open) -> None:
    page = visit()
    page.keyboard.press("?")
    keys = page.locator("[data-cc-keys] kbd").all_text_contents()
    assert (page.is_visible("#keys"), keys) == (True, ["Ctrl K", "F2", "F8", "F4", "?"])


def test_a_key_of_a_tab_opens_it(visit: Open) -> None:
    page = visit()
    page.keyboard.press("F8")
    page.wait_for_url("**/parts")


@pytest.mark.parametrize("key", ["F2", "?", "Control+k", "F8"])
def test_shortcuts_can_be_switched_off(visit: Open, key: str) -> None:
    page = visit(shortcuts="off")
    page.keyboard.press(key)
    assert (page.locator("dialog[open]").count(), page.evaluate(FOCUSED), page.url[-1]) == (0, "", "/")


@pytest.mark.parametrize("shortcuts", ["on", "off"])
def test_escape_runs_what_the_page_gives_it_even_while_one_writes(visit: Open, shortcuts: str) -> None:
    page = visit(shortcuts=shortcuts)
    page.focus("#note-text")
    page.keyboard.press("Escape")
    page.wait_for_url("**/#left")


def test_escape_closes_the_menu_and_nothing_else(visit: Open) -> None:
    page = visit()
    page.click(".me")
    page.keyboard.press("Escape")
    assert (page.is_visible("#menu"), page.url[-1]) == (False, "/")


def test_without_shortcuts_the_palette_is_still_a_button(visit: Open) -> None:
    page = visit(shortcuts="off")
    page.click("[data-cc-open=palette]")
    assert page.is_visible("#palette")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("oeuv ete", "Œuvrer à l’été"),
        ("THEME SOM", "Thème sombre"),
        ("c", "Composants"),
        ("touche", "Voir toutes les touches"),
    ],
)
def test_the_palette_finds_without_accents_and_by_letter(visit: Open, typed: str, first: str) -> None:
    page = visit()
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    expect(page.locator("#commands [aria-selected=true] span")).to_have_text(first)


def test_the_palette_runs_what_is_chosen(visit: Open) -> None:
    page = visit()
    page.keyboard.press("Control+k")
    page.keyboard.type("compo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/parts")


def test_the_palette_changes_the_theme_at_once(visit: Open) -> None:
    page = visit(theme="light")
    page.keyboard.press("Control+k")
    page.keyboard.type("sombre")
    with page.expect_request("**/accounts/preferences") as sent:
        page.keyboard.press("Enter")
    assert (page.get_attribute("html", "data-bs-theme"), "theme=dark" in (sent.value.post_data or "")) == ("dark", True)


def test_the_palette_goes_to_a_region(visit: Open) -> None:
    page = visit()
    page.keyboard.press("Control+k")
    page.keyboard.type("aller note")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{FOCUSED} === 'note-text'")


def test_the_palette_offers_only_what_is_on_the_page(visit: Open) -> None:
    page = visit("/parts")
    page.keyboard.press("Control+k")
    page.keyboard.type("aller")
    assert page.locator("#commands [role=option]:visible span").all_text_contents() == ["Aller au travail"]


def test_the_palette_says_when_it_finds_nothing(visit: Open) -> None:
    page = visit()
    page.keyboard.press("Control+k")
    page.keyboard.type("zzz")
    assert page.is_visible("[data-cc-none]")


def found(page: Page, text: str) -> None:
    page.keyboard.press("F2")
    page.keyboard.type(text)
    page.wait_for_selector("#found [aria-selected=true]")


def test_people_are_found_while_one_types_and_enter_opens_the_first(visit: Open) -> None:
    page = visit()
    found(page, "march")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?person=1")


def test_arrows_choose_and_the_field_says_which_row(visit: Open) -> None:
    page = visit()
    found(page, "march")
    page.keyboard.press("ArrowDown")
    row = page.get_attribute("#search", "aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?person=2")
    assert row == "found-2"


@pytest.mark.parametrize(("key", "code", "person"), [("é", "Digit2", 2), ('"', "Digit3", 3), ("1", "Numpad1", 1)])
def test_a_digit_opens_its_row_once_the_list_has_the_focus(visit: Open, key: str, code: str, person: int) -> None:
    page = visit()
    found(page, "march")
    page.keyboard.press("Tab")
    press(page, "#found", key=key, code=code)
    page.wait_for_url(f"**/?person={person}")


def test_letters_typed_on_the_list_go_on_in_the_field(visit: Open) -> None:
    page = visit()
    found(page, "march")
    page.keyboard.press("Tab")
    page.keyboard.type("an")
    assert page.input_value("#search") == "marchan"


def test_home_and_end_reach_the_edges_of_the_list(visit: Open) -> None:
    page = visit()
    found(page, "march")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    last = page.get_attribute("#found", "aria-activedescendant")
    page.keyboard.press("Home")
    assert (last, page.get_attribute("#found", "aria-activedescendant")) == ("found-3", "found-1")


def test_enter_never_opens_a_row_of_an_earlier_text(visit: Open) -> None:
    page = visit()
    found(page, "marchandea")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.locator("#found [role=option]")).to_have_count(3)
    assert page.url[-1] == "/"


def test_what_was_found_is_said(visit: Open) -> None:
    page = visit()
    found(page, "march")
    assert page.text_content("[data-cc-said-of]") == "3 trouvées"


def test_without_a_find_the_list_is_closed_and_says_so(visit: Open) -> None:
    page = visit()
    page.keyboard.press("F2")
    page.keyboard.type("zzz")
    page.wait_for_selector("#found-box .empty")
    assert (page.get_attribute("#search", "aria-expanded"), page.text_content("[data-cc-said-of]")) == (
        "false",
        "Personne",
    )


def test_a_click_elsewhere_closes_what_was_found(visit: Open) -> None:
    page = visit()
    found(page, "march")
    page.click("#note-text")
    assert not page.is_visible("#found-box")
