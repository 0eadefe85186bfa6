"""A table as it is shown and as a file holds it: each cell has its words and its value. Plain Python."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

Value = str | int | float | Fraction | None
"""A text, a number, or what is not known."""


class Cell(NamedTuple):
    """`shown` in the page's language; `value` is the number without its unit."""

    shown: str
    value: Value


def text(words: object) -> Cell:
    return Cell(str(words), str(words))


@dataclass(slots=True)
class Table:
    """`columns` are labels with whether they hold numbers; the first cell of each row names it."""

    caption: str
    columns: Sequence[tuple[str, bool]]
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def values(self) -> Iterator[list[Value]]:
        """For a file."""
        return ([cell.value for cell in row] for row in self.rows)

    @property
    def shown(self) -> list[list[str]]:
        """For `components/table.html`."""
        return [[cell.shown for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class LongTable:
    """A table that no page shows: its rows come one after the other while the file is written."""

    caption: str
    columns: Sequence[tuple[str, bool]]
    values: Iterable[Sequence[Value]]
