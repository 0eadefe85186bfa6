"""Territories as people write them: France, Occitanie, Hérault, 34, Béziers (34), or an area's own code."""

import re
from functools import cache
from typing import Final

from practitioners.communes import all_communes
from prevention.eligibility import AREA
from territory.enums import DEPARTMENTS, FRANCE, REGIONS
from territory.names import fold

WITHIN: Final = re.compile(r"^(.*?)\s*\(\s*(\d{2,3}|2[AB])\s*\)$", re.IGNORECASE)
EVERYWHERE: Final = frozenset({"france", "toute la france", "france entiere"})


class UnknownAreaError(Exception):
    """Nothing in France is called so: `names` as they were written."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


def areas_in(text: str) -> list[str]:
    """Areas of a text in which they stand between commas, semicolons or line ends. Raises UnknownAreaError."""
    written = [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]
    found = {part: area_of(part) for part in written}
    unknown = [part for part, area in found.items() if area is None]
    if unknown or not found:
        raise UnknownAreaError(unknown)
    return sorted({area for area in found.values() if area})


def area_of(name: str) -> str | None:
    """A country, region, department or commune; of communes of one name the most peopled, unless its department is said."""
    code, folded = name.strip().upper(), " ".join(fold(name).split())
    if folded in EVERYWHERE:
        return FRANCE
    if code in DEPARTMENTS:
        return f"D{code}"
    if _is_area(code):
        return code
    within = WITHIN.match(name.strip())
    if within is not None:
        return _within(within[1], within[2].upper())
    if folded in _named():
        return _named()[folded]
    communes = all_communes().called(name)
    return f"C{communes[0].insee_code}" if communes else None


def _within(name: str, department: str) -> str | None:
    """Hérault (34) or Béziers (34)."""
    if " ".join(fold(name).split()) == " ".join(fold(DEPARTMENTS.get(department, "")).split()):
        return f"D{department}"
    there = [one for one in all_communes().called(name) if one.department == department]
    return f"C{there[0].insee_code}" if there else None


def _is_area(code: str) -> bool:
    if not AREA.fullmatch(code):
        return False
    if len(code) == len(FRANCE):
        return code == FRANCE
    return code[1:] in {"R": set(REGIONS), "D": set(DEPARTMENTS), "C": set(all_communes().by_code)}[code[0]]


@cache
def _named() -> dict[str, str]:
    """Regions and departments by their folded names; a region before the department of the same name."""
    departments = {" ".join(fold(name).split()): f"D{code}" for code, name in DEPARTMENTS.items()}
    return departments | {" ".join(fold(name).split()): f"R{code}" for code, name in REGIONS.items()}
