"""What an answer refers to: a text of law or a good practice, with its date. Plain Python."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """`kind` is `law` or `practice`; `dated_on` is the day of the text, or the day on which it was read."""

    kind: str
    title: str
    url: str = ""
    dated_on: date | None = None


def stored(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """As a version keeps them."""
    return [{**asdict(one), "dated_on": one.dated_on.isoformat() if one.dated_on else None} for one in references]


def read(rows: Iterable[dict[str, Any]]) -> list[Reference]:
    """As they were stored."""
    return [
        Reference(**{**row, "dated_on": date.fromisoformat(row["dated_on"]) if row.get("dated_on") else None})
        for row in rows
    ]
