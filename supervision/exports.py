"""Figures as a file, a line at a time: every figure of every day, week or month, or of every group."""

import csv
from collections.abc import Iterator
from typing import Any

from supervision.asking import Asked, by_group, by_step
from supervision.indicators import INDICATORS, Unit, Value
from supervision.wording import SAID

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so runs as a formula in a spreadsheet (OWASP, CSV injection)."""

BOM = "\ufeff"
"""Without it a spreadsheet takes the accents for something else."""


def safe(cell: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines_of(asked: Asked, names: dict[Any, str]) -> Iterator[str]:
    """A semicolon between cells and a comma in numbers, as French spreadsheets read them; nothing in a cell that is not known.

    NAMES are those of the groups.
    """
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    known = [indicator for indicator in INDICATORS if asked.is_known(indicator)]
    yield BOM + writer.writerow(["", *(safe(_head(SAID[one.code].label, one.unit)) for one in known)])
    groups = by_group(asked) if asked.by else [(day.isoformat(), tally) for day, tally in by_step(asked)]
    for group, tally in groups:
        name = names.get(group, "–") if asked.by else group
        yield writer.writerow([safe(name), *(_cell(one.value(tally)) for one in known)])


def _head(label: object, unit: Unit) -> str:
    return f"{label} ({'%' if unit is Unit.PERCENT else 's'})" if unit is not Unit.NUMBER else str(label)


def _cell(value: Value) -> str:
    """Two decimals at most."""
    return "" if value is None else f"{round(float(value), 2):g}".replace(".", ",")
