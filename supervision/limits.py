"""Within what a figure moves by itself: control charts. Plain Python.

Shewhart's charts (ISO 7870-2:2023): individuals with moving ranges for means, and for numbers once what their weekday does
each week is taken away; a chart of shares (p') after Laney (2002), whose limits follow the number of cases of each day and
widen when days differ by more than chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Final

RANGE_TO_SIGMA: Final = 1.128
"""The mean moving range of two is so many standard deviations (d2 of ISO 7870-2)."""

SIGMAS: Final = 3
LONG_RUN: Final = 8
"""So many days on end on one side of the middle are no chance either."""

LEAST: Final = 10
"""Of fewer days no limit is drawn."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A day's middle and limits. `is_out` is outside of them, `in_run` the last of a long run on one side."""

    centre: float
    low: float
    high: float
    is_out: bool
    in_run: bool


def individuals(values: Sequence[float]) -> list[Limit]:
    """XmR: middle and limits are those of all values. Empty for too few."""
    return seasonal(values, [0] * len(values))


def seasonal(values: Sequence[float], groups: Sequence[int]) -> list[Limit]:
    """XmR of what is left of each value without the mean of its group: the middle moves with the group. Empty for too few."""
    if len(values) < LEAST:
        return []
    means = {
        group: _mean([value for value, its in zip(values, groups, strict=True) if its == group])
        for group in set(groups)
    }
    centres = [means[group] for group in groups]
    left = [value - centre for value, centre in zip(values, centres, strict=True)]
    reach = SIGMAS * _moving(left) / RANGE_TO_SIGMA
    return _limits(values, centres, [reach] * len(values), floor=0)


def shares(parts: Sequence[tuple[int, int]]) -> list[Limit]:
    """Laney's p', of how many of how many a day: shares between 0 and 1. Empty for too few. No day is of nothing."""
    if len(parts) < LEAST:
        return []
    values = [hits / of for hits, of in parts]
    centre = sum(hits for hits, _ in parts) / sum(of for _, of in parts)
    chance = [sqrt(centre * (1 - centre) / of) for _, of in parts]
    scores = [(value - centre) / sigma if sigma else 0.0 for value, sigma in zip(values, chance, strict=True)]
    wider = max(1.0, _moving(scores) / RANGE_TO_SIGMA)
    return _limits(values, [centre] * len(values), [SIGMAS * sigma * wider for sigma in chance], floor=0, ceiling=1)


def _moving(values: Sequence[float]) -> float:
    """The mean of what lies between neighbours."""
    return _mean([abs(other - one) for one, other in pairwise(values)])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _limits(
    values: Sequence[float],
    centres: Sequence[float],
    reaches: Sequence[float],
    *,
    floor: float,
    ceiling: float = float("inf"),
) -> list[Limit]:
    found, run = [], 0
    for value, centre, reach in zip(values, centres, reaches, strict=True):
        side = (value > centre) - (value < centre)
        run = 0 if not side else run + side if run * side > 0 else side
        low, high = max(floor, centre - reach), min(ceiling, centre + reach)
        found.append(Limit(centre, low, high, value < low or value > high, abs(run) >= LONG_RUN))
    return found
