"""The score of a contact: what its criteria come to, in whole points of a hundred. Plain Python.

A yes is worth the criterion's weight, a no nothing, a mark of the scale its third parts. What does not apply leaves both
sides of the fraction. A criterion that must not fail and fails makes the whole 0. Halves of a point are rounded up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FULL: Final = 100
_THIRDS: Final = {"yes": 3, "no": 0, "0": 0, "1": 1, "2": 2, "3": 3}
"""Third parts of its weight that a mark is worth."""

NOT_APPLICABLE: Final = "na"


@dataclass(frozen=True, slots=True)
class Marked:
    """A criterion with its mark, a value of `enums.Mark`. `weight` is at least 1."""

    weight: int
    mark: str
    is_knockout: bool = False

    @property
    def applies(self) -> bool:
        return self.mark != NOT_APPLICABLE

    @property
    def has_failed(self) -> bool:
        return self.applies and _THIRDS[self.mark] == 0


def score(marked: Iterable[Marked]) -> int | None:
    """From 0 to `FULL`; None when nothing applies."""
    counted = [one for one in marked if one.applies]
    if not counted:
        return None
    if any(one.is_knockout and one.has_failed for one in counted):
        return 0
    whole = sum(3 * one.weight for one in counted)
    given = sum(_THIRDS[one.mark] * one.weight for one in counted)
    return (2 * FULL * given + whole) // (2 * whole)
