"""What of a breakdown may leave the house: small cells are hidden, and so is what would give them away. Plain Python.

The rule of the SNDS: no cell of 1 to 10 persons (référentiel de sécurité, L1461-1 of the public health code). A hidden cell
must not be found by subtraction either: a total is broken down only so far that what is hidden below it stays in doubt.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

LEAST: Final = 11
"""Fewer than this are not told, unless there are none."""

Path = tuple[str, ...]
"""Where a cell is: the values of the dimensions from the first one down to its own. The grand total is `()`."""


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def told(leaves: Mapping[Path, int]) -> dict[Path, int | None]:
    """Totals of every level by path, of leaves that all lie equally deep; None is hidden.

    Of a total that is shown, either nothing below is told, or the parts that are hidden are at least two and could be LEAST
    or more each, whatever the reader subtracts. Below a hidden one nothing is told. What is nothing is left out.
    """
    totals: dict[Path, int] = defaultdict(int)
    for path, count in leaves.items():
        for depth in range(len(path) + 1):
            totals[path[:depth]] += count
    below: dict[Path, list[Path]] = defaultdict(list)
    for path, total in sorted(totals.items()):
        if path and total:
            below[path[:-1]].append(path)
    if not totals.get((), 0):
        return {}
    if is_small(totals[()]):
        return {(): None}
    found: dict[Path, int | None] = {(): totals[()]}
    _tell_below((), totals, below, found)
    return found


def _tell_below(
    path: Path, totals: Mapping[Path, int], below: Mapping[Path, list[Path]], found: dict[Path, int | None]
) -> None:
    parts = below.get(path, [])
    hidden = hidden_of([totals[part] for part in parts])
    if len(hidden) == len(parts):
        return
    for place, part in enumerate(parts):
        found[part] = None if place in hidden else totals[part]
        if place not in hidden:
            _tell_below(part, totals, below, found)


def hidden_of(parts: list[int]) -> set[int]:
    """Which of the PARTS of a known total are hidden, none of which is nothing.

    Besides the small ones, their neighbours until what is hidden is safe: by their place, never by their size, so that being
    hidden says nothing of how large one is. All of them when nothing less is safe.
    """
    hidden = {place for place, count in enumerate(parts) if is_small(count)}
    if not hidden:
        return hidden
    first = min(hidden)
    others = [place % len(parts) for place in range(first + 1, first + len(parts))]
    for place in [other for other in others if other not in hidden]:
        if _is_safe([parts[one] for one in hidden]):
            return hidden
        hidden.add(place)
    return hidden if _is_safe([parts[one] for one in hidden]) else set(range(len(parts)))


def _is_safe(hidden: list[int]) -> bool:
    """Who knows their sum, and that none is nothing, cannot tell that any of them is small."""
    return len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= LEAST


def share_told(part: int, whole: int) -> int | None:
    """PART of WHOLE, None when it or the rest is small: one gives the other away."""
    return None if is_small(part) or is_small(whole - part) else part
