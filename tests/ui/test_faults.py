"""What a page does when a fragment's request fails: what was typed stays, and the person is told what to do."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("button", "title"), [("#try-missing", "Introuvable"), ("#try-broken", "Cela n’a pas fonctionné")]
)
def test_a_fault_is_a_card_with_its_reference(visit: Open, button: str, title: str) -> None:
    page = visit()
    page.click(button)
    card = page.locator("#cards .notice")
    expect(card).to_contain_text(title)
    assert (card.locator("[data-cc-reference] span").text_content(), page.text_content("#answer")) == (
        "7f3a-19c2",
        "intact",
    )


def test_a_card_can_be_dismissed(visit: Open) -> None:
    page = visit()
    page.click("#try-missing")
    page.click("#cards [data-cc-dismiss]")
    assert page.locator("#cards .notice").count() == 0


def closed_session(page: Page) -> None:
    page.fill("#note-text", "Ne pas perdre")
    page.click("#try-closed")
    expect(page.locator("#signed-out")).to_be_visible()


def answer_again(page: Page, **cookies: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in cookies.items()])
    page.click("[data-cc-go-on]")


def test_a_closed_session_is_reopened_over_the_intact_page(visit: Open) -> None:
    page = visit()
    closed_session(page)
    answer_again(page, session="open")
    expect(page.locator("#answer")).to_have_text("fine")
    assert (page.is_visible("#signed-out"), page.input_value("#note-text")) == (False, "Ne pas perdre")


def test_the_page_of_one_person_does_not_go_on_for_another(visit: Open) -> None:
    page = visit()
    closed_session(page)
    answer_again(page, session="open", person="samia")
    expect(page.locator("[data-cc-other-person]")).to_be_visible()
    assert page.text_content("#answer") == "intact"


def test_the_way_to_sign_in_is_the_one_that_the_server_names(visit: Open) -> None:
    page = visit()
    closed_session(page)
    assert page.get_attribute("[data-cc-sign-in]", "href") == "/door"


def test_a_lost_connection_is_said_and_the_request_can_be_sent_again(visit: Open) -> None:
    page = visit()
    page.context.set_offline(True)
    page.click("#try-fine")
    expect(page.locator("#disconnected")).to_be_visible()
    page.context.set_offline(False)
    page.click("[data-cc-retry]")
    expect(page.locator("#answer")).to_have_text("fine")
    assert (page.is_visible("#connected"), page.is_visible("#disconnected")) == (True, False)


def test_nothing_is_sent_again_without_the_person(visit: Open) -> None:
    page = visit()
    page.context.set_offline(True)
    page.click("#try-fine")
    expect(page.locator("#disconnected")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    assert (page.text_content("#answer"), page.is_visible("#disconnected")) == ("intact", True)


def test_the_summary_of_a_refused_form_has_the_focus(visit: Open) -> None:
    assert visit("/parts?refused").evaluate("document.activeElement.id") == "faults"


@pytest.mark.attack(12)
def test_every_request_of_htmx_carries_the_token(visit: Open) -> None:
    page = visit()
    with page.expect_request("**/refuse/200") as sent:
        page.click("#try-fine")
    assert len(sent.value.headers["x-csrftoken"]) == 64
