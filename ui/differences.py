"""What two writings of the same differ in, word by word. Plain Python.

`recorded` is what stands, `typed` what somebody wants to put there.
"""

import re
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
