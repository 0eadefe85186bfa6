"""Campaigns from a CSV file: what each row says, or what is wrong with it, line by line. Nothing is written here.

Columns: title, organiser, theme, start, end, recurring_rule, sex, age_min, age_max, territory, keywords, source; and, where the
file has them, recurrence, sentence, how, link, short_number and reasons. Territory is areas (`FR`, `R76`, `D34`, `C34032`) or
bare codes of departments, parted by commas.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TextIO

from django.utils.translation import gettext as _

from prevention.eligibility import AREA
from prevention.enums import Confidence, Recurrence, Sex
from territory.enums import DEPARTMENTS, REGIONS

COLUMNS: Final = (
    "title", "organiser", "theme", "start", "end", "recurring_rule", "sex", "age_min", "age_max", "territory", "keywords", "source",
)  # fmt: skip
LARGEST: Final = 20_000
"""Rows of one file."""
MARK: Final = "to verify"
"""In the source of what was not checked."""
MOVES: Final = re.compile(
    r"var(?:y|ies)|week|thursday|half|each (?:autumn|year|school)|opens|southern|\bmay\b|\bjune\b", re.IGNORECASE
)
"""In a rule whose days are another year's other days."""
OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Row:
    """`said` are fields of a campaign; `faults` say what is wrong, in words to show."""

    line: int
    said: dict[str, Any]
    faults: tuple[str, ...] = ()


class ColumnsError(Exception):
    """The header has not all columns: `missing` are the names."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing


def rows_of(file: TextIO) -> Iterator[Row]:
    """Raises ColumnsError."""
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ColumnsError(missing)
    for row in reader:
        yield _row(reader.line_num, {name: (value or "").strip() for name, value in row.items() if name})


def _row(line: int, cells: Mapping[str, str]) -> Row:
    said: dict[str, Any] = {}
    faults = []
    for name, read in READERS.items():
        try:
            said[name] = read(cells)
        except ValueError as error:
            faults.append(str(error))
    if not faults and said["ends_on"] and said["ends_on"] < said["starts_on"]:
        faults.append(_("It ends before it starts."))
    if not faults and said["age_min"] and said["age_max"] is not None and said["age_max"] < said["age_min"]:
        faults.append(_("The highest age is below the lowest."))
    return Row(line, said, tuple(faults))


def _text(name: str, longest: int, *, is_wanted: bool = False) -> Callable[[Mapping[str, str]], str]:
    def read(cells: Mapping[str, str]) -> str:
        text = cells.get(name, "")
        if is_wanted and not text:
            raise ValueError(_("“%(column)s” is empty.") % {"column": name})
        if len(text) > longest:
            raise ValueError(
                _("“%(column)s” is longer than %(longest)d characters.") % {"column": name, "longest": longest}
            )
        return text

    return read


def _link(cells: Mapping[str, str]) -> str:
    link = _text("link", 200)(cells)
    if link and not link.startswith(("https://", "http://")):
        raise ValueError(_("“%(text)s” is no web address.") % {"text": link})
    return link


def _start(cells: Mapping[str, str]) -> date:
    return _day(cells["start"])


def _end(cells: Mapping[str, str]) -> date | None:
    if _recurrence(cells) is Recurrence.PERMANENT or not cells["end"]:
        return None
    return _day(cells["end"])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day: write 2026-10-31.") % {"text": text}) from None


def _recurrence(cells: Mapping[str, str]) -> Recurrence:
    """As the file says; in a file that does not, as its rule reads in English."""
    if given := cells.get("recurrence", ""):
        if given not in Recurrence.values:
            raise ValueError(_("“%(text)s” is no way of coming back.") % {"text": given})
        return Recurrence(given)
    rule = cells["recurring_rule"]
    if rule.lower().startswith("permanent") and cells["start"] != cells["end"]:
        return Recurrence.PERMANENT
    if not rule:
        return Recurrence.ONCE
    return Recurrence.MOVING if MOVES.search(rule) else Recurrence.YEARLY


def _sex(cells: Mapping[str, str]) -> str:
    if cells["sex"] not in {"", *Sex.values}:
        raise ValueError(_("“%(text)s” is neither F nor M.") % {"text": cells["sex"]})
    return cells["sex"]


def _age(name: str) -> Callable[[Mapping[str, str]], int | None]:
    def read(cells: Mapping[str, str]) -> int | None:
        if not cells[name]:
            return None
        if not cells[name].isdecimal() or int(cells[name]) > OLDEST:
            raise ValueError(_("“%(text)s” is not an age.") % {"text": cells[name]})
        return int(cells[name])

    return read


def _territory(cells: Mapping[str, str]) -> list[str]:
    areas = [area for area in re.split(r"[,;\s]+", cells["territory"]) if area]
    return areas_of(areas)


def areas_of(codes: list[str]) -> list[str]:
    """Areas as they are stored; bare departments too. Raises ValueError for what is no area, or for none."""
    found = [f"D{code}" if code in DEPARTMENTS else code for code in codes]
    wrong = [
        area
        for area in found
        if not AREA.fullmatch(area)
        or (area[0] == "D" and area[1:] not in DEPARTMENTS and len(area) > 2)
        or (area[0] == "R" and area[1:] not in REGIONS and area[1:].isdecimal())
    ]
    if wrong or not found:
        raise ValueError(_("Unknown territory: %(areas)s") % {"areas": ", ".join(wrong) or "–"})
    return sorted(set(found))


def _list(name: str, parted_by: str = ";") -> Callable[[Mapping[str, str]], list[str]]:
    def read(cells: Mapping[str, str]) -> list[str]:
        return [part.strip()[:40] for part in cells.get(name, "").split(parted_by) if part.strip()]

    return read


def _confidence(cells: Mapping[str, str]) -> Confidence:
    return Confidence.TO_VERIFY if MARK in cells["source"] else Confidence.VERIFIED


READERS: Final[dict[str, Callable[[Mapping[str, str]], Any]]] = {
    "title": _text("title", 120, is_wanted=True),
    "organiser": _text("organiser", 160, is_wanted=True),
    "theme": _text("theme", 60, is_wanted=True),
    "starts_on": _start,
    "ends_on": _end,
    "recurrence": _recurrence,
    "recurrence_note": _text("recurring_rule", 200),
    "sex": _sex,
    "age_min": _age("age_min"),
    "age_max": _age("age_max"),
    "territory": _territory,
    "keywords": _list("keywords"),
    "source": _text("source", 600, is_wanted=True),
    "confidence": _confidence,
    "sentence": _text("sentence", 600),
    "how": _text("how", 1000),
    "link": _link,
    "short_number": _text("short_number", 8),
    "reasons": _list("reasons"),
}
