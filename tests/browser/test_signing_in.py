"""From the sign-in page to the desk."""

import pytest

from tests.browser.conftest import Visit, sign_in
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def test_by_keyboard_alone(visit: Visit, stage: Stage) -> None:
    stage.empty_cache()  # the code of this half minute may have been given before
    page = visit()
    sign_in(page, "claire")
    assert page.title() == "Chercher une personne – contactcenter"


def test_a_refusal_leads_to_the_password(visit: Visit) -> None:
    page = visit()
    for typed in ("claire", "pas le bon mot de passe"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab" if typed == "claire" else "Enter")
    page.locator("#fault").wait_for()
    told = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent.trim()"
    assert (page.evaluate("document.activeElement.name"), page.evaluate(told)) == (
        "password",
        "Cet identifiant et ce mot de passe ne vont pas ensemble.",
    )
