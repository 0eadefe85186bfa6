"""Ten fingers and what they cost."""

from types import TracebackType
from typing import Self

from playwright.sync_api import Page, Request

ASKING = {"document", "fetch", "xhr"}


class Hands:
    """Types on a page; counts the keys pressed and the answers waited for inside the block.

    What the page asks by itself, that somebody is there and who else looks, is nobody's waiting and says so in a header.
    """

    def __init__(self, page: Page, *, pause: float = 0) -> None:
        """PAUSE in milliseconds between two keys."""
        self.page, self.pause = page, pause
        self.keys, self.asked = 0, 0

    def __enter__(self) -> Self:
        self.page.on("request", self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.page.remove_listener("request", self._count)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text, delay=self.pause)

    def _count(self, request: Request) -> None:
        is_waited_for = request.resource_type in ASKING and "cc-unattended" not in request.headers
        self.asked += is_waited_for
