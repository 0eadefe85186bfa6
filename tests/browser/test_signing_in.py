"""From the sign-in page to the desk."""

import pytest

from tests.browser.conftest import Visit, sign_in

pytestmark = pytest.mark.browser


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    sign_in(page, "claire")
    assert page.title() == "Chercher une personne – contactcenter"
