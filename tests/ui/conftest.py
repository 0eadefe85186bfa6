"""A Chromium on the sample pages. It has a loop of its own, so it lives no longer than the module that asks for it."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.chromium import PATIENCE, executable
from tests.ui.site import running

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--renderer-process-limit=1"]
WATCH = """addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective, event.blockedURI));"""

Scheme = Literal["light", "dark"]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page said on its console: violations of the policy, faults of scripts."""
    return []


@pytest.fixture(scope="module")
def idle() -> list[Page]:
    """Pages of tests that are over: a page used again costs a quarter of a new one."""
    return []


@pytest.fixture
def visit(chromium: Browser, site: str, idle: list[Page], complaints: list[str]) -> Iterator[Open]:
    """Opens a path, at a size and with the cookies that the sample person's choices are."""
    opened: list[Page] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def suffer(error: Error) -> None:
        complaints.append(str(error))

    def visited(
        path: str = "/", *, width: int = 1366, height: int = 768, scheme: Scheme = "light", **cookies: str
    ) -> Page:
        page = idle.pop() if idle else _page(chromium, site)
        opened.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme=scheme, forced_colors="null")
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page.on("console", hear)
        page.on("pageerror", suffer)
        page.goto(path)
        return page

    yield visited
    for page in opened:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", suffer)
    idle += opened


def _page(chromium: Browser, site: str) -> Page:
    context = chromium.new_context(base_url=site)
    context.add_init_script(WATCH)
    return context.new_page()
