"""Communes and their departments by code, and where their file stands: postcodes, codes, names, populations and positions (sources in `data/README.md`)."""

from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent / "data" / "communes.csv"


def department_of(postal_code: str, insee_code: str = "") -> str:
    """`34`, `2A`, `974`: as the commune's INSEE code says, or else the postcode, CEDEX or not; nothing for what is neither.

    Corsica is split by its postcodes (La Poste).
    """
    code = insee_code or postal_code
    if len(code) != 5 or not code[2:].isdecimal():
        return ""
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    return code[:2]
