"""How a cost is shared out so that nothing is left over. Plain Python."""

from collections.abc import Sequence
from typing import Final

WHOLE: Final = 10_000
"""Shares are hundredths of a percent."""


def shares(weights: Sequence[int]) -> list[int]:
    """Of each of WEIGHTS, in hundredths of a percent that sum to exactly 100 %; nothing for each when all are nothing.

    Each has its whole hundredths; those left over go one each to the largest remainders (Hamilton's method), of equal ones to
    the first.
    """
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    found = [weight * WHOLE // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(weights[place] * WHOLE % total), place))
    for place in by_remainder[: WHOLE - sum(found)]:
        found[place] += 1
    return found
