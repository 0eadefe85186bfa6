"""Reading a members' file: its form, then every row, with every refusal kept and none of its values shown unsafely."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.columns import COLUMNS, COMPULSORY, FORMULA, CellError, Row, readers

ROWS_A_CHUNK = 10_000
LISTED = 10_000
SHOWN = 40
LONGEST_LINE = 64 * 1024
"""Bytes that always hold a line's end; a file without any must not fill the memory."""

_AT = {column: place for place, column in enumerate(COLUMNS)}
_ADDRESS = slice(_AT["address_line1"], _AT["country"] + 1)
_MEN, _WOMEN = frozenset("137"), frozenset("248")
_ADULTS = frozenset({"holder", "partner"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell or row that cannot be taken. `value` is safe to show and to open in a spreadsheet; `line` is 1 for the header."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Refusals:
    """All are counted, the first LISTED are kept."""

    rows: int = 0
    total: int = 0
    listed: list[Refusal] = field(default_factory=list)
    by_column: Counter[str] = field(default_factory=Counter)

    def add(self, line: int, column: str, value: str, reason: str | Promise) -> None:
        self.total += 1
        self.by_column[column] += 1
        if len(self.listed) < LISTED:
            self.listed.append(Refusal(line, column, shown(value, column), str(reason)))


class FormError(Exception):
    """The file cannot be read as rows from here on: wrong encoding, no header, an endless line. The refusal was added."""


def shown(value: str, column: str = "") -> str:
    """A value of a stranger's file as a report may show it: short, no control character, no formula, a NIR masked."""
    if column == "nir":
        compact = "".join(value.split())
        return "•" * min(max(len(compact) - 2, 0), 13) + compact[-2:] if compact[-2:].isalnum() else "•"
    text = "".join(_visible(character) for character in value[: SHOWN + 1])
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"'{text}" if value[:1] and value[0] in FORMULA else text


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"<{code:04X}>"


class Sheet:
    """A file being read. Iterating gives chunks of (line, canonical row); rows that are refused are left out."""

    def __init__(self, file: BinaryIO, *, today: date, products: frozenset[str]) -> None:
        self.refusals = Refusals()
        self.rows = 0
        self.present: frozenset[str] = frozenset()
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._products, self._readers = products, readers(today)
        self._keys: set[str] = set()
        self._contracts: dict[str, str] = {}

    def __iter__(self) -> Iterator[list[tuple[int, Row]]]:
        """Raises FormError where reading has to stop."""
        try:
            self._check_lines()
            table = self._open()
            while chunk := [(table.line_num + 1, cells) for cells in islice(table, ROWS_A_CHUNK)]:
                self.rows += len(chunk)
                yield self._read(chunk)
        except UnicodeDecodeError:
            raise self._stop(
                self.rows + 2, _("the file is not in UTF-8: save it from the spreadsheet as “CSV UTF-8”")
            ) from None
        except csv.Error:
            raise self._stop(self.rows + 2, _("this is not CSV: an open quote, or a cell without end")) from None
        finally:
            # Whoever gave the file closes it.
            self._text.detach()

    def _stop(self, line: int, reason: str, *, column: str = "", value: str = "") -> FormError:
        self.refusals.add(line, column, value, reason)
        self.refusals.rows += 1
        return FormError(reason)

    def holds(self, number: str, rank: int) -> bool:
        """Whether the file, as far as it was read, has this person."""
        return f"{number}/{rank}" in self._keys

    # ---- the form of the file

    def _check_lines(self) -> None:
        """A file without line ends would be read whole as one line: refused before."""
        raw = self._text.buffer
        while block := raw.read(LONGEST_LINE):
            if len(block) == LONGEST_LINE and b"\n" not in block:
                raise self._stop(1, _("a line is longer than %(longest)d bytes") % {"longest": LONGEST_LINE})
        raw.seek(0)

    def _open(self) -> Any:
        header = self._text.readline()
        separator = ";" if header.count(";") >= header.count(",") else ","
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=separator), [])]
        self._check_header(names)
        self.present = frozenset(names)
        # A column that the file does not have is read from one empty cell put after the last.
        places = [names.index(column) if column in self.present else len(names) for column in COLUMNS]
        self._width, self._pick = len(names), itemgetter(*places)
        self._read_cells = [self._readers[column] for column in COLUMNS]
        return csv.reader(self._text, delimiter=separator, strict=True)

    def _check_header(self, names: list[str]) -> None:
        before = self.refusals.total
        for name in sorted(COMPULSORY.difference(names)):
            self.refusals.add(1, name, "", _("this column is missing"))
        for name, times in Counter(names).items():
            if name not in _AT:
                self.refusals.add(1, "", name, _("unknown column"))
            elif times > 1:
                self.refusals.add(1, name, name, _("this column is there twice"))
        if self.refusals.total > before:
            self.refusals.rows += 1
            raise FormError

    # ---- its rows

    def _read(self, chunk: list[tuple[int, list[str]]]) -> list[tuple[int, Row]]:
        read, pick, width = self._read_cells, self._pick, self._width
        rows: list[tuple[int, Row]] = []
        for line, cells in chunk:
            if not cells:
                self.rows -= 1
                continue
            if len(cells) == width:
                cells.append("")
                try:
                    row = self._whole([reader(cell) for reader, cell in zip(read, pick(cells), strict=True)])
                except CellError:
                    row = None
                if row is not None:
                    rows.append((line, row))
                    continue
            self._explain(line, cells)
        return rows

    def _whole(self, row: list[str]) -> Row | None:
        """The row with what follows from its other cells filled in; None when they contradict each other."""
        (number, rank, kinship, contract, product, starts_on, ends_on, _, since, until, sex, birth_name, used_name, _, born,
         died, nir, _, _, mobile, home, line1, _, _, _, _, _, _, _) = row  # fmt: skip
        if not used_name:
            row[12] = birth_name
        if home == mobile:
            row[20] = ""
        if line1:
            row[26] = row[26] or "FR"
        key = f"{number}/{rank}"
        said = "\t".join(row[4:8])
        if (
            key in self._keys
            or product not in self._products
            or self._contracts.setdefault(contract, said) != said
            or (until and until < since)
            or (ends_on and ends_on < starts_on)
            or (died and died < born)
            or (nir and kinship in _ADULTS and not _agrees(nir, sex, born))
            or (any(row[_ADDRESS]) and not _is_address(row))
        ):
            return None
        self._keys.add(key)
        return tuple(row)

    # ---- what is wrong with a refused row, found again slowly

    def _explain(self, line: int, cells: list[str]) -> None:
        self.refusals.rows += 1
        if len(cells) < self._width or len(cells) > self._width + 1:
            found = {"found": len(cells), "wanted": self._width}
            self.refusals.add(line, "", "", _("%(found)d cells instead of %(wanted)d") % found)
            return
        row: list[str] = []
        before = self.refusals.total
        for column, cell in zip(COLUMNS, self._pick(cells), strict=True):
            try:
                row.append(self._value(column, cell))
            except CellError as error:
                row.append("")
                self.refusals.add(line, column, cell, error.reason)
        if self.refusals.total == before:
            for column, reason in self._contradictions(row):
                self.refusals.add(line, column, row[_AT[column]], reason)

    def _value(self, column: str, cell: str) -> str:
        value = self._readers[column](cell)
        if column == "product_code" and value not in self._products:
            raise CellError(_("unknown product"))
        return value

    def _contradictions(self, row: list[str]) -> Iterator[tuple[str, str]]:
        def cell(column: str) -> str:
            return row[_AT[column]]

        if f"{row[0]}/{row[1]}" in self._keys:
            yield "member_number", _("this number and rank are already in the file")
        if self._contracts.get(cell("contract_number"), said := "\t".join(row[4:8])) != said:
            yield "contract_number", _("an earlier row says otherwise of this contract")
        if cell("covered_until") and cell("covered_until") < cell("covered_from"):
            yield "covered_until", _("the cover ends before it starts")
        if cell("contract_ends_on") and cell("contract_ends_on") < cell("contract_starts_on"):
            yield "contract_ends_on", _("the contract ends before it starts")
        if cell("died_on") and cell("died_on") < cell("birth_date"):
            yield "died_on", _("the death comes before the birth")
        if cell("nir") and cell("kinship") in _ADULTS and not _agrees(cell("nir"), cell("sex"), cell("birth_date")):
            yield "nir", _("this social security number is of another sex, year or month of birth")
        if any(row[_ADDRESS]) and not _is_address(row):
            yield "address_line1", _("an address needs number and street, postcode and town")


def _agrees(nir: str, sex: str, born: str) -> bool:
    """Whether sex, year and month of a NIR are the person's; a month that the register does not know agrees with any."""
    if nir[0] not in (_MEN if sex == "M" else _WOMEN) or nir[1:3] != born[2:4]:
        return False
    month = nir[3:5]
    return month > "12" or month == born[5:7]


def _is_address(row: list[str]) -> bool:
    return bool(row[_AT["address_line1"]] and row[_AT["postal_code"]] and row[_AT["town"]])
