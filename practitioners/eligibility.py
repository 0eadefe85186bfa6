"""Which rows of the register are places to which a member may be referred, and how far one looks. Plain Python."""

from typing import Final

RULE_VERSION: Final = 1
"""Grows with every change of what is below, and of how a draw is made: each record says under which version it was drawn."""

WANTED: Final = 5
"""Places that a member is given."""

RADII_KM: Final = (5, 10, 20, 50)
"""How far one looks, until there are `WANTED` places; then the whole department is added."""

CIVIL, EMPLOYED, FREELANCE = "C", "S", "L"
USUAL_CARE: Final = frozenset({"", "GENR01"})
RECEIVING: Final = frozenset(
    {
        "SA05",  # health centre
        "SA07",  # practice of one
        "SA08",  # group practice
        "SA09",  # company
        "SA25",  # laboratory
        "SA33",  # pharmacy
        "SA42",  # shops for optics and hearing
        "SA52",  # health house
    }
)
"""Sectors (TRE_R02) in which employed practitioners receive whoever comes; hospitals have doors of their own."""


def receives(*, category: str, mode: str, sector: str, kind: str) -> bool:
    """Whether somebody of this row receives members of the public: no student, soldier, volunteer or stand-in."""
    if category != CIVIL or kind not in USUAL_CARE:
        return False
    return mode == FREELANCE or (mode == EMPLOYED and sector in RECEIVING)
