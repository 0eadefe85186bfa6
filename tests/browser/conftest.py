"""Chromium on the real program. Its loop, its pages and their data live as long as the tests of this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.browser import scene as scenes
from tests.browser.scene import PASSWORD, SECRET, Scene
from tests.browser.stage import Backstage, Stage, copied_database
from tests.chromium import PATIENCE, executable

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr",
    "--renderer-process-limit=1",
]
WATCH = """addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective, event.blockedURI));"""
WINDOW: ViewportSize = {"width": 1366, "height": 768}

Visit = Callable[..., Page]
"""Of a name, none by default, and a path, the first page by default."""


@pytest.fixture(scope="package")
def stage(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """The pages of the program, answering, and Celery behind them."""
    own, copied = f"test_{worker_name}", f"test_{worker_name}_browser"
    with django_db_blocker.unblock():
        connections.close_all()
    with copied_database(own, copied):
        backstage = Backstage(copied, django_db_blocker)
        made = Stage(copied, tmp_path_factory.mktemp("browser"), backstage)
        made.empty_cache()
        with made.worker(), made.pages():
            yield made
        backstage.close()


@pytest.fixture(scope="package")
def scene(stage: Stage) -> Scene:
    return stage.do(scenes.set_up, stage.folder)


@pytest.fixture(scope="package")
def chromium(stage: Stage) -> Iterator[Browser]:
    """After the stage: inside Playwright's loop Django no longer knows the connections that this thread opened."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


def sign_in(page: Page, username: str) -> None:
    """From the sign-in page to the desk, without the mouse."""
    page.wait_for_selector("[name=login]:focus")  # a busy browser gives it after the page has loaded
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/connexion/code/")
    _give_code(page)
    if page.locator("header.r1").count() == 0:
        _give_code(page)  # the half minute of the first one was over when it came
    page.wait_for_selector("header.r1")


def _give_code(page: Page) -> None:
    page.wait_for_selector("[name=code]:focus")
    page.keyboard.type(code())
    page.keyboard.press("Enter")
    page.wait_for_selector("header.r1, .fault")


def code() -> str:
    """What the telephone shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time()))))


@pytest.fixture(scope="package")
def heard() -> list[str]:
    """Violations of the policy, faults of scripts, static files that are missing, requests to elsewhere."""
    return []


@pytest.fixture(autouse=True)
def _no_complaint(heard: list[str]) -> Iterator[None]:
    """In no test, whatever it is about."""
    yield
    complaints = heard.copy()
    heard.clear()
    assert complaints == []


class Pages:
    """Opens paths as somebody, and takes pages back: a page used again costs a third of a new one.

    Each name has a browser of its own, signed in by the keyboard once. Without a name nobody is signed in.
    """

    def __init__(self, chromium: Browser, address: str, heard: list[str]) -> None:
        self.chromium, self.address, self.heard = chromium, address, heard
        self.browsers: dict[str, BrowserContext] = {}
        self.idle: dict[str, list[Page]] = {}

    def open(self, username: str, path: str) -> Page:
        if username not in self.browsers:
            self._begin(username)
        idle = self.idle[username]
        page = idle.pop() if idle else self.browsers[username].new_page()
        page.goto(path)
        if page.locator("[autofocus]:visible").count():
            page.wait_for_selector(":focus")  # a busy browser gives it after the page has loaded
        return page

    def leave(self, username: str, page: Page) -> None:
        page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        page.set_viewport_size(WINDOW)
        self.idle[username].append(page)
        if not username:
            page.context.clear_cookies()

    def _begin(self, username: str) -> None:
        browser = self.browsers[username] = self.chromium.new_context(
            base_url=self.address, viewport=WINDOW, locale="fr-FR", timezone_id="Europe/Paris"
        )
        browser.set_default_timeout(PATIENCE)
        watch(browser, self.address, self.heard)
        page = browser.new_page()
        if username:
            page.goto("/")
            sign_in(page, username)
        self.idle[username] = [page]


@pytest.fixture(scope="package")
def pages(chromium: Browser, stage: Stage, scene: Scene, heard: list[str]) -> Pages:
    return Pages(chromium, stage.address, heard)


@pytest.fixture
def visit(pages: Pages) -> Iterator[Visit]:
    """`Pages.open`, for one test."""
    opened: list[tuple[str, Page]] = []

    def visited(username: str = "", path: str = "/") -> Page:
        page = pages.open(username, path)
        opened.append((username, page))
        return page

    yield visited
    for username, page in opened:
        pages.leave(username, page)


def watch(context: BrowserContext, address: str, heard: list[str]) -> None:
    """Tells HEARD what goes wrong in CONTEXT. An answer of 4xx that a test asks for is no complaint of its own."""
    context.add_init_script(WATCH)

    def on_request(url: str) -> None:
        if not url.startswith((address, "data:")):
            heard.append(f"asks {url}")

    def on_response(url: str, status: int) -> None:
        if status >= 400 and "/static/" in url:
            heard.append(f"{status} {url}")

    def on_console(kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith("Failed to load resource"):
            heard.append(f"{kind}: {text}")

    context.on("request", lambda request: on_request(request.url))
    context.on("response", lambda response: on_response(response.url, response.status))
    context.on("console", lambda message: on_console(message.type, message.text))
    context.on("weberror", lambda error: heard.append(str(error.error)))


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
