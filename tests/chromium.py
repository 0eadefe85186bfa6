"""Where no Chromium is found, the tests marked `browser` are left out and the run says which, in one line."""

import shutil
from typing import Any

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 30_000
"""Milliseconds until what a page does not show is a fault: a busy machine shows it late."""
LEFT_OUT = pytest.StashKey[set[str]]()


def executable() -> str | None:
    """Path of this machine's Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = set()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if executable():
        return
    browser = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in browser]
    config.hook.pytest_deselected(items=browser)
    config.stash[LEFT_OUT] |= {str(item.path.relative_to(config.rootpath)) for item in browser}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands what it left out to the controller."""
    if output := getattr(session.config, "workeroutput", None):
        left_out: set[str] = session.config.stash[LEFT_OUT]
        output["left_out"] = sorted(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] |= set(getattr(node, "workeroutput", {}).get("left_out", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out: set[str] = config.stash[LEFT_OUT]
    if left_out:
        files = ", ".join(sorted(left_out))
        terminalreporter.write_line(f"No Chromium was found, so the browser tests were left out: {files}")
