import json
import random
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import PublicLine, User
from accounts.scopes import within_mutuals
from contacts.deadlines import SIMULATED_ANSWER
from contacts.enums import Make
from contacts.models import TelephonySystem
from contacts.services.systems import secret_of
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from contacts.telephony.day import HIDDEN, Day, Step
from members.models import Phone

KNOWN = 0.8
"""Share of the callers whose number stands in a file."""
SENDERS = 8


@dataclass(slots=True)
class World:
    """Whom the day can ring at, what is dialled, and who calls each line."""

    extensions: list[str]
    lines: list[tuple[str, list[str]]]


@dataclass(slots=True)
class Sent:
    """What became of the requests."""

    statuses: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


class Sender:
    """Signed events over HTTP, one connection a thread, as a telephone system sends them."""

    def __init__(self, url: str, system: TelephonySystem) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise CommandError(_("Give the server's address, such as http://127.0.0.1:8000."))
        self._make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host = parts.netloc
        self._path = reverse("api:telephone-event", args=[system.code])
        self._secret = secret_of(system)
        self._own = threading.local()
        self._opened: list[HTTPConnection] = []

    def send(self, event: dict[str, Any]) -> tuple[str, float]:
        """The status, or the kind of failure; and the milliseconds that it took."""
        body, now = json.dumps(event).encode(), int(time.time())
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: str(now),
            SIGNATURE_HEADER: signed(self._secret, now, body),
        }
        began = time.perf_counter()
        try:
            connection = self._connection()
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
        except (OSError, HTTPException) as error:
            self._own.connection = None
            status = type(error).__name__
        return status, (time.perf_counter() - began) * 1000

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if getattr(self._own, "connection", None) is None:
            self._own.connection = self._make(self._host, timeout=SIMULATED_ANSWER.total_seconds())
            self._opened.append(self._own.connection)
        connection: HTTPConnection = self._own.connection
        return connection


class Command(BaseCommand):
    help = "Play a believable day of calls against the running server of a demonstration, through its signed webhook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls-per-second", type=float, default=3.0)
        parser.add_argument("--duration", type=float, default=60.0, help="seconds into which the day is squeezed")
        parser.add_argument("--desks", type=int, default=200, help="desks at most, of the accounts with an extension")
        parser.add_argument("--system", default=Make.GENERIC.value, help="code or make of the telephone system")
        parser.add_argument("--url", default="http://127.0.0.1:8000")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is not a demonstration: invented calls would ring at real desks."))
        if min(options["calls_per_second"], options["duration"], options["desks"]) <= 0:
            raise CommandError(_("Calls, duration and desks are above zero."))
        system = _system(options["system"])
        world = _world(options["desks"])
        day = Day(
            calls_per_second=options["calls_per_second"],
            duration=options["duration"],
            desks=len(world.extensions),
            seed=options["seed"],
        )
        told: Counter[str] = Counter()
        sent = _live(day, world, Sender(options["url"], system), random.Random(options["seed"]), told)  # noqa: S311
        self._report(told, sent, desks=len(world.extensions), pace=day.pace)
        if set(sent.statuses) - {"200", "202"}:
            raise CommandError(_("Some events were not taken."))

    def _report(self, told: Counter[str], sent: Sent, *, desks: int, pace: float) -> None:
        print(_("Desks: %(desks)d; durations of an ordinary day × %(pace)s") % {"desks": desks, "pace": f"{pace:.3f}"})
        for kind, number in sorted(told.items()):
            print(f"  {kind:<12} {number:>7}")
        print(_("Answers:"), ", ".join(f"{status} × {number}" for status, number in sorted(sent.statuses.items())))
        if len(sent.milliseconds) > 1:
            cuts = statistics.quantiles(sent.milliseconds, n=100)
            figures = {"median": cuts[49], "p95": cuts[94], "p99": cuts[98], "longest": max(sent.milliseconds)}
            print(
                _("Latency of the requests, ms: median %(median)s, p95 %(p95)s, p99 %(p99)s, longest %(longest)s")
                % {name: f"{value:.1f}" for name, value in figures.items()}
            )


def _system(wanted: str) -> TelephonySystem:
    systems = TelephonySystem.objects.filter(Q(code=wanted) | Q(make=wanted), is_active=True, make=Make.GENERIC)
    system = systems.first()
    if system is None:
        raise CommandError(_("There is no active telephone system of this name that speaks the generic JSON."))
    return system


def _world(desks: int) -> World:
    extensions = User.objects.filter(is_active=True).exclude(extension="").order_by("extension")
    found = list(extensions.values_list("extension", flat=True)[:desks])
    lines = [(str(line.number), _numbers(line.mutual_id)) for line in PublicLine.objects.filter(mutual__is_active=True)]
    if not found or not lines:
        raise CommandError(_("No account has an extension, or no mutual has a line: nothing can ring."))
    return World(found, lines)


def _numbers(mutual_id: int) -> list[str]:
    with within_mutuals([mutual_id]), transaction.atomic():
        return [str(number) for number in Phone.objects.order_by("pk").values_list("number", flat=True)[:2000]]


def _live(day: Day, world: World, sender: Sender, chance: random.Random, told: Counter[str]) -> Sent:
    """Each step at its moment, by several senders: what one call tells may arrive out of order, as it does elsewhere."""
    run, sent = uuid4().hex[:8], Sent()
    callers: dict[int, tuple[str, str]] = {}
    pending: list[Future[tuple[str, float]]] = []
    began = time.monotonic()
    with ThreadPoolExecutor(SENDERS) as senders:
        for place, step in enumerate(day.steps()):
            time.sleep(max(0.0, began + step.at - time.monotonic()))
            told[step.kind] += 1
            line, caller = callers.setdefault(step.call, _who(world, chance))
            pending.append(
                senders.submit(sender.send, _event(step, f"sim-{run}", place, world) | {"from": caller, "to": line})
            )
    sender.close()
    for answer in pending:
        status, milliseconds = answer.result()
        sent.statuses[status] += 1
        sent.milliseconds.append(milliseconds)
    return sent


def _who(world: World, chance: random.Random) -> tuple[str, str]:
    """The line dialled and the number that calls: a member's of that mutual, one that nobody has, or none."""
    line, numbers = chance.choice(world.lines)
    drawn = chance.random()
    if drawn < HIDDEN:
        return line, "anonymous"
    if numbers and drawn < HIDDEN + KNOWN:
        return line, chance.choice(numbers)
    return line, f"06 39 98 {chance.randrange(100):02d} {chance.randrange(100):02d}"


def _event(step: Step, run: str, place: int, world: World) -> dict[str, Any]:
    desk = {} if step.desk is None else {"extension": world.extensions[step.desk]}
    at = datetime.now(UTC).isoformat()
    return {"id": f"{run}-{place}", "call": f"{run}-c{step.call}", "kind": step.kind, "at": at, **desk}
