"""What happens on the way to a deadline and after it: the steps of a ladder, and the instants at which they fall. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clock.enums import StepKind
from clock.hours import Calendar, later

SCALE = 1440
"""Steps are written in parts of the target, of which it has this many: minutes, for the twenty-four hours of a call-back."""


@dataclass(frozen=True, slots=True)
class Rung:
    """At `share`/SCALE of the target, in counted time."""

    share: int
    kind: StepKind


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    kind: StepKind


def steps(
    start: datetime,
    target: timedelta,
    rungs: Sequence[Rung],
    *,
    calendar: Calendar | None = None,
) -> list[Step]:
    """The instants of a promise given at START, in order; the breach falls on the deadline exactly."""
    ordered = sorted(rungs, key=lambda rung: rung.share)
    return [Step(later(start, target * rung.share / SCALE, calendar=calendar), rung.kind) for rung in ordered]


def overtaken(instants: Sequence[datetime], *, at: datetime) -> int:
    """How many steps of a promise that is armed AT this moment are not done: those that a later one has overtaken."""
    return max(sum(instant <= at for instant in instants) - 1, 0)


def faults_of(rungs: Sequence[Rung]) -> list[str]:
    """What is wrong with a ladder, as codes: `empty`, `breach` (not exactly one, at the target), `after`, `twice`."""
    found = []
    if not rungs:
        found.append("empty")
    if [rung.share for rung in rungs if rung.kind is StepKind.BREACH] != [SCALE]:
        found.append("breach")
    if any(not 0 <= rung.share <= SCALE for rung in rungs):
        found.append("after")
    if len({rung.share for rung in rungs}) != len(rungs):
        found.append("twice")
    return found
