"""Quotes by the keyboard alone: six lines typed, compared, explained; one sheet of paper."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.hands import Hands
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser

# What is typed for a line, and its price.
LINES = (
    ("couronne zircone 36", "440"),
    ("couronne métallique 26", "290,00"),
    ("HBLD090 36", "175"),
    ("HBLD090 26", "175"),
    ("HBLD490 36", "60"),
    ("HBLD490 26", "60.00"),
)
KEYS = 131
"""Of which 115 are the name, words, codes and prices; the others open, choose and go on."""


def test_six_lines_are_typed_and_compared(visit: Visit, scene: Scene) -> None:
    page = visit("karim", f"/contacts/{scene.cases['fresh']}/")
    with Hands(page) as hands:
        hands.press("F4")
        page.wait_for_url("**/devis/")
        hands.press("Enter")
        page.wait_for_url("**/ajouter/")
        hands.type("Dr Castelbon")
        hands.press("Enter")
        for words, price in LINES:
            hands.type(words)
            hands.press("Enter")
            expect(page.locator("[name$='-price']:focus")).to_have_count(1)
            hands.type(price)
            hands.press("Enter")
            expect(page.locator("[name$='-code']:focus")).to_have_count(1)
        hands.press("Enter")
        page.locator(".q-rac").wait_for()
    prices = page.locator(".q-l1 b").all_inner_texts()
    assert prices == ["290,00", "440,00", "60,00", "60,00", "175,00", "175,00", "1\u202f200,00"]
    assert hands.keys == KEYS


def test_a_figure_is_explained_and_left_by_keys(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/")
    page.locator("#why-4-2-amc").press("Enter")
    page.locator("#h-why").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#h-why")).to_have_count(0)
    expect(page.locator("#why-4-2-amc")).to_be_focused()


def test_a_tooth_that_is_clicked_is_that_of_the_line_in_hand(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/{scene.cases['quote']}/")
    page.locator("[name=lines-3-code]").focus()
    for number in (16, 17):
        page.locator(f"[data-cc-tooth='{number}']").click()
    expect(page.locator("[name=lines-3-tooth]")).to_have_value("16 17")


def test_a_copied_line_takes_the_focus_at_its_price(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/{scene.cases['quote']}/")
    page.locator("[value=copy-1]").press("Enter")
    expect(page.locator("[name=lines-1-price]")).to_be_focused()
    expect(page.locator("[name=lines-1-code]")).to_have_value("HBLD073")


def test_five_quotes_fit_on_one_sheet(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = paper[0].get_size()
    assert (len(paper), width > height) == (1, True)
