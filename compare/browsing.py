"""Whole HTTP requests of one signed-in adviser at either program, and what a set of them took."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from bench.search import Timing

WARM_UP = 5
LEAST = 20
"""Questions that are asked however long each takes."""

Q = TypeVar("Q")


class Browser:
    """One connection, kept open. HEADERS say who it is."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.http = HTTPConnection("127.0.0.1", port)
        self.headers = headers

    def get(self, path: str) -> str:
        return self._answer("GET", path)

    def post(self, path: str, body: str, **headers: str) -> str:
        return self._answer("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def _answer(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> str:
        """The body of the answer. Raises RuntimeError for anything but 200."""
        given = {**self.headers, **(headers or {})}
        try:
            self.http.request(method, path, body=body, headers=given)
            answer = self.http.getresponse()
        except ConnectionError:  # kept open for too long while the other program was asked
            self.http.close()
            self.http.request(method, path, body=body, headers=given)
            answer = self.http.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {method} {path.partition('?')[0]}")
        return text


@dataclass(frozen=True, slots=True)
class Asked(Generic[Q]):
    """One way to do one thing: DO answers a question, FOUND says whether it is what was looked for, None where that says nothing."""

    do: Callable[[Q], str]
    found: Callable[[Q, str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Took:
    """`found` is a share, None where nothing was looked for."""

    times: int
    timing: "Timing"
    found: float | None


def took(asked: Asked[Q], questions: Sequence[Q], *, most: float = float("inf")) -> Took:
    """The questions in turn, warm, for MOST seconds or LEAST of them, whichever is longer."""
    from bench.search import timing  # noqa: PLC0415  Django is set up only now

    for question in questions[:WARM_UP]:
        asked.do(question)
    spent: list[float] = []
    met: list[bool] = []
    for question in questions:
        before = time.perf_counter()
        answer = asked.do(question)
        spent.append(time.perf_counter() - before)
        if asked.found is not None:
            met.append(asked.found(question, answer))
        if sum(spent) > most and len(spent) >= LEAST:
            break
    return Took(len(spent), timing(spent), sum(met) / len(met) if met else None)
