"""A file changed with ten fingers: where the focus goes, and what stays."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.browser.screens import changing, refused_change

pytestmark = pytest.mark.browser

KINDS = ["telephone", "adresse", "preferences", "accord", "fragilite", "interlocuteur"]


@pytest.fixture
def lucie(visit: Visit) -> Page:
    return visit("lucie")


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_takes_the_focus_and_escape_gives_it_back(lucie: Page, scene: Scene, kind: str) -> None:
    changing(kind)(lucie, scene)
    expect(lucie.locator("#change :is(input, select):not([type=hidden])").first).to_be_focused()
    lucie.keyboard.press("Escape")
    expect(lucie.locator(f"#open-{kind}")).to_be_focused()
    expect(lucie.locator("#change")).to_be_empty()


def test_faults_take_the_focus_and_lead_to_their_field(lucie: Page, scene: Scene) -> None:
    refused_change(lucie, scene)
    expect(lucie.locator("#faults")).to_be_focused()
    lucie.keyboard.press("Tab")
    lucie.keyboard.press("Enter")
    expect(lucie.locator("#change [name=number]")).to_be_focused()


def test_towns_come_while_the_postcode_is_typed(lucie: Page, scene: Scene) -> None:
    changing("adresse")(lucie, scene)
    lucie.focus("#change_postal_code")
    lucie.keyboard.type("34490")
    expect(lucie.locator("#change_town option", has_text="Murviel-lès-Béziers")).to_have_count(1)
    expect(lucie.locator("#change_postal_code")).to_be_focused()


def test_the_palette_opens_a_form(lucie: Page, scene: Scene) -> None:
    changing("accord")(lucie, scene)
    lucie.keyboard.press("Control+k")
    lucie.keyboard.type("fragi")
    lucie.keyboard.press("Enter")
    expect(lucie.locator("#change_sign")).to_be_focused()
