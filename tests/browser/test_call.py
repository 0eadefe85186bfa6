"""A whole call with ten fingers: it rings, the person is identified, the reason and the note are kept, the contact is closed."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contacts.enums import CaseState
from contacts.models import Case
from tests.browser.calls import Telephone
from tests.browser.conftest import Visit
from tests.browser.hands import Hands
from tests.browser.looking import COLOURS, violations
from tests.browser.scene import Scene
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

HELENE = "04 65 71 23 48"
Ring = Callable[[str], Telephone]


@pytest.fixture
def ring(stage: Stage) -> Iterator[Ring]:
    """Calls Claire's desk from a number; what is still open at the end is hung up and put away."""
    calls: list[Telephone] = []

    def rung(number: str) -> Telephone:
        call = Telephone(stage.address, number, "claire")
        calls.append(call)
        call.tell("ringing")
        return call

    yield rung
    for call in calls:
        call.tell("ended")
    stage.do(put_away)


def put_away() -> None:
    """Claire's alone: the others' are the scene's."""
    Case.objects.filter(holder__username="claire", state__in=[CaseState.IN_HAND, CaseState.ASIDE]).update(
        state=CaseState.WAITING, holder=None, held_at=None
    )


@pytest.fixture
def desk(visit: Visit) -> Page:
    page = visit("claire", "/")
    expect(page.locator("#live-on")).to_be_visible()
    return page


def test_a_call_opens_its_contact_at_an_idle_desk(desk: Page, scene: Scene, ring: Ring) -> None:
    ring(HELENE)
    expect(desk.locator("#h-id")).to_be_visible()


def test_a_call_waits_in_the_bar_while_somebody_types(desk: Page, scene: Scene, ring: Ring) -> None:
    desk.keyboard.type("march")
    ring(HELENE)
    expect(desk.locator("#call .ring")).to_be_visible()
    assert desk.input_value("#search") == "march"


def test_a_whole_call_costs_at_most_sixteen_keys_and_twelve_requests(desk: Page, scene: Scene, ring: Ring) -> None:
    call = ring(HELENE)
    call.tell("answered")
    with Hands(desk) as hands:
        desk.locator("#h-id").wait_for()
        hands.press("Enter")
        desk.locator("#reason-text").wait_for()
        expect(desk.locator("#reason-text")).to_be_focused()
        hands.type("den")
        hands.press("Enter")
        expect(desk.locator("#reason-form [role=status]")).to_contain_text("Motif enregistré")
        desk.keyboard.type("Veut comparer cinq devis.")
        call.tell("ended")
        hands.press("F9")
        desk.locator("#closing").wait_for()
        hands.press("1")
        expect(desk.locator("#closing .ans input[value=told]").first).to_be_checked()
        hands.press("Control+Enter")
        desk.wait_for_url("**/")
    print(f"\na whole call: {hands.keys} keys and {hands.asked} requests")  # noqa: T201
    assert (hands.keys <= 16, hands.asked <= 12) == (True, True)


def test_what_is_closed_is_in_sight_with_the_button_that_closes(desk: Page, scene: Scene, ring: Ring) -> None:
    desk.set_viewport_size({"width": 1280, "height": 720})
    ring(HELENE).tell("answered")
    desk.locator("#h-id").wait_for()
    desk.keyboard.press("Enter")
    desk.locator("#reason-text").wait_for()
    desk.keyboard.press("F9")
    expect(desk.locator("#closing button[data-cc-focus]")).to_be_focused()
    for place in ("#h-close", "#h-prevention", "#closing button[data-cc-focus]"):
        expect(desk.locator(place)).to_be_in_viewport(ratio=1)


def test_an_unknown_number_makes_nobody(desk: Page, scene: Scene, ring: Ring) -> None:
    ring("06/39/98/00/01")
    expect(desk.get_by_text("Personne n’a ce numéro.")).to_be_visible()


def test_the_timer_runs_from_the_answer(desk: Page, scene: Scene, ring: Ring) -> None:
    ring(HELENE).tell("answered")
    expect(desk.locator(".timer")).to_have_text(re.compile(r"^\d\d:\d[1-9]$"))


def test_what_the_telephone_does_not_take_is_said_and_forgotten_when_asked_again(
    desk: Page, scene: Scene, ring: Ring
) -> None:
    ring(HELENE).tell("answered")
    desk.locator("#call-hold").click()
    said = desk.locator("#call-said")
    expect(said).to_contain_text("utilisez le téléphone lui-même")
    desk.evaluate("document.querySelector('[data-cc-call-failed]').hidden = false")
    with desk.expect_response("**/telephone/attente/"):
        desk.locator("#call-hold").click()
    expect(desk.locator("[data-cc-call-failed]")).to_be_hidden()
    expect(said).to_contain_text("utilisez le téléphone lui-même")


def test_whoever_hung_up_is_called_back_from_the_bar(desk: Page, scene: Scene, ring: Ring) -> None:
    call = ring(HELENE)
    call.tell("answered")
    desk.locator("#call-hold").wait_for()
    call.tell("ended")
    with desk.expect_request("**/appeler/") as asked:
        desk.locator("#call-back").press("Enter")
    typed: Any = asked.value.post_data_json
    assert typed["number"] == "+33465712348"


def test_a_call_is_handed_to_a_desk_and_the_page_says_what_the_telephone_cannot(
    desk: Page, scene: Scene, ring: Ring
) -> None:
    ring(HELENE).tell("answered")
    desk.locator("#act-transfer").click()
    expect(desk.locator("#hand-desk")).to_be_focused()
    desk.keyboard.type("Karim")
    desk.locator("#hand-call button").click()
    expect(desk.locator("#call-said")).to_contain_text("Ce standard ne reçoit pas d’ordres d’ici")


def test_a_live_call_is_seen_from_the_history_and_gone_back_to(desk: Page, scene: Scene, ring: Ring) -> None:
    call = ring(HELENE)
    call.tell("answered")
    desk.locator("#h-id").wait_for()
    address = desk.url
    desk.goto(f"/adherents/{scene.members['helene']}/historique/")
    expect(desk.locator("#back-to-call .timer")).to_have_text(re.compile(r"^\d\d:\d[1-9]$"))
    desk.locator("#back-to-call").press("Enter")
    desk.wait_for_url(address)
    expect(desk.locator("#back-to-call")).to_have_count(0)


def test_after_the_call_its_contact_is_gone_back_to(desk: Page, scene: Scene, ring: Ring) -> None:
    call = ring(HELENE)
    call.tell("answered")
    desk.locator("#h-id").wait_for()
    desk.goto(f"/adherents/{scene.members['helene']}/historique/")
    expect(desk.locator("#live-on")).to_be_visible()
    call.tell("ended")
    expect(desk.locator("#back-to-case")).to_be_visible()


def test_a_call_that_hangs_up_at_once_leaves_the_page_with_a_word(
    desk: Page, scene: Scene, ring: Ring, axe: str
) -> None:
    call = ring("06/39/98/00/02")
    desk.get_by_text("Personne n’a ce numéro.").wait_for()
    expect(desk.locator("#live-on")).to_be_visible()
    call.tell("abandoned")
    left = desk.locator("#case-bar[role=alert]")
    expect(left).to_contain_text("Ce contact n’est plus entre vos mains")
    desk.evaluate(axe)
    assert violations(desk, COLOURS) == []
    left.get_by_role("link", name="Mes contacts").press("Enter")
    desk.wait_for_url("**/contacts/")
