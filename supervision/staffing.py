"""How many advisers a half-hour of calls needs: Erlang's C, and A for callers who do not wait for ever. Plain Python.

Calls come by chance (Poisson), take as long as they take (exponential), and whoever is free takes the next one. C (Erlang
1917) supposes that everybody waits; A (Palm 1957) that callers give up after an exponential time. B is taken by its recursion,
which never overflows, and C from B; A by the building blocks of Zeltyn and Mandelbaum (2005, section 9; with exponential patience
the incomplete gamma function), whose series has positive terms only. Times are in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Final

MOST: Final = 2_000
"""More advisers than any floor has: a target that needs more is out of reach."""

_LARGE: Final = 1e200
_FAR: Final = 700.0
"""exp() of more overflows."""


@dataclass(frozen=True, slots=True)
class Load:
    """Calls of a half-hour, what one takes in all, and how long callers wait at most on average (None: for ever)."""

    calls: float
    handling: float
    patience: float | None = None
    period: float = 1_800.0

    @property
    def erlangs(self) -> float:
        return self.calls * self.handling / self.period


@dataclass(frozen=True, slots=True)
class Service:
    """Shares of the calls offered between 0 and 1. `wait` is the mean of all calls, infinite where the queue only grows."""

    in_time: float
    waits: float
    abandoned: float
    wait: float
    occupancy: float


def erlang_b(advisers: int, erlangs: float) -> float:
    """The share of calls that find everybody busy when none can wait."""
    blocked = 1.0
    for number in range(1, advisers + 1):
        blocked = erlangs * blocked / (number + erlangs * blocked)
    return blocked


def erlang_c(load: Load, advisers: int, within: float) -> Service:
    """Everybody waits until an adviser is free."""
    erlangs = load.erlangs
    if not erlangs:
        return Service(1.0, 0.0, 0.0, 0.0, 0.0)
    if advisers <= erlangs:
        return Service(0.0, 1.0, 0.0, float("inf"), 1.0)
    blocked = erlang_b(advisers, erlangs)
    waits = blocked / (1 - erlangs / advisers * (1 - blocked))
    free = advisers - erlangs
    late = waits * exp(-min(_FAR, free * within / load.handling))
    return Service(1 - late, waits, 0.0, waits * load.handling / free, erlangs / advisers)


def erlang_a(load: Load, advisers: int, within: float) -> Service:
    """Callers give up after `load.patience` on average; in time are those who were answered in time, of all who called."""
    if load.patience is None:
        return erlang_c(load, advisers, within)
    if not load.erlangs:
        return Service(1.0, 0.0, 0.0, 0.0, 0.0)
    rate, serving, leaving = load.calls / load.period, advisers / load.handling, 1 / load.patience
    busy, left = serving / leaving, rate / leaving
    blocked = erlang_b(advisers - 1, load.erlangs)
    # The logarithm of λJ; idle time, and waits of more than WITHIN, are parts of it.
    whole = log(left) + _log_series(busy, left)
    idle = exp(min(_FAR, -whole - log(blocked))) if blocked > 0 else float("inf")
    if idle == float("inf"):
        return Service(1.0, 0.0, 0.0, 0.0, load.erlangs / advisers)
    waits = 1 / (1 + idle)
    abandoned = min(1.0, max(0.0, (exp(min(_FAR, -whole)) + 1 - busy / left) * waits))
    later = left * exp(-within * leaving)
    beyond = left - later - busy * within * leaving
    over = exp(min(0.0, log(left) + beyond + _log_series(busy, later) - whole))
    ends = exp(min(_FAR, beyond - whole))
    late = min(1.0, max(0.0, (busy / left * over - ends) * waits))
    in_time = min(1.0, max(0.0, 1 - abandoned - late))
    occupancy = min(1.0, load.erlangs * (1 - abandoned) / advisers)
    return Service(in_time, waits, abandoned, abandoned * load.patience, occupancy)


def _log_series(busy: float, left: float) -> float:
    """The logarithm of Σ left^k ÷ (busy (busy + 1) … (busy + k)): the lower incomplete gamma function without its front."""
    term = total = 1 / busy
    shift, place = 0.0, 0
    while term > total * 1e-16 or left > busy + place:
        place += 1
        term *= left / (busy + place)
        total += term
        if total > _LARGE:
            term, total, shift = term / _LARGE, total / _LARGE, shift + log(_LARGE)
    return log(total) + shift


Model = Callable[[Load, int, float], Service]


def needed(load: Load, *, share: float, within: float, model: Model = erlang_c) -> int | None:
    """The fewest advisers with whom SHARE of the calls is answered WITHIN; none for no call, None when `MOST` do not do."""
    if load.calls <= 0:
        return 0
    low, high = 1, 1
    while model(load, high, within).in_time < share:
        low, high = high + 1, high * 2
        if low > MOST:
            return None
    while low < high:
        middle = (low + high) // 2
        if model(load, middle, within).in_time < share:
            low = middle + 1
        else:
            high = middle
    return low
