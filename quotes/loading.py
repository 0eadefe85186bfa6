"""Rows of our tariff files, read cell by cell. Plain Python: the database, a command and a test read the same file."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from quotes.money import AmountError, hundredths
from quotes.tariffs import FAR_OFF, LONG_AGO, Tariff, TariffBook, overlaps, teeth_of

SHIPPED = Path(__file__).resolve().parent / "data" / "tariffs.csv"
COLUMNS = (
    "domain", "code", "label", "nature", "basket", "base", "ceiling", "rate", "material", "teeth", "lens", "sphere_from",
    "sphere_to", "ages", "valid_from", "valid_to", "source", "confidence",
)  # fmt: skip
DOMAINS = frozenset({"dental", "optical", "grid", "rate"})
CONFIDENCES = frozenset({"high", "medium", "low", "unknown"})


class RowError(ValueError):
    """`column` cannot be taken; `fault` is a key of `errors.FAULTS`."""

    def __init__(self, column: str, fault: str) -> None:
        super().__init__(f"{column}: {fault}")
        self.column = column
        self.fault = fault


def row_of(cells: dict[str, str]) -> Tariff:
    """One row. An empty base or ceiling is unknown, never nothing. Raises RowError."""
    if not cells.get("code", "").strip():
        raise RowError("code", "required")
    if cells.get("domain") not in DOMAINS:
        raise RowError("domain", "choice")
    confidence = cells.get("confidence") or "low"
    if confidence not in CONFIDENCES:
        raise RowError("confidence", "choice")
    valid_from, valid_to = _day(cells, "valid_from") or LONG_AGO, _day(cells, "valid_to") or FAR_OFF
    if valid_to < valid_from:
        raise RowError("valid_to", "backwards")
    low, high = _signed(cells, "sphere_from"), _signed(cells, "sphere_to")
    return Tariff(
        code=cells["code"].strip().upper() if cells["domain"] in ("dental", "optical") else cells["code"].strip(),
        domain=cells["domain"],
        label=cells.get("label", "").strip(),
        nature=cells.get("nature", "").strip(),
        basket=cells.get("basket", "").strip(),
        base=_cents(cells, "base"),
        ceiling=_cents(cells, "ceiling"),
        rate=_cents(cells, "rate"),
        material=cells.get("material", "").strip(),
        teeth=_teeth(cells),
        lens=cells.get("lens", "").strip(),
        spheres=None if low is None or high is None else (low, high),
        ages=_ages(cells.get("ages", "")),
        valid_from=valid_from,
        valid_to=valid_to,
        source=cells.get("source", "").strip(),
        confidence=confidence,  # type: ignore[arg-type]  # checked above
    )


def _day(cells: dict[str, str], column: str) -> date | None:
    text = cells.get(column, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RowError(column, "not_a_date") from None


def _signed(cells: dict[str, str], column: str) -> int | None:
    text = cells.get(column, "").strip()
    if not text:
        return None
    try:
        return hundredths(text)
    except AmountError as error:
        raise RowError(column, error.fault) from None


def _cents(cells: dict[str, str], column: str) -> int | None:
    read = _signed(cells, column)
    if read is not None and read < 0:
        raise RowError(column, "negative")
    return read


def _teeth(cells: dict[str, str]) -> frozenset[int]:
    try:
        return teeth_of(cells.get("teeth", "").strip())
    except ValueError:
        raise RowError("teeth", "tooth") from None


OLDEST = 150


def _ages(text: str) -> tuple[int, int] | None:
    """`18-` from eighteen, `-17` until seventeen."""
    if not text:
        return None
    low, dash, high = text.partition("-")
    if not dash or not (low + high).isdecimal():
        raise RowError("ages", "not_a_number")
    return int(low or 0), int(high or OLDEST)


def rows_of(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and cells of a CSV with a header."""
    reader = csv.DictReader(lines)
    for cells in reader:
        yield reader.line_num, {name: value or "" for name, value in cells.items() if name is not None}


def shipped() -> TariffBook:
    """The tables that come with the program (sources and licence in data/README.md)."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        rows = tuple(row_of(cells) for _, cells in rows_of(lines))
    faulty = overlaps(rows)
    if faulty:
        raise ValueError(faulty)
    return TariffBook(rows, version="shipped")
