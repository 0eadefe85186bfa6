"""Four eyes in the administration: one asks, another approves."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

LIST = "/administration/accounts/grant/"
ASKED = "mila · Arbelle"


def ask(page: Page) -> None:
    """For Mila to work for Arbelle from tomorrow on."""
    page.locator("#id_user").select_option(label="mila")
    page.locator("#id_mutual").select_option(label="Arbelle")
    page.locator("#id_starts_on").fill("01/01/2030")
    page.locator("[name=_save]").press("Enter")
    expect(page.locator(".messagelist")).to_be_visible()


def approve(page: Page) -> None:
    page.get_by_role("checkbox", name=ASKED).check()
    page.locator("[name=action]").select_option("approve")
    page.locator("[name=index]").press("Enter")
    page.locator(".messagelist").wait_for()


def test_who_asked_cannot_approve_and_another_can(visit: Visit) -> None:
    asking = visit("alex", f"{LIST}add/")
    ask(asking)
    asking.goto(LIST)
    approve(asking)
    told = asking.locator(".messagelist .error").count()
    approving = visit("noe", LIST)
    approve(approving)
    expect(approving.locator(".messagelist .success")).to_have_count(1)
    row = approving.locator("tr", has=approving.get_by_role("checkbox", name=ASKED))
    assert (
        told,
        row.locator(".field-requested_by").text_content(),
        (row.locator(".field-approval").text_content() or "").partition(",")[0],
    ) == (
        1,
        "alex",
        "noe",
    )
