"""A browser with one account's session, as a user of Locust: requests on kept connections, and the stream that stays open."""

import http.client
import json
import re
import time
from collections.abc import Callable
from random import Random
from typing import Any, ClassVar
from urllib.parse import urlencode

import gevent
from locust import FastHttpUser, task

from bench.day.plan import Person

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
SIGN_EVERY, SIGN_SPREAD = 30.0, 15.0
"""Seconds between the signs of an open page, and between the soonest and the latest of them (ui/static/ui/js/presence.js)."""

AGAIN = 3.0
"""Seconds until a stream that ended is opened again (ui/static/ui/js/live.js)."""

STREAM_SILENT = 45.0
MOVED = 302
FAULT = re.compile(r'class="(?:fault|notice notice-bad)"[^>]*>(.*?)</(?:p|div)>', re.DOTALL)
MARKS = re.compile(r"<[^>]*>|\s{2,}")
"""What a page says that is wrong: words of the program, never what was typed."""


class StepError(Exception):
    """A step was refused or not answered: the rest of the contact is left undone. It is counted already."""


class Browser(FastHttpUser):
    """Redirections are followed by hand, so that each page is a step of its own."""

    abstract = True
    host = ""  # one for all; see `bench.day.player`
    # A browser asks again on a new connection when the kept one has just been closed; here each has its own.
    default_headers = {"Connection": "close"}
    network_timeout = connection_timeout = 30.0
    port: ClassVar[int] = 0
    speed: ClassVar[float] = 1.0
    people: ClassVar[list[Person]] = []
    opened: ClassVar[int] = 0
    chance: Random

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.client.client.redirect_response_codes = frozenset()  # type: ignore[misc]  # of this one alone
        self.who = self.people.pop()
        self.headers = {"Cookie": f"contactcenter={self.who.cookie}", "X-CSRFToken": self.who.token}
        self.refreshing: set[str] = set()
        self.chance = Random(self.who.cookie)

    def on_start(self) -> None:
        gevent.spawn(self._follow)
        gevent.spawn(self._sign)

    @task
    def day(self) -> None:
        """One task without an end: what is done follows from what happens."""
        self.work()

    def work(self) -> None:
        """What this person does until the end of the stretch."""
        raise NotImplementedError

    def heard(self, kind: str, said: dict[str, Any]) -> None:
        """An event of the stream: what the page that is open does then."""
        raise NotImplementedError

    # ---- requests

    def ask(
        self, step: str, method: str, path: str, said: Any = None, *, fragment: bool = False, wanted: int = 200
    ) -> str:
        """The body of the answer; of what moves on, the address. Raises StepError."""
        headers = {**self.headers, **({"HX-Request": "true"} if fragment else {})}
        body = urlencode(said, doseq=True) if said is not None else None
        if method == "POST":
            headers["Content-Type"] = FORM
        with self.client.request(
            method, path, name=step, data=body or None, headers=headers, catch_response=True
        ) as answer:
            status = answer.status_code
            if status != wanted:
                why = FAULT.search((answer.content or b"").decode()) if status >= 400 else None
                answer.failure(f"{status} instead of {wanted} {MARKS.sub('', why[1]) if why else ''}".strip())
                raise StepError(step)
            if status == MOVED:
                return str((answer.headers or {}).get("location", ""))
            return (answer.content or b"").decode()

    def quietly(self, step: str, method: str, path: str) -> None:
        """What a page does by itself; a newer one takes the place of one that waits."""
        if step in self.refreshing:
            return
        self.refreshing.add(step)
        headers = {**self.headers, "HX-Request": "true", "CC-Unattended": "1"}
        try:
            self.client.request(method, path, name=step, headers=headers)
        finally:
            self.refreshing.discard(step)

    def pause(self, seconds: float) -> None:
        gevent.sleep(seconds / self.speed)

    # ---- what an open page does by itself

    def _sign(self) -> None:
        gevent.sleep(self.chance.random() * SIGN_EVERY)
        while True:
            self.quietly("sign of life", "POST", "/presence/signe/")
            gevent.sleep(SIGN_EVERY + (self.chance.random() - 0.5) * SIGN_SPREAD)

    def _follow(self) -> None:
        while True:
            why = "the stream ended"
            try:
                self._listen()
            except (OSError, http.client.HTTPException, ValueError) as error:
                why = type(error).__name__
            self.environment.events.request.fire(
                request_type="STREAM", name="stream", response_time=0, response_length=0, exception=StepError(why)
            )
            gevent.sleep(AGAIN)

    def _listen(self) -> None:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=STREAM_SILENT)
        connection.request("GET", "/direct/", headers={**self.headers, "Accept": "text/event-stream"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ValueError(answer.status)
        kind = ""
        while line := answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                kind = value
                Browser.opened += kind == "open"
            elif name == "data" and kind not in {"", "open", "kind", "beat", "cut"}:
                self.heard(kind, json.loads(value))


def timed(fire: Callable[..., None], step: str, began: float) -> None:
    """A step that is no request: something heard."""
    fire(
        request_type="EVENT",
        name=step,
        response_time=1000 * (time.perf_counter() - began),
        response_length=0,
        exception=None,
        start_time=time.time() - (time.perf_counter() - began),
    )
