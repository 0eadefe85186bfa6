"""Parts of the running program killed at random moments of a day's work, and what is true of the database after each."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import psutil
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.calls import Centre, centre
from bench.chaos import promises
from bench.chaos.faults import embedded_server
from bench.endurance import invariants
from bench.endurance.work import Desk, Done, NotWorkingError, directory
from bench.servers import Ground, program, say
from contactcenter.supervisor import answers
from contacts.enums import Channel
from contacts.services import cases
from members.models import Member
from supervision import services as supervision

DESKS, EXPERTS = 3, 12
STEPS = "steps"
"""Promises whose steps fall due all the while."""

PARTS = ("PostgreSQL", "Valkey", "pages", "events", "worker", "enforcement")
WORDS = {"pages": "granian", "events": "uvicorn", "worker": "worker", "enforcement": "sla_loop"}
BACK_WITHIN = 300.0
YESTERDAY = 200


@dataclass(frozen=True, slots=True)
class Kill:
    """`back` is the seconds from the kill until the part and the ready page were there again and a desk had its answer."""

    number: int
    part: str
    doing: str
    back: float
    asked: int
    broken: list[str]


@dataclass(slots=True)
class Killed:
    """`again` are attempts that got no answer and were repeated; `steps`, `lost` and `doubled` are of promises falling due."""

    kills: list[Kill] = field(default_factory=list)
    done: Done = field(default_factory=Done)
    steps: int = 0
    lost: int = 0
    doubled: int = 0
    late: float = 0.0


def measure(ground: Ground, *, times: int, seed: int, steps: int) -> Killed:
    """So many kills, at moments and of parts that SEED draws."""
    staff, scene = _people()
    found, chance = Killed(), random.Random(seed)
    with program(ground) as (port, process):
        desks = [Desk(staff, place, port, found.done) for place in range(DESKS)]
        promises.fill(scene, STEPS, steps, soon=5, span=times * 8.0)
        for desk in desks:
            desk.start()
        try:
            for number in range(1, times + 1):
                found.kills.append(_kill(number, chance, desks, found.done, port, process.pid))
                say(f"  {number}: {found.kills[-1]}")
        finally:
            for desk in desks:
                desk.over.set()
                desk.join()
        promises.drained(STEPS)
        judged = promises.judge(promises.Verdict(STEPS, ""))
    found.steps, found.lost, found.doubled, found.late = judged.steps, judged.lost, judged.doubled, judged.most
    return found


def _people() -> tuple[Centre, promises.Scene]:
    """Desks with their telephones, experts round the clock, practitioners to draw from, and a day that is closed."""
    staff = centre(desks=DESKS, boards=0)
    scene = promises.scene()
    for place in range(EXPERTS):
        promises.expert(f"bench-more-{place}", scene.mutuals)
    directory()
    yesterday = timezone.now() - timedelta(days=1)
    mutual = staff.mutuals[0]
    with acting(job("bench")):
        with within_mutuals([mutual.pk]):
            with transaction.atomic():
                members = list(Member.objects.filter(mutual=mutual).order_by("pk")[:YESTERDAY])
            for member in members:
                demand = cases.Demand(
                    mutual_id=mutual.pk,
                    member_id=member.pk,
                    channel=Channel.EMAIL,
                    received_at=yesterday,
                    subject="Hier",
                )
                cases.open_case(demand)
        supervision.close_day(timezone.localdate(yesterday))
    return staff, scene


def _kill(number: int, chance: random.Random, desks: list[Desk], done: Done, port: int, supervisor: int) -> Kill:
    for desk in desks:
        desk.go.set()
    part, wait = chance.choice(PARTS), chance.uniform(0.5, 3.0)
    time.sleep(wait)
    doing = ", ".join(sorted(set(done.doing.values())))
    before = done.total
    began = time.monotonic()
    victims = _processes(part, supervisor)
    if not victims:
        raise NotWorkingError(f"{part} is not there to be killed")
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    _until(
        lambda: _is_back(part, supervisor, victims) and answers(port, "/sante/pret") and done.total > before,
        part,
        desks,
    )
    back = time.monotonic() - began
    for desk in desks:
        desk.go.clear()
    _until(lambda: all(desk.idle.is_set() and not desk.go.is_set() for desk in desks), "desks", desks)
    time.sleep(0.5)  # a desk that had just been let in
    _until(lambda: all(desk.idle.is_set() for desk in desks), "desks", desks)
    looked = invariants.look(done)
    return Kill(number, part, doing, back, looked.asked, looked.broken)


def _processes(part: str, supervisor: int) -> list[psutil.Process]:
    if part in {"PostgreSQL", "Valkey"}:
        return [embedded_server("postgres" if part == "PostgreSQL" else "valkey")]
    return [child for child in psutil.Process(supervisor).children() if WORDS[part] in _words(child)]


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return list(process.cmdline())
    return []


def _is_back(part: str, supervisor: int, victims: list[psutil.Process]) -> bool:
    gone = {victim.pid for victim in victims}
    try:
        now = {one.pid for one in _processes(part, supervisor) if one.status() != psutil.STATUS_ZOMBIE}
        if part == "PostgreSQL":
            promises.health()
    except (RuntimeError, Error, psutil.Error):
        connection.close()
        return False
    return bool(now) and not now & gone


def _until(true: Callable[[], bool], what: str, desks: list[Desk]) -> None:
    until = time.monotonic() + BACK_WITHIN
    while not true():
        if failed := next((desk.failure for desk in desks if desk.failure), None):
            raise failed
        if time.monotonic() > until:
            raise NotWorkingError(f"{what} did not come back within {BACK_WITHIN:.0f} s")
        time.sleep(0.05)
