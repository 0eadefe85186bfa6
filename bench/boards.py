"""Live boards, many at once on one event loop: each looks again as its page does, and says when it did."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bench.browsers import Desk, ask

AFTER, SPREAD, REFRESHED = 1.0, 0.5, 15.0
"""Seconds from the first word of a burst to the look, what chance adds to it, and from one look to the next without a word
(ui/static/ui/js/board.js)."""


@dataclass(slots=True, eq=False)
class Board(Desk):
    """A supervisor's browser with the board open. `looks` are when each was asked for and when it was there."""

    looks: list[tuple[float, float]] = field(default_factory=list)
    waits: "asyncio.TimerHandle | None" = None
    looking: "asyncio.Task[None] | None" = None
    again: bool = False

    async def live(self) -> None:
        """Open the page and its stream, and look again whenever the page would. Until cancelled."""
        await self.get("/plateau/")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._refresh())

    def heard(self, kind: str) -> None:
        if kind == "activity" and self.waits is None:
            self.waits = asyncio.get_running_loop().call_later(AFTER + SPREAD * random.random(), self._look)

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(REFRESHED)
            self._look()

    def _look(self) -> None:
        """One at a time; what is heard meanwhile is looked at after it."""
        self.waits = None
        if self.looking is not None and not self.looking.done():
            self.again = True
        else:
            self.looking = asyncio.create_task(self._get())

    async def _get(self) -> None:
        began = time.perf_counter()
        headers = {**self.who.headers, "HX-Request": "true", "CC-Unattended": "1"}
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if (await ask(self.port, "GET", "/plateau/vue/", headers=headers)).status == 200:
                self.looks.append((began, time.perf_counter()))
        if self.again:
            self.again = False
            self.looking = asyncio.create_task(self._get())


def follows(boards: Sequence[Board], rang: Sequence[tuple[float, float]]) -> list[float]:
    """For each call and board: seconds from the ringing until a look was there that was asked for once the call was taken.

    RANG are when each ringing was sent and when it was taken. A board that never looked again is late without end.
    """
    return [
        min((there for asked, there in board.looks if asked >= taken), default=float("inf")) - sent
        for board in boards
        for sent, taken in rang
    ]
