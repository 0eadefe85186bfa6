"""The extraction as a file: what is refused before anything is touched, and its rows, taken apart as they are read."""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from practitioners.enums import Odd
from practitioners.errors import EmptyExtractionError, HeaderChangedError, TruncatedExtractionError
from practitioners.fields import HEADER, WIDTH, Odds

BLOCK: Final = 2**20
_BOM: Final = b"\xef\xbb\xbf"
_LONGEST_HEADER: Final = 20_000
"""Bytes: what is no extraction may be one line as long as the file."""

_NO_LETTERS: Final = {"\\": "/", "\t": " ", "\r": " ", "\0": " "}
"""What no name or address has, and PostgreSQL's COPY would take for its own marks."""


def check(file: BinaryIO) -> None:
    """Raises EmptyExtractionError, HeaderChangedError or TruncatedExtractionError; the file is then where it was: at its start."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise EmptyExtractionError
    file.seek(0)
    first = file.readline(_LONGEST_HEADER).removeprefix(_BOM)
    _check_header(first.decode("utf-8", "replace").rstrip("\r\n"))
    if file.tell() == size:
        raise EmptyExtractionError
    file.seek(-1, os.SEEK_END)
    if file.read(1) != b"\n":
        raise TruncatedExtractionError
    file.seek(0)


def _check_header(line: str) -> None:
    names = line.split("|")
    if len(names) == WIDTH + 1 and not names[-1]:
        names.pop()
    for place in range(max(len(names), WIDTH)):
        found = _shown(names[place]) if place < len(names) else ""
        expected = HEADER[place] if place < WIDTH else ""
        if found != expected:
            raise HeaderChangedError(place + 1, expected=expected, found=found)


def _shown(name: str) -> str:
    """A name as it can be said: what is no extraction may have anything there."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name.strip())[:80]


def rows(file: BinaryIO, odds: Odds) -> Iterator[list[tuple[int, str, list[str]]]]:
    """Chunks of line number, line and its fields, of a file that `check` let pass. There is no quoting: a quote is a letter."""
    file.seek(0)
    file.readline()
    number, rest = 1, b""
    while block := file.read(BLOCK):
        whole, found, rest = (rest + block).rpartition(b"\n")
        if not found:
            continue
        chunk, number = _taken_apart(whole, number, odds)
        yield chunk


def _taken_apart(whole: bytes, before: int, odds: Odds) -> tuple[list[tuple[int, str, list[str]]], int]:
    chunk: list[tuple[int, str, list[str]]] = []
    lines = _lines(whole, before, odds)
    for number, line in enumerate(lines, before + 1):
        fields = line.split("|")
        if len(fields) != WIDTH and (len(fields) != WIDTH + 1 or fields[WIDTH]):
            if line:
                odds.add(Odd.FIELDS, number)
            continue
        chunk.append((number, line, fields))
    return chunk, before + len(lines)


def _lines(whole: bytes, number: int, odds: Odds) -> list[str]:
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        text = "\n".join(_read(line, place, odds) for place, line in enumerate(whole.split(b"\n"), number + 1))
    text = text.replace("\r\n", "\n").removesuffix("\r")
    for mark, instead in _NO_LETTERS.items():
        text = text.replace(mark, instead)
    return text.split("\n")


def _read(line: bytes, number: int, odds: Odds) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        odds.add(Odd.BYTES, number)
        return line.decode("cp1252", "replace")
