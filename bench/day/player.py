"""Plays one stretch of a day: a process of Locust's own, for gevent changes the whole process. It imports nothing of Django.

The plan comes as JSON on standard input. On standard output, one JSON object a line: when all streams are open, when what is measured
begins and ends, and what was found.
"""

import json
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, ClassVar

import gevent
import gevent.event
import gevent.lock
import gevent.queue
from locust.env import Environment

from bench.day import acts
from bench.day.browser import HOST, MOVED, Browser, StepError, timed
from bench.day.forms import NoFormError
from bench.day.plan import Person, Plan, Told, told, written
from contacts import signatures

PATIENCE = 10.0
"""Seconds after which an event counts as lost."""

OPENS_WITHIN = 120.0
WARMS_UP = 240.0
"""Seconds of the day that are played before anything is measured: until calls end as often as they begin."""

DRAINS = 20.0
BOARD_AFTER, BOARD_EVERY = 1.0, 15.0
"""Seconds from the first word of a burst to the look of a board, and between two without a word (ui/static/ui/js/board.js)."""


@dataclass(slots=True, eq=False)
class Ring:
    """One call at one desk. `case` is known once the desk was told."""

    call: str
    began: float
    case: str = ""
    told: gevent.event.Event = field(default_factory=gevent.event.Event)
    answered: gevent.event.Event = field(default_factory=gevent.event.Event)
    over: gevent.event.Event = field(default_factory=gevent.event.Event)
    is_missed: bool = False


@dataclass(slots=True)
class Found:
    """Milliseconds by step, of what began while it was measured; what was refused, and why."""

    times: dict[str, list[float]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)
    contacts: Counter[str] = field(default_factory=Counter)
    since: float = float("inf")
    until: float = float("inf")

    def take(
        self, name: str, response_time: float, exception: BaseException | None, start_time: float = 0.0, **_: Any
    ) -> None:
        """Of every request, as Locust tells it."""
        if not self.since <= (start_time or time.time()) < self.until:
            return
        times = self.times.setdefault(name, [])
        if exception is None:
            times.append(response_time)
        else:
            self.failed[name] += 1
            self.faults[f"{name}: {exception}"[:160]] += 1

    def told(self) -> dict[str, Any]:
        names = sorted({*self.times, *self.failed})
        return {
            "times": {name: self.times.get(name, []) for name in names},
            "failed": dict(self.failed),
            "faults": dict(self.faults),
            "late": self.late,
            "contacts": dict(self.contacts),
        }


class Adviser(Browser):
    """Whoever closes contacts; `page` is the contact whose page is open."""

    abstract = True
    found: ClassVar[Found]
    quotes_share: ClassVar[float]
    page = ""

    def heard(self, kind: str, said: dict[str, Any]) -> None:
        if kind == "presence":
            gevent.spawn(self.quietly, "live: presence", "GET", "/presence/")
        elif kind == "case":
            gevent.spawn(self._follow_case, str(said["id"]))

    def _follow_case(self, case_id: str) -> None:
        page = self.page
        if page == case_id:
            self.quietly("live: bar of the contact", "GET", f"/contacts/{page}/barre/")
        gevent.sleep(0.3)
        self.quietly("live: bar of the call", "GET", f"/contacts/appel/{f'?sauf={page}' if page else ''}")

    def handle(self, act: str, case_id: str) -> None:
        """A contact from its page on; what fails is counted, and the rest of it is left undone."""
        self.page = case_id
        looking = gevent.spawn(self._look, case_id)
        try:
            getattr(self, act)(case_id)
            self.found.contacts["closed"] += 1
        except StepError:
            self.found.contacts["left undone"] += 1
        except NoFormError as missing:
            self.found.contacts["left undone"] += 1
            self.found.take("form that is not there", 0, missing)
        finally:
            looking.kill()
            self.page = ""

    def _look(self, case_id: str) -> None:
        """Who else looks at the contact is asked every ten seconds (ui/static/ui/js/viewers.js)."""
        while True:
            headers = {**self.headers, "HX-Request": "true", "CC-Unattended": "1"}
            said = "state=looking"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            path = f"/contacts/{case_id}/presence/"
            self.client.request("POST", path, name="live: who looks", data=said, headers=headers)
            gevent.sleep(10)


class Caller(Adviser):
    """Somebody with a telephone: contacts come to them."""

    desks: ClassVar[list["Caller"]] = []

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.desks.append(self)
        self.expected: deque[Ring] = deque()
        self.rings: gevent.queue.Queue[Ring] = gevent.queue.Queue()

    @property
    def is_busy(self) -> bool:
        """With a contact, or with a call that rings."""
        return bool(self.page or self.expected or not self.rings.empty())

    def heard(self, kind: str, said: dict[str, Any]) -> None:
        if kind != "call":
            super().heard(kind, said)
        elif self.expected:
            ring = self.expected.popleft()
            ring.case = str(said["id"])
            timed(self.environment.events.request.fire, "desk is told of the call", ring.began)
            ring.told.set()
            self.rings.put(ring)
        else:
            self.found.contacts["told without a ring"] += 1

    def work(self) -> None:
        while True:
            ring = self.rings.get()
            if not ring.is_missed and not ring.over.is_set():
                self._answer(ring)

    def _answer(self, ring: Ring) -> None:
        self.page = ring.case
        try:
            page = acts.shown(self, ring.case)
            timed(self.environment.events.request.fire, "desk has the page", ring.began)
            self.ask("page is shown", "POST", f"/contacts/{ring.case}/affiche/", wanted=acts.KEPT)
        except StepError:
            self.found.contacts["left undone"] += 1
            self.page = ""
            return
        gevent.wait([ring.answered, ring.over], count=1)
        if ring.answered.is_set():
            self._now, self._shown = ring, page
            self.handle("_talk", ring.case)
        self.page = ""

    def _talk(self, case_id: str) -> None:
        ring = self._now
        self.pause(15)
        page = acts.identify(self, case_id, self._shown)
        topic = acts.topic_of(self.chance, self.quotes_share, by_phone=True)
        outcome = acts.handle(self, case_id, page, topic, by_phone=True)
        ring.over.wait()
        acts.close(self, case_id, outcome)


class Writer(Adviser):
    """Somebody who answers what was written: they ask for the next contact."""

    asked: ClassVar["gevent.queue.Queue[float]"]

    def work(self) -> None:
        while True:
            self.asked.get()
            try:
                moved = self.ask("next contact", "POST", "/contacts/suivant/", {}, wanted=MOVED)
            except StepError:
                continue
            found = acts.PAGE.search(moved)
            if found is None:
                self.found.contacts["nothing waited"] += 1
            else:
                self.handle("_answer", found[1])

    def _answer(self, case_id: str) -> None:
        page = acts.shown(self, case_id)
        self.pause(30)
        topic = acts.topic_of(self.chance, self.quotes_share, by_phone=False)
        outcome = acts.handle(self, case_id, page, topic, by_phone=False)
        acts.answer(self, case_id)
        acts.close(self, case_id, outcome)


class Watcher(Browser):
    """A supervisor with the board open, which looks again a second after it is told that something happened."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.looked = gevent.event.Event()

    def heard(self, kind: str, said: dict[str, Any]) -> None:  # noqa: ARG002  the board looks at everything again
        if kind == "activity":
            self.looked.set()

    def work(self) -> None:
        self.quietly("board: page", "GET", "/plateau/")
        while True:
            self.looked.wait(BOARD_EVERY)
            self.looked.clear()
            gevent.sleep(BOARD_AFTER)
            self.quietly("board: looks again", "GET", "/plateau/vue/")


class Telephones:
    """Rings, answers and hangs up as the plan says, whether those before are over or not."""

    def __init__(self, plan: Plan, environment: Environment, found: Found) -> None:
        self.plan, self.found, self.environment = plan, found, environment
        self.client = _Lines(environment).client
        self.rings: dict[str, Ring] = {}
        self.callers: dict[str, tuple[str, str]] = {}
        self.turns: dict[str, gevent.lock.BoundedSemaphore] = {}
        self.number = 0

    def play(self, began: float) -> None:
        for step in told(self.plan):
            gevent.sleep(max(0.0, began + step.at - time.perf_counter()))
            self.found.late.append(time.perf_counter() - began - step.at)
            gevent.spawn(self.tell, step)

    def tell(self, step: Told) -> None:
        """One thing after the other of one call: who exchanges calls does not ring at a desk whose adviser is busy."""
        with self.turns.setdefault(step.call, gevent.lock.BoundedSemaphore(1)):
            self._tell(step)

    def _tell(self, step: Told) -> None:
        ring = self.rings.get(step.call)
        if step.kind == "ringing" and step.desk is not None:
            self._wait_for(Caller.desks[step.desk])
            ring = self._ring(step.call, step.desk)
        desk = None if step.desk is None else Caller.desks[step.desk].who.extension
        if step.kind == "missed" and ring is not None:
            ring.is_missed = True
            ring.over.set()
        self._send(step, desk)
        if ring is not None and step.kind == "answered":
            ring.answered.set()
        elif ring is not None and step.kind in {"ended", "abandoned"}:
            ring.over.set()
            self.rings.pop(step.call, None)

    def _wait_for(self, desk: Caller) -> None:
        began = time.perf_counter()
        while desk.is_busy:
            gevent.sleep(0.05)
        timed(self.environment.events.request.fire, "call waits for its desk", began)

    def hang_up(self) -> None:
        """Whoever still speaks or waits."""
        for call, ring in list(self.rings.items()):
            kind = "ended" if ring.answered.is_set() else "abandoned"
            gevent.spawn(self.tell, Told(0, kind, call, None))

    def _ring(self, call: str, desk: int) -> Ring:
        ring = self.rings[call] = Ring(call, time.perf_counter())
        Caller.desks[desk].expected.append(ring)
        gevent.spawn(self._expect, Caller.desks[desk], ring)
        return ring

    def _expect(self, desk: Caller, ring: Ring) -> None:
        if not ring.told.wait(PATIENCE) and ring in desk.expected:
            desk.expected.remove(ring)
            self.found.take("desk is told of the call", 0, StepError("not within ten seconds"))

    def _send(self, step: Told, extension: str | None) -> None:
        self.number += 1
        line, caller = self.callers.setdefault(step.call, self._who())
        event: dict[str, Any] = {"id": f"{self.plan.run}-{self.number}", "call": step.call, "kind": step.kind}
        event |= {"at": _now(), "from": caller, "to": line}
        if extension:
            event["extension"] = extension
        body, now = json.dumps(event), int(time.time())
        headers = {
            "Content-Type": "application/json",
            signatures.TIMESTAMP_HEADER: str(now),
            signatures.SIGNATURE_HEADER: signatures.signed(self.plan.secret, now, body.encode()),
        }
        self.client.request("POST", self.plan.path, name=f"telephones tell: {step.kind}", data=body, headers=headers)

    def _who(self) -> tuple[str, str]:
        """Everybody calls once before anybody calls again."""
        place = len(self.callers)
        line = place % len(self.plan.lines)
        numbers = self.plan.numbers[line]
        return self.plan.lines[line], numbers[(self.plan.seed * 1009 + place // len(self.plan.lines)) % len(numbers)]


class _Lines(Browser):
    """The telephone system's own connections: nobody is signed in on them."""

    concurrency = 50
    people: ClassVar[list[Person]] = [Person("", "")]


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() % 1 * 1000):03d}+00:00"


def main() -> None:
    plan = _plan(json.load(sys.stdin))
    found = Found()
    Browser.host, Browser.port, Browser.speed = f"http://{HOST}:{plan.port}", plan.port, plan.speed
    Adviser.found, Adviser.quotes_share = found, plan.quotes_share
    Writer.asked = gevent.queue.Queue()
    kinds = {Caller: plan.callers, Writer: plan.writers, Watcher: plan.watchers}
    for kind, people in kinds.items():
        kind.people, kind.fixed_count = list(reversed(people)), len(people)
    environment = Environment(user_classes=[kind for kind, people in kinds.items() if people])
    environment.events.request.add_listener(found.take)  # type: ignore[no-untyped-call]
    runner = environment.create_local_runner()
    runner.start(sum(map(len, kinds.values())), spawn_rate=50)
    _wait_for_streams(sum(map(len, kinds.values())))
    _say(state="open")
    _play(plan, environment, found)
    _say(found=found.told())
    runner.quit()


def _play(plan: Plan, environment: Environment, found: Found) -> None:
    telephones = Telephones(plan, environment, found)
    began, length = time.perf_counter(), plan.length / plan.speed
    warm = min(WARMS_UP / plan.speed + 5, length / 4)
    playing = [gevent.spawn(telephones.play, began), gevent.spawn(_post, plan, began)]
    gevent.sleep(warm)
    found.since = time.time()
    _say(state="begun")
    gevent.sleep(max(0.0, began + length - time.perf_counter()))
    found.until = time.time()
    _say(state="ended", seconds=found.until - found.since)
    gevent.killall(playing)
    telephones.hang_up()
    gevent.sleep(DRAINS)


def _post(plan: Plan, began: float) -> None:
    for at in written(plan):
        gevent.sleep(max(0.0, began + at - time.perf_counter()))
        Writer.asked.put(at)


def _wait_for_streams(wanted: int) -> None:
    until = time.monotonic() + OPENS_WITHIN
    while Browser.opened < wanted:
        if time.monotonic() > until:
            raise SystemExit(f"{Browser.opened} of {wanted} streams are open")
        gevent.sleep(0.2)


def _plan(said: dict[str, Any]) -> Plan:
    for kind in ("callers", "writers", "watchers"):
        said[kind] = [Person(**one) for one in said[kind]]
    return Plan(**said)


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
