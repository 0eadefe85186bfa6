"""An answer of the server that takes its time."""

from types import TracebackType
from typing import Self

from playwright.sync_api import Page, Route


class Held:
    """Keeps the first answer to what asks for PATTERN until the test wants it; everything later goes through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.pattern = page, pattern
        self.first: Route | None = None

    def __enter__(self) -> Self:
        self.page.route(self.pattern, self._take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.page.unroute(self.pattern, self._take)

    def wait(self) -> None:
        """Until it is asked for, and the server has answered."""
        while self.first is None:
            self.page.wait_for_timeout(5)
        self.response = self.first.fetch()

    def answer(self) -> None:
        assert self.first is not None
        self.first.fulfill(response=self.response)

    def lose(self) -> None:
        assert self.first is not None
        self.first.abort()

    def _take(self, route: Route) -> None:
        if self.first is None:
            self.first = route
        else:
            route.continue_()
