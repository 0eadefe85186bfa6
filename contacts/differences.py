"""What two writings of the same differ in, word by word, and how one is made of both. Plain Python.

`recorded` is what stands in the case now, `typed` what somebody wants to put there. Neither is ever thrown away unseen.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s+|\w+(?:['’-]\w+)*|[^\w\s]")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS_AT_MOST = 1500
"""Beyond this many words a side, lines are compared: comparing costs the product of both."""


class Side(StrEnum):
    """Who wrote a piece."""

    BOTH = "both"
    RECORDED = "recorded"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Piece:
    side: Side
    text: str


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


def pieces(recorded: str, typed: str) -> tuple[Piece, ...]:
    """Both texts in one, cut where they part. The pieces of a side, joined with the common ones, are that side's text."""
    old, new = WORDS.findall(recorded), WORDS.findall(typed)
    if max(len(old), len(new)) > WORDS_AT_MOST:
        old, new = LINES.findall(recorded), LINES.findall(typed)
    found: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(Side.BOTH, "".join(old[i:j])))
            continue
        found += [
            Piece(side, text)
            for side, text in ((Side.RECORDED, "".join(old[i:j])), (Side.TYPED, "".join(new[k:m])))
            if text
        ]
    return tuple(found)


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
