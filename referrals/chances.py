"""How likely a count of draws is when nothing but chance chose: exact for one place, chi-square for many. Plain Python.

Sources: Abramowitz and Stegun 6.5.29 and 6.5.31 for the incomplete gamma function; for the variance of sampling without
replacement, Cochran, Sampling Techniques, 1977, 2.5.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, log1p
from typing import Final

PRECISION: Final = 1e-14
TAIL: Final = 1e-13
"""Probability below which the end of a distribution is left out."""

BAND: Final = 0.998
"""Share of honest counts inside the bands that are shown: two in a thousand lie outside by chance."""

SMALLEST_EXPECTED: Final = 5.0
"""Below so many expected in a cell, chi-square is no good approximation (Cochran 1954)."""


def chi_square_tail(statistic: float, degrees: float) -> float:
    """Probability of STATISTIC or more by chance alone."""
    if degrees <= 0 or statistic <= 0:
        return 1.0
    return _upper_gamma(degrees / 2, statistic / 2)


def _upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function: a series below a + 1, a continued fraction above."""
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > PRECISION * total:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - front * total)
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h, n = d, 0
    while True:
        n += 1
        an = -n * (n - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        h *= d * c
        if abs(d * c - 1) < PRECISION:
            return min(1.0, front * h)


@dataclass(frozen=True, slots=True)
class Chances:
    """Probabilities of `first`, `first` + 1 and so on; the rest of them is below `TAIL`."""

    first: int
    probabilities: tuple[float, ...]

    def band(self, share: float = BAND) -> tuple[int, int]:
        """The least and the most that SHARE of honest counts lie within: at most half of the rest on either side."""
        outside = (1 - share) / 2
        low, total = self.first, 0.0
        for probability in self.probabilities:
            total += probability
            if total > outside:
                break
            low += 1
        high, total = self.first + len(self.probabilities) - 1, 0.0
        for probability in reversed(self.probabilities):
            total += probability
            if total > outside:
                break
            high -= 1
        return low, high


@lru_cache(maxsize=4096)
def binomial(times: int, probability: float) -> Chances:
    """How often something of PROBABILITY happens in so many TIMES."""
    if probability <= 0 or times == 0:
        return Chances(0, (1.0,))
    if probability >= 1:
        return Chances(times, (1.0,))
    odds = log(probability) - log1p(-probability)
    start = times * log1p(-probability)
    kept: list[float] = []
    first = 0
    ways = 0.0
    for count in range(times + 1):
        value = exp(start + ways + count * odds)
        if value > TAIL or count == int(times * probability):
            if not kept:
                first = count
            kept.append(value)
        elif kept:
            break
        if count < times:
            ways += log(times - count) - log(count + 1)
    return Chances(first, tuple(kept))


def both(one: Chances, other: Chances) -> Chances:
    """Of the sum of two independent counts. Its ends are left out as theirs are, or hundreds of sums would grow without end."""
    sums = [0.0] * (len(one.probabilities) + len(other.probabilities) - 1)
    for place, left in enumerate(one.probabilities):
        for step, right in enumerate(other.probabilities):
            sums[place + step] += left * right
    low, high = 0, len(sums)
    while high > 1 and sums[high - 1] < TAIL:
        high -= 1
    while low < high - 1 and sums[low] < TAIL:
        low += 1
    return Chances(one.first + other.first + low, tuple(sums[low:high]))


def of_groups(groups: Iterable[tuple[int, float]]) -> Chances:
    """Exactly how often somebody is drawn who took part so many times with such a probability, for each group."""
    total = Chances(0, (1.0,))
    for times, probability in groups:
        total = both(total, binomial(times, probability))
    return total


@dataclass(frozen=True, slots=True)
class Test:
    """A chi-square over some cells; `value` is None where too little was drawn to say anything."""

    statistic: float
    degrees: int
    value: float | None


NOTHING: Final = Test(0.0, 0, None)


def exposure_test(counts: Sequence[int], *, draws: int, wanted: int) -> Test:
    """Whether all of COUNTS places were drawn alike in so many DRAWS of WANTED from the same set.

    Counts of one draw exclude each other: the statistic is scaled by (n - 1) / (n - wanted), which makes it chi-square.
    """
    size = len(counts)
    if size <= wanted or draws * wanted / size < SMALLEST_EXPECTED:
        return NOTHING
    expected = draws * wanted / size
    statistic = sum((count - expected) ** 2 for count in counts) / expected * (size - 1) / (size - wanted)
    return Test(statistic, size - 1, chi_square_tail(statistic, size - 1))


def even_test(counts: Sequence[int]) -> Test:
    """Whether COUNTS of one thing that falls into one of these cells each time are even."""
    total, size = sum(counts), len(counts)
    if size < 2 or total / size < SMALLEST_EXPECTED:
        return NOTHING
    expected = total / size
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return Test(statistic, size - 1, chi_square_tail(statistic, size - 1))


def together(tests: Iterable[Test]) -> Test:
    """One test of independent ones: statistics and degrees add up."""
    said = [test for test in tests if test.value is not None]
    statistic, degrees = sum(test.statistic for test in said), sum(test.degrees for test in said)
    return Test(statistic, degrees, chi_square_tail(statistic, degrees)) if said else NOTHING


def outliers(counts: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The band in which the count of each should lie, at the rate of all together, for those of (count, times) who lie outside."""
    counted, times = sum(count for count, _ in counts.values()), sum(of for _, of in counts.values())
    rate = counted / times if times else 0.0
    bands = {who: binomial(of, rate).band() for who, (_, of) in counts.items()}
    return {who: band for who, band in bands.items() if not band[0] <= counts[who][0] <= band[1]}
