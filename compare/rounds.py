"""Rounds of the product's own enforcement: as many promises fall due again and again, are escalated, written down and told."""

import time
from dataclasses import dataclass, field

from django.db import connection

from bench.chaos.promises import fill, forget, missing, scene, scoped
from clock.enums import StepKind
from contactcenter import enforcement

SOONEST = -1.0
"""Due for a second already."""


@dataclass(slots=True)
class Told:
    """Seconds of each round, the telling included, and how many letters all of them wrote."""

    seconds: list[float] = field(default_factory=list)
    letters: int = 0


def escalate(due: int, rounds: int) -> tuple[list[float], Told]:
    """Seconds of each round until all is escalated and written down, and until everybody is told besides.

    Raises RuntimeError when a round leaves something undone.
    """
    where, step = scene(), _step()
    spent, told = [], Told()
    for number in range(rounds):
        name = f"round-{number}"
        fill(where, name, due, soon=SOONEST, step=step)
        before = time.perf_counter()
        enforcement.enforce()
        spent.append(time.perf_counter() - before)
        _tell_at_night_too()
        before = time.perf_counter()
        while left := enforcement.tell():
            told.letters += left
        told.seconds.append(spent[-1] + time.perf_counter() - before)
        if missing(name, step=step):
            raise RuntimeError(f"{missing(name, step=step)} of {due} promises were not escalated")
        forget(name)
    return spent, told


def _step() -> int:
    """The first step at which supervisors are told."""
    with scoped(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(place) - 1 FROM clock_ladder, jsonb_array_elements(rungs) WITH ORDINALITY AS rung (rung, place)"
            " WHERE commitment = 'callback' AND rung ->> 1 = %s",
            [StepKind.ESCALATE.value],
        )
        (step,) = cursor.fetchone()
    return int(step)


def _tell_at_night_too() -> None:
    """What would wait for the morning is told now: the figures are the same at every hour."""
    with scoped(), connection.cursor() as cursor:
        cursor.execute("UPDATE clock_alert SET next_at = clock_now() WHERE next_at IS NOT NULL")
