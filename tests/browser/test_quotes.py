"""Quotes by the keyboard alone: six lines typed, compared, explained; one sheet of paper."""

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import expect

from contacts.models import Draft
from quotes.models import Quote
from tests.browser.conftest import Visit
from tests.browser.hands import Hands
from tests.browser.held import Held
from tests.browser.scene import Scene
from tests.browser.stage import Stage

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


def test_an_answer_to_fewer_letters_is_not_chosen(visit: Visit, scene: Scene) -> None:
    page = visit("karim", f"/devis/{scene.cases['begun']}/ajouter/")
    code = page.locator("[name=lines-0-code]")
    code.focus()
    with Held(page, "**/codes/?*") as held:
        page.keyboard.type("inlay")
        held.wait()
        code.select_text()
        page.keyboard.type("couronne zircone 36")
        held.answer()
        page.keyboard.press("Enter")
    expect(code).to_have_value("HBLD073")


def test_enter_goes_on_when_no_list_comes(visit: Visit, scene: Scene) -> None:
    page = visit("karim", f"/devis/{scene.cases['begun']}/ajouter/")
    page.locator("[name=lines-0-code]").focus()
    with Held(page, "**/codes/?*") as held:
        page.keyboard.type("inlay")
        page.keyboard.press("Enter")
        held.wait()
        held.lose()
    expect(page.locator("[name=lines-0-tooth]")).to_be_focused()


def test_enter_goes_from_the_base_asked_for_to_the_price(visit: Visit, scene: Scene) -> None:
    page = visit("karim", f"/devis/{scene.cases['begun']}/ajouter/")
    page.locator("[name=lines-0-code]").focus()
    page.keyboard.type("ZZZZ999 36")
    page.locator("#codes-0 [role=option]").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator("[name=lines-0-price]")).to_be_focused()
    expect(page.locator("[name=lines-0-tooth]")).to_have_value("36")


def test_a_reason_is_chosen_by_keys(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/abandonner/")
    expect(page.locator("[name=why]").first).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faults, [role=alert], .notice-bad").first).to_be_visible()


def test_a_figure_is_explained_and_left_by_keys(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/")
    page.locator("#why-4-2-amc").press("Enter")
    page.locator("#h-why").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#h-why")).to_have_count(0)
    expect(page.locator("#why-4-2-amc")).to_be_focused()


@pytest.fixture(autouse=True)
def _nothing_half_typed(stage: Stage, scene: Scene) -> Iterator[None]:
    yield
    stage.do(lambda: Draft.objects.filter(field__startswith="devis-").delete())


def test_a_half_typed_quote_survives_its_page(visit: Visit, scene: Scene) -> None:
    path = f"/devis/{scene.cases['quotes']}/{scene.cases['quote']}/"
    page = visit("agathe", path)
    page.locator("[name=lines-3-code]").fill("couronne zirc")
    page.locator("[name=label]").fill("Dr Castelbon-Ruy")
    page.locator("#draft-kept:has-text('Enregistré à')").wait_for()
    page.goto("/")
    page.goto(path)
    expect(page.locator("[name=lines-3-code]")).to_have_value("couronne zirc")
    page.locator("[value=forget]").press("Enter")
    expect(page.locator("[name=label]")).to_have_value("Dr Castelbon")


def test_a_tooth_that_is_clicked_is_kept_as_if_typed(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/{scene.cases['quote']}/")
    page.locator("[name=lines-3-code]").focus()
    page.locator("[data-cc-tooth='16']").click()
    page.locator("#draft-kept:has-text('Enregistré à')").wait_for()


def test_looking_at_a_quote_leaves_no_draft(visit: Visit, stage: Stage, scene: Scene) -> None:
    second = stage.do(lambda: Quote.objects.get(analysis_id=scene.cases["quotes"], position=2).pk)
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/{second}/")
    for name in ("label", "lines-0-code", "lines-0-price"):
        page.locator(f"[name={name}]").focus()
    page.goto("/")
    assert stage.do(lambda: Draft.objects.filter(field=f"devis-{second}").count()) == 0


def test_the_page_of_the_member_is_one_tagged_sheet(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/envoyer/")
    for name in ("page-adherent", "page-dossier"):
        answer = page.request.get(f"/devis/{scene.cases['quotes']}/{name}.pdf")
        paper = pypdfium2.PdfDocument(answer.body())
        assert (answer.status, len(paper) <= 2, paper.is_tagged()) == (200, True, True)


def test_a_digit_and_enter_keep_a_quote(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/")
    with Hands(page) as hands:
        hands.press("Digit3")
        expect(page.locator("[data-cc-keep='3']")).to_be_focused()
        hands.press("Enter")
        page.locator(".q-keep td:nth-of-type(3) .st-good").wait_for()
    kept = page.locator(".q-keep .st-good").count()
    page.locator("[data-cc-keep='3']").press("Enter")
    expect(page.locator(".q-keep .st-good")).to_have_count(0)
    assert (hands.keys, hands.asked, kept) == (2, 2, 1)


def test_a_digit_in_a_field_is_text(visit: Visit, scene: Scene) -> None:
    page = visit("agathe", f"/devis/{scene.cases['quotes']}/")
    page.locator("#search").press("Digit3")
    expect(page.locator("#search")).to_have_value("3")


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
