"""What one stretch of a day is made of: who sits where, what comes when. Plain Python, read by the process that plays it.

A day of the centre is twelve hours. Played at four times its speed, everything that people do takes a quarter of its time: calls come
four times as often, talks and pauses are four times as short. What a page does by itself (signs of life, the stream) keeps its own pace.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from contacts.telephony.day import CURVE, Day

OPEN = 12 * 3600.0
"""Seconds of a day of the centre."""

BUSIEST = 4 * OPEN / len(CURVE)
"""Seconds after opening around which most comes."""

CALLS_SHARE = 14 / 20
"""Of all contacts; the others are written (bench/days.py)."""

WRITERS_SHARE = 1 / 5
"""Of the advisers, who answer what was written while the others are on the telephone."""


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in account: its cookie and the token of its forms; `extension` is empty without a telephone."""

    cookie: str
    token: str
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One stretch. `numbers` are who calls each of `lines`; `run` makes the names of its calls differ from any other stretch's."""

    port: int
    run: str
    seed: int
    speed: float
    minutes: float
    contacts: int
    quotes_share: float
    path: str
    secret: str
    lines: list[str]
    numbers: list[list[str]]
    callers: list[Person] = field(default_factory=list)
    writers: list[Person] = field(default_factory=list)
    watchers: list[Person] = field(default_factory=list)

    @property
    def length(self) -> float:
        """Seconds of the day that are played."""
        return self.minutes * 60 * self.speed

    @property
    def written(self) -> int:
        """How many written contacts will be asked for."""
        return sum(1 for _ in written(self))


@dataclass(frozen=True, slots=True)
class Told:
    """What the telephone system tells, in real seconds from the beginning; `desk` is a place among the callers."""

    at: float
    kind: str
    call: str
    desk: int | None


def told(plan: Plan) -> Iterator[Told]:
    """Of the busiest part of the day, or of as many days as the time is long; calls that began before are left out."""
    for day, since, until, offset in _parts(plan):
        played: set[int] = set()
        one = Day(
            calls_per_second=plan.contacts * CALLS_SHARE / OPEN,
            duration=OPEN,
            desks=len(plan.callers),
            seed=plan.seed + day,
        )
        for step in one.steps():
            if step.kind == "transferred" or step.at < since:
                continue
            if step.at >= until and step.call not in played:
                continue
            if step.kind == "ringing" and step.desk is None:
                if step.at >= until:
                    continue
                played.add(step.call)
            if step.call in played:
                at = (min(step.at, until + 900) - since) / plan.speed + offset
                yield Told(at, step.kind, f"{plan.run}-{day}-{step.call}", step.desk)


def written(plan: Plan) -> Iterator[float]:
    """Real seconds from the beginning at which an adviser asks for what was written, by the same curve."""
    for day, since, until, offset in _parts(plan):
        chance = Random(f"{plan.seed}-{day}")
        width = OPEN / len(CURVE)
        count = round(plan.contacts * (1 - CALLS_SHARE))
        moments = sorted(
            (place + chance.random()) * width for place in chance.choices(range(len(CURVE)), weights=CURVE, k=count)
        )
        for at in moments:
            if since <= at < until:
                yield (at - since) / plan.speed + offset


def _parts(plan: Plan) -> Iterator[tuple[int, float, float, float]]:
    """Number of a day, from and until when it is played in its own seconds, and the real second at which that begins."""
    left, offset, day = plan.length, 0.0, 0
    while left > 0:
        length = min(left, OPEN)
        since = min(max(0.0, BUSIEST - length / 2), OPEN - length)
        yield day, since, since + length, offset
        left, offset, day = left - length, offset + length / plan.speed, day + 1
