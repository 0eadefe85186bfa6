"""What two writings of the same differ in, word by word, and how one is made of both. Plain Python.

`recorded` is what stands in the case now, `typed` what somebody wants to put there. Neither is ever thrown away unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ui.differences import Piece, pieces


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people filled differently. `name` is its name in the form, `label` what people call it."""

    name: str
    label: str
    recorded: str
    typed: str
    is_text: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces(self.recorded, self.typed)

    @property
    def merged(self) -> str:
        return both(self.recorded, self.typed)


def differences(fields: Iterable[Difference]) -> tuple[Difference, ...]:
    """Those that differ in more than spaces at their ends."""
    return tuple(field for field in fields if _bare(field.recorded) != _bare(field.typed))


def both(recorded: str, typed: str) -> str:
    """A text in which nothing of either is missing: the longer one when it holds the other, else one below the other."""
    old, new = _bare(recorded), _bare(typed)
    if old in new:
        return new
    if new in old:
        return old
    return f"{old}\n{new}"


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
