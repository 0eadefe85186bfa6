"""A Chromium on the sample pages. It has a loop of its own, so it lives no longer than the module that asks for it."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import executable
from tests.ui.site import running

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
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
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page said on its console: violations of the policy, faults of scripts."""
    return []


@pytest.fixture
def visit(chromium: Browser, site: str, complaints: list[str]) -> Iterator[Open]:
    """Opens a path, at a size and with the cookies that the sample person's choices are."""
    contexts = []

    def opened(
        path: str = "/", *, width: int = 1366, height: int = 768, scheme: Scheme = "light", **cookies: str
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=site)
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
