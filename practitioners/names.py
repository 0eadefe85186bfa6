"""Names as the register writes them. Plain Python."""

import re

_LETTERS_IN_A_ROW = re.compile(r"[^\W\d_]+")


def in_small(name: str) -> str:
    """`D'ALMÉRIC-SANTUCCI`, as the register writes it, gives `D'Alméric-Santucci`."""
    return _LETTERS_IN_A_ROW.sub(lambda found: found[0].capitalize(), name)
