"""From what a caller says to the file, both hands on the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import Hands
from tests.browser.held import Held
from tests.browser.screens import find, open_file

pytestmark = pytest.mark.browser

ROWS = "#found [role=option]"
CHOSEN = "#found [aria-selected=true]"
FOCUSED = "document.activeElement.id"


def names(page: Page) -> list[str]:
    return [" ".join(name.split()) for name in page.locator(f"{ROWS} b").all_text_contents()]


@pytest.fixture
def desk(visit: Visit) -> Page:
    """The desk of an adviser."""
    return visit("karim")


def test_each_word_says_how_it_was_understood(desk: Page) -> None:
    find(desk, "marchand 1403")
    assert desk.locator(".read-as .chip-q").all_text_contents() == ["marchand", "1403"]


def test_who_answers_appears_while_one_types(desk: Page) -> None:
    desk.keyboard.type("marchand 14")
    desk.wait_for_selector(ROWS)
    desk.keyboard.type("03")
    expect(desk.locator(ROWS)).to_have_count(5)


ENTER = """document.addEventListener("htmx:after:settle", () => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })), { once: true })"""


def test_who_answered_fewer_letters_is_not_opened(desk: Page) -> None:
    desk.keyboard.press("F2")
    with Held(desk, "**/") as held:
        desk.keyboard.type("marchand 14")
        held.wait()
        desk.evaluate(ENTER)
        desk.keyboard.type("03")
        held.answer()
        desk.wait_for_selector(ROWS)
    expect(desk.locator(".read-as .chip-q").last).to_have_text("1403")
    assert desk.locator("#h-person").count() == 0


def test_enter_before_the_only_answer_opens_it(desk: Page) -> None:
    desk.keyboard.press("F2")
    with Held(desk, "**/") as held:
        desk.keyboard.type("marchandot 14031962")
        held.wait()
        desk.keyboard.press("Enter")
        held.answer()
        expect(desk.locator("#h-person")).to_have_text("Élise Marchandot")


def test_words_typed_again_are_answered_again(desk: Page) -> None:
    find(desk, "marchand 1403")
    desk.keyboard.press("Escape")
    find(desk, "marchand 1403")
    expect(desk.locator(ROWS)).to_have_count(5)


def test_arrows_choose_and_enter_opens(desk: Page) -> None:
    find(desk, "marchand 1403")
    for _ in range(names(desk).index("Marchandot Élise")):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#h-person")).to_have_text("Élise Marchandot")


def test_namesakes_are_told_apart_by_year_and_town(desk: Page) -> None:
    find(desk, "marchand helene 1403")
    born = [" ".join(text.split()) for text in desk.locator(f"{ROWS} .r-born").all_text_contents()]
    assert born[:2] == ["14/03/194734500 Béziers", "14/03/199134500 Béziers"]


def test_one_fact_opens_nothing_and_says_so(desk: Page) -> None:
    find(desk, "marchand")
    desk.keyboard.press("Enter")
    assert (desk.locator("#found button").count(), desk.locator("#found-box .st-warn").first.is_visible()) == (
        0,
        True,
    )


def test_one_fact_shows_a_year_and_no_day(desk: Page) -> None:
    find(desk, "marchandot")
    assert desk.locator(f"{ROWS} .r-born").first.text_content() == "196234"


@pytest.mark.parametrize("typed", ["marchandau 14/03/1958", "marhcandeau 14/03/1958", "marchandeau 14/03/1985"])
def test_one_typing_error_is_forgiven(desk: Page, typed: str) -> None:
    find(desk, typed)
    assert "Marchandeau Hélène Marie" in names(desk)


@pytest.mark.parametrize(
    "typed",
    ["04.65.71.23.48 14/3/58", "04/65/71/23/48 marchandeau", "+33 4 65 71 23 48 34500", "0033465712348 140358"],
)
def test_a_telephone_in_any_writing_opens_the_file(desk: Page, typed: str) -> None:
    open_file(desk, typed)
    expect(desk.locator("#h-person")).to_have_text("Hélène Marchandeau")


def test_escape_gives_the_focus_back_to_where_it_was(visit: Visit) -> None:
    page = visit("karim", "/journal/")
    page.focus("#id_account")
    find(page, "marchand 1403")
    page.keyboard.press("Escape")
    assert (page.evaluate(FOCUSED), page.input_value("#search")) == ("id_account", "")


def test_a_digit_opens_its_row_from_the_list(desk: Page) -> None:
    find(desk, "marchand 1403")
    second = desk.locator(f"{ROWS} b").nth(1).text_content()
    desk.keyboard.press("Tab")
    desk.keyboard.press("2")
    desk.wait_for_selector("#h-person")
    assert sorted((second or "").split()) == sorted((desk.text_content("#h-person") or "").split())


def test_what_was_found_is_told_to_who_does_not_see(desk: Page) -> None:
    find(desk, "marchandot 14/03/1962")
    expect(desk.locator("[role=status][data-cc-said-of]")).to_contain_text("1 personne")


@pytest.mark.parametrize(("pause", "answers"), [(0, 4), (200, 11)])
def test_an_unknown_number_costs_eleven_keys(visit: Visit, pause: int, answers: int) -> None:
    """From any page: name, birth day, Enter. Somebody who types slowly is answered at each key."""
    page = visit("karim", "/journal/")
    with Hands(page, pause=pause) as hands:
        hands.press("F2")
        hands.type("marc 1403")
        expect(page.locator(".read-as .chip-q").last).to_have_text("1403")
        page.wait_for_selector(CHOSEN)
        hands.press("Enter")
        page.wait_for_selector("#h-person")
    print(f"\nidentified with {hands.keys} keys and {hands.asked} requests, {pause} ms between keys")  # noqa: T201
    assert (hands.keys, hands.asked <= answers) == (11, True)
