"""A believable day of a French health contact centre, squeezed into any time. Plain Python.

The curve, the patience and the durations are invented within what is published: two peaks a day, the morning's higher, Monday apart;
a caller waits two or three minutes; a talk lasts some three minutes and now and then fifteen.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

# Share of the day's calls by half hour, from eight in the morning to eight in the evening.
CURVE = (
    3, 5, 7, 8, 8, 7, 6, 5, 4, 4, 5, 6, 7, 7, 6, 5, 5, 4, 4, 3, 2, 2, 1, 1,
)  # fmt: skip
TALK, WRAP_UP, PATIENCE, RING = 180.0, 45.0, 150.0, 4.0
"""Medians or means in seconds of an ordinary day."""
BUSY = 0.85
"""Of the desks' time that calls take at most: a day that is offered more is talked through faster."""
MISSES, HOLDS, TRANSFERS, HIDDEN = 0.03, 0.15, 0.04, 0.05


@dataclass(order=True, slots=True)
class Step:
    """What the telephone system tells at an instant of the day, in seconds from its beginning."""

    at: float
    order: int
    kind: str = field(compare=False)
    call: int = field(compare=False)
    desk: int | None = field(compare=False, default=None)


@dataclass(slots=True)
class _Caller:
    patience: float
    talk: float
    wrap_up: float
    desk: int | None = None
    is_answered: bool = False
    is_over: bool = False


class Day:
    """Callers queue, desks are free or not; `steps` tells it as it happens. The same seed lives the same day."""

    def __init__(self, *, calls_per_second: float, duration: float, desks: int, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311  a day that can be lived again, not a secret
        self._duration = duration
        self._arrivals = self._arriving(calls_per_second * duration)
        # Where the desks could not keep up with talks of three minutes, everything is shorter by one factor.
        offered = calls_per_second * (TALK * 1.15 + WRAP_UP + RING)
        self.pace = min(1.0, BUSY * desks / offered) if offered else 1.0
        self._free = list(range(desks))
        self._waiting: list[int] = []
        self._callers: list[_Caller] = []
        self._coming: list[tuple[float, int, str, int, int | None]] = []
        self._order = 0

    def _arriving(self, calls: float) -> list[float]:
        """Instants by the curve: as many as asked, more at its peaks."""
        width, total = self._duration / len(CURVE), sum(CURVE)
        instants = [
            (place + self._chance.random()) * width
            for place in self._chance.choices(
                range(len(CURVE)), weights=[share / total for share in CURVE], k=round(calls)
            )
        ]
        return sorted(instants)

    def steps(self) -> Iterator[Step]:
        """Until the doors close; who still speaks then hangs up, who still waits gives up."""
        for at in self._arrivals:
            self._will(at, "ring", self._call())
        while self._coming:
            at, order, what, call, desk = heapq.heappop(self._coming)
            if at > self._duration:
                break
            yield from self._happens(at, order, what, call, desk)
        yield from self._closing()

    def _call(self) -> int:
        self._callers.append(
            _Caller(
                patience=self._chance.weibullvariate(PATIENCE, 1.3) * self.pace,
                talk=self._chance.lognormvariate(5.19, 0.55) * self.pace,
                wrap_up=self._chance.lognormvariate(3.8, 0.4) * self.pace,
            )
        )
        return len(self._callers) - 1

    def _will(self, at: float, what: str, call: int, desk: int | None = None) -> None:
        self._order += 1
        heapq.heappush(self._coming, (at, self._order, what, call, desk))

    def _happens(self, at: float, order: int, what: str, call: int, desk: int | None) -> Iterator[Step]:
        caller = self._callers[call] if call >= 0 else None
        if what == "free" and desk is not None:
            self._free.append(desk)
            yield from self._serve(at, order)
        elif caller is None or caller.is_over:
            return
        elif what == "ring":
            self._waiting.append(call)
            self._will(at + caller.patience, "leave", call)
            yield Step(at, order, "ringing", call)
            yield from self._serve(at, order)
        elif what == "leave" and not caller.is_answered:
            yield from self._gives_up(at, order, call, caller)
        elif what == "answer":
            yield from self._answered(at, order, call, caller)
        elif what in {"held", "resumed", "transferred"}:
            yield from self._during(at, order, what, call, caller)
        elif what == "end":
            yield from self._ended(at, order, call, caller)

    def _serve(self, at: float, order: int) -> Iterator[Step]:
        """Who has waited longest rings at a desk that is free."""
        while self._waiting and self._free:
            call = self._waiting.pop(0)
            desk = self._free.pop(self._chance.randrange(len(self._free)))
            self._callers[call].desk = desk
            self._will(at + self._chance.uniform(0.4, 1.6) * RING * self.pace, "answer", call)
            yield Step(at, order, "ringing", call, desk)

    def _answered(self, at: float, order: int, call: int, caller: _Caller) -> Iterator[Step]:
        if self._chance.random() < MISSES:
            desk, caller.desk = caller.desk, None
            self._waiting.insert(0, call)
            self._will(at + WRAP_UP * self.pace, "free", -1, desk)
            yield Step(at, order, "missed", call, desk)
            yield from self._serve(at, order)
            return
        caller.is_answered = True
        self._will(at + caller.talk, "end", call)
        if self._chance.random() < HOLDS:
            self._will(at + caller.talk * 0.3, "held", call)
            self._will(at + caller.talk * 0.5, "resumed", call)
        if self._chance.random() < TRANSFERS:
            self._will(at + caller.talk * 0.7, "transferred", call)
        yield Step(at, order, "answered", call, caller.desk)

    def _during(self, at: float, order: int, what: str, call: int, caller: _Caller) -> Iterator[Step]:
        if what == "transferred":
            if not self._free:
                return
            self._will(at + caller.wrap_up, "free", -1, caller.desk)
            caller.desk = self._free.pop(0)
        yield Step(at, order, what, call, caller.desk)

    def _gives_up(self, at: float, order: int, call: int, caller: _Caller) -> Iterator[Step]:
        caller.is_over = True
        if call in self._waiting:
            self._waiting.remove(call)
        yield Step(at, order, "abandoned", call, caller.desk)
        if caller.desk is not None:
            self._will(at, "free", -1, caller.desk)

    def _ended(self, at: float, order: int, call: int, caller: _Caller) -> Iterator[Step]:
        caller.is_over = True
        self._will(at + caller.wrap_up, "free", -1, caller.desk)
        yield Step(at, order, "ended", call, caller.desk)

    def _closing(self) -> Iterator[Step]:
        rung = {call for call, at in enumerate(self._arrivals) if at <= self._duration}
        for call in sorted(rung):
            caller = self._callers[call]
            if not caller.is_over:
                self._order += 1
                yield Step(
                    self._duration, self._order, "ended" if caller.is_answered else "abandoned", call, caller.desk
                )
