"""Calls that ring at desks which follow their events: how long until the desk knows, and until it has the contact's page."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connections, transaction
from django.urls import reverse

from accounts.models import Mutual, MutualPolicy, PublicLine
from accounts.roles import Role
from accounts.scopes import within_mutuals
from bench.boards import Board, follows
from bench.browsers import Desk, Popped, Telephones
from bench.people import SignedIn, adviser, sign_in, trained
from bench.servers import say
from bench.usage import Use, watched
from contacts.enums import Make, Outcome
from contacts.models import Queue, Reason, TelephonySystem
from contacts.services.systems import seal_secret
from members.models import Phone

SYSTEM, SECRET = "bench", "a key of this bench"
FIRST_EXTENSION = 2001
PATIENCE = 10.0
"""Seconds after which an event counts as lost."""

SETTLES = 8.0
"""Seconds that the processes of tasks take to start; nobody calls meanwhile."""

RINGS, TALKS = 2.0, 20.0


@dataclass(frozen=True, slots=True)
class Centre:
    """Who sits at the desks, who calls, and on which lines; `reason` closes every call."""

    mutuals: list[Mutual]
    people: list[SignedIn]
    lines: list[str]
    numbers: list[list[str]]
    reason: int
    watchers: list[SignedIn]


@dataclass(slots=True)
class Calls:
    """Seconds from the moment at which the ringing was sent: until it was answered, the desk was told, its page was there.

    `rang` are the moments at which the ringing was sent and had its answer.
    """

    taken: list[float] = field(default_factory=list)
    popped: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    rang: list[tuple[float, float]] = field(default_factory=list)
    rung: int = 0
    lost: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """`told` is how many events all desks were told, `lists` how long an open work list took to follow its queues."""

    desks: int
    rate: float
    seconds: int
    calls: Calls
    doubled: int
    strays: int
    told: int
    lists: list[float]
    boards: list[float]
    used: list[Use]


def centre(*, desks: int, boards: int) -> Centre:
    """Mutuals with a line each, a telephone system, desks whose advisers are signed in and at work, and supervisors."""
    mutuals = list(Mutual.objects.order_by("pk"))
    lines = [f"+3318{mutual.pk:07d}" for mutual in mutuals]
    for mutual, line in zip(mutuals, lines, strict=True):
        MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
        PublicLine.objects.create(mutual=mutual, number=line, label="Bench")
    system = TelephonySystem(code=SYSTEM, label="Bench", make=Make.GENERIC)
    seal_secret(system, SECRET)
    system.save(force_insert=True)
    queues = list(Queue.objects.filter(code="generale"))
    people = [
        trained(adviser(f"bench-desk-{place}", mutuals, extension=str(FIRST_EXTENSION + place)), queues)
        for place in range(desks)
    ]
    return Centre(
        mutuals,
        [sign_in(user) for user in people],
        lines,
        [_numbers(mutual) for mutual in mutuals],
        Reason.objects.get(code="autre").pk,
        [sign_in(adviser(f"bench-board-{place}", mutuals, role=Role.SUPERVISOR.value)) for place in range(boards)],
    )


def _numbers(mutual: Mutual) -> list[str]:
    with within_mutuals([mutual.pk]), transaction.atomic():
        return [str(number) for number in Phone.objects.order_by("pk").values_list("number", flat=True)[:5_000]]


async def measure(centre: Centre, *, port: int, lists: int, rate: float, seconds: int) -> Load:
    """So many calls a second at desks in turn. Every desk's stream is open before the first and after the last."""
    connections.close_all()
    desks = [Desk(port, who, has_list=place < lists) for place, who in enumerate(centre.people)]
    telephones = Telephones(port, reverse("api:telephone-event", args=[SYSTEM]), SECRET)
    boards = [Board(port, who) for who in centre.watchers]
    living = [asyncio.create_task(one.live()) for one in (*desks, *boards)]
    try:
        async with asyncio.timeout(PATIENCE + len(desks) / 10):
            await asyncio.gather(*(one.is_open.wait() for one in (*desks, *boards)))
        say(f"  {len(living)} streams are open")
        await asyncio.sleep(SETTLES)
        with watched() as used:
            calls = await _ring(centre, desks, telephones, rate=rate, seconds=seconds)
        await asyncio.sleep(SETTLES)  # boards look a second after the last word
        _raise_what_failed(living)
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    doubled = sum(count - 1 for desk in desks for count in desk.popped.values())
    return Load(
        desks=len(desks),
        rate=rate,
        seconds=seconds,
        calls=calls,
        doubled=doubled,
        strays=sum(desk.strays for desk in desks) - doubled,
        told=sum(sum(desk.told.values()) for desk in desks),
        lists=[taken for desk in desks for taken in desk.lists],
        boards=follows(boards, calls.rang),
        used=used,
    )


def _raise_what_failed(living: Sequence["asyncio.Task[None]"]) -> None:
    for task in living:
        if task.done():
            task.result()


async def _ring(centre: Centre, desks: Sequence[Desk], telephones: Telephones, *, rate: float, seconds: int) -> Calls:
    """Calls begin at their own moments, whether those before them are over or not."""
    calls, began = Calls(), time.perf_counter()
    talks = min(TALKS, len(desks) / rate / 2)
    async with asyncio.TaskGroup() as group:
        for place in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + place / rate - time.perf_counter()))
            group.create_task(_call(centre, desks[place % len(desks)], telephones, calls, place=place, talks=talks))
    return calls


async def _call(centre: Centre, desk: Desk, telephones: Telephones, calls: Calls, *, place: int, talks: float) -> None:
    """One call from ring to closing, as a member, a telephone system and an adviser make it."""
    mutual = place % len(centre.lines)
    numbers = centre.numbers[mutual]
    call = {
        "call": f"call-{place}",
        "extension": desk.extension,
        "to": centre.lines[mutual],
        "from": numbers[place % len(numbers)],
    }
    waits, calls.rung = desk.expect(), calls.rung + 1
    began = time.perf_counter()
    telling = asyncio.create_task(_tell(telephones, calls, call, "ringing"))
    popped: Popped | None = None
    with suppress(TimeoutError):
        popped = await asyncio.wait_for(waits, PATIENCE)
    if popped is None:
        calls.lost += 1
        await telling
        return
    calls.popped.append(popped.at - began)
    page = f"/contacts/{popped.case_id}/"
    answer = await desk.get(page)
    calls.shown.append(time.perf_counter() - began)
    _check(calls, answer.status, 200, "page")
    answered = await telling
    calls.taken.append(answered - began)
    calls.rang.append((began, answered))
    await desk.post(f"{page}affiche/")
    await asyncio.sleep(RINGS)
    await _tell(telephones, calls, call, "answered")
    await asyncio.sleep(talks)
    await _tell(telephones, calls, call, "ended")
    closing = {"reason": str(centre.reason), "outcome": Outcome.INFORMED.value, "is_solved": "yes"}
    closed = await desk.post(f"{page}cloturer/", closing)
    _check(calls, closed.status, 302, "closing")


async def _tell(telephones: Telephones, calls: Calls, call: dict[str, str], kind: str) -> float:
    """When the program had taken the event."""
    now = datetime.now(tz=UTC).isoformat()
    answer = await telephones.tell(id=f"{call['call']}-{kind}", kind=kind, at=now, **call)
    _check(calls, answer.status, 202, kind)
    return time.perf_counter()


def _check(calls: Calls, status: int, wanted: int, what: str) -> None:
    if status != wanted:
        calls.refused.append(f"{what}: {status}")
