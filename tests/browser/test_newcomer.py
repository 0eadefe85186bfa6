"""A newcomer's first hour: the README's own table, read and done as it stands there, on the demonstration that `make run` loads."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.conftest import watch
from tests.browser.screens import BUSY
from tests.browser.stage import Backstage, Stage, copied_database
from workstation.demonstration import ACCOUNTS_FILE

pytestmark = pytest.mark.browser

SECTION = re.compile(r"^## A first hour$(.*?)^## ", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| \d+ \| (?P<do>.+) \| (?P<seen>`.+`) \|$", re.MULTILINE)
DONE = re.compile(r"(?P<verb>open|sign in as|type|press|click) `(?P<what>[^`]+)`(?: beside `(?P<beside>[^`]+)`)?")
KEYS = {"Entrée": "Enter", "Échap": "Escape", "Ctrl K": "Control+k", "Ctrl Entrée": "Control+Enter"}


@dataclass(frozen=True, slots=True)
class Row:
    """What the README says to do, in order, and what the screen then shows."""

    does: list[tuple[str, str, str]]
    shows: list[str]


def rows() -> list[Row]:
    found = SECTION.search((settings.ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return [Row(DONE.findall(row["do"]), re.findall(r"`([^`]+)`", row["seen"])) for row in ROW.finditer(found[1])]


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """The program as `make run` leaves it: the demonstration in its database, passwords in its folder, one factor."""
    own, copied = f"test_{worker_name}", f"test_{worker_name}_newcomer"
    with django_db_blocker.unblock():
        connections.close_all()
    with copied_database(own, copied):
        made = Stage(copied, tmp_path_factory.mktemp("newcomer"), Backstage(copied, django_db_blocker))
        made.environment["MFA_REQUIRED"] = "0"
        made.empty_cache()
        load = [sys.executable, "manage.py", "load_demo", "--verbosity=0"]
        subprocess.run(load, cwd=settings.ROOT, env=made.environment, check=True)
        with made.pages():
            yield made
        made.do.close()


@pytest.fixture
def newcomer(demonstration: Stage, chromium: Browser, heard: list[str]) -> Iterator["Newcomer"]:
    browser = chromium.new_context(
        base_url=demonstration.address,
        viewport={"width": 1366, "height": 768},
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    watch(browser, demonstration.address, heard)
    yield Newcomer(browser.new_page(), demonstration.folder / ACCOUNTS_FILE)
    browser.close()


class Newcomer:
    """Does what a row says, and waits for the page after each act as anybody would."""

    def __init__(self, page: Page, accounts: Path) -> None:
        self.page, self.accounts = page, accounts
        self.verbs: dict[str, Callable[[str, str], None]] = {
            "open": lambda _address, _: self.goto(),
            "sign in as": lambda name, _: self.sign_in(name),
            "type": lambda text, _: page.keyboard.type(text),
            "press": lambda key, _: self.press(KEYS.get(key, key)),
            "click": self.click,
        }

    def does(self, row: Row) -> None:
        for verb, what, beside in row.does:
            self.verbs[verb](what, beside)
            expect(self.page.locator(BUSY)).to_have_count(0)
            self.page.wait_for_load_state()

    def goto(self) -> None:
        """The address that the README names is the one of its own run."""
        self.page.goto("/")

    def sign_in(self, name: str) -> None:
        accounts = json.loads(self.accounts.read_text(encoding="utf-8"))
        self.page.keyboard.type(name)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(next(one["password"] for one in accounts if one["username"] == name))
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("header.r1")

    def press(self, key: str) -> None:
        """What is confirmed leads on: nobody types before the focus has left what was confirmed."""
        self.page.evaluate("document.activeElement.dataset.was = ''")
        self.page.keyboard.press(key)
        if key.endswith("Enter"):
            self.page.wait_for_function("() => !document.activeElement?.matches('[data-was]')")

    def click(self, what: str, beside: str) -> None:
        within = self.page.locator("li, tr", has_text=re.compile(".*".join(map(re.escape, beside.split()))))
        where = within.first if beside else self.page
        where.get_by_text(what, exact=True).locator("visible=true").first.click()


def test_the_readme_leads_through_a_first_hour(newcomer: Newcomer) -> None:
    for row in rows():
        newcomer.does(row)
        for text in row.shows:
            expect(newcomer.page.get_by_text(text).locator("visible=true").first).to_be_visible()


def test_the_hour_has_what_a_contact_is_about() -> None:
    said = " ".join(text for row in rows() for text in row.shows)
    assert [word for word in ("tirés au sort", "Reste à charge", "Promis", "À imprimer") if word not in said] == []
