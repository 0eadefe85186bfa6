"""A call-back is promised in five keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from accounts.models import User
from callbacks.models import Callback
from callbacks.services import calling
from tests.browser.conftest import Visit
from tests.browser.hands import Hands
from tests.browser.scene import Scene
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

DENTIST = "dentist"


@pytest.fixture
def scene_as_it_was(stage: Stage) -> Iterator[None]:
    yield
    stage.do(_undo)


def _undo() -> None:
    for promise in Callback.objects.filter(skill=DENTIST):
        calling.cancel(user=User.objects.get(username="agathe"), callback_id=promise.pk, reason="Essai")


def _promised() -> list[tuple[str, bool]]:
    return [(one.skill, one.planned_at is not None) for one in Callback.objects.filter(skill=DENTIST)]


@pytest.mark.usefixtures("scene_as_it_was")
def test_a_promise_costs_at_most_five_keys(visit: Visit, scene: Scene, stage: Stage) -> None:
    page = visit("agathe", f"/contacts/{scene.cases['spoken']}/")
    with Hands(page) as hands:
        hands.press("Control+k")
        page.locator("#palette input:focus").wait_for()
        hands.type("r")
        hands.press("Enter")
        page.locator("#callback [name=slot]:focus").wait_for()
        hands.press("2")
        expect(page.locator("#callback [name=slot]").nth(1)).to_be_checked()
        hands.press("Enter")
        page.locator("#callback #h-promise:focus").wait_for()
    print(f"\na promise: {hands.keys} keys and {hands.asked} requests")  # noqa: T201
    assert (stage.do(_promised), hands.keys <= 5) == ([(DENTIST, True)], True)
