"""The verdict on a file, and pictures of its pages, by way of `child`. Plain Python."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contacts import deadlines
from contacts.enums import Apart
from contacts.inspection import kinds

MEMORY = 1024
"""Megabytes of address space that the reading of one file may use."""

_CHILD = Path(__file__).with_name("child.py")
_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` says why the file is set apart, None when it may be shown. `pages` is None where there are none to show."""

    media_type: str
    pages: int | None = None
    why: Apart | None = None


class _RefusedError(Exception):
    def __init__(self, why: Apart) -> None:
        super().__init__(why)
        self.why = why


def inspect(content: bytes, *, name: str = "", claimed: str = "") -> Verdict:
    """What the file is, whatever its name and the sender's word CLAIM."""
    kind = kinds.kind_of(content)
    why = Apart.PROGRAM if kinds.is_run(name) else _at_first_sight(kind, content, kinds.claims(name, claimed))
    if why is not None:
        return Verdict(kind, why=why)
    if kind == kinds.TEXT:
        return Verdict(kind)
    try:
        found = json.loads(_child("inspect", kind, content, seconds=deadlines.INSPECTION_LASTS.total_seconds()))
    except _RefusedError as refusal:
        return Verdict(kind, why=refusal.why)
    return Verdict(found.get("media_type", kind), pages=found["pages"])


def _at_first_sight(kind: str, content: bytes, claimed: frozenset[str]) -> Apart | None:
    if not content:
        return Apart.EMPTY
    if len(content) > (kinds.LARGEST_TEXT if kind == kinds.TEXT else kinds.LARGEST):
        return Apart.TOO_LARGE
    if kind == kinds.PROGRAM:
        return Apart.PROGRAM
    if kind not in kinds.SHOWN and claimed - {kind}:
        # A damaged document is no disguise: nothing else can be recognised in it.
        return Apart.UNREADABLE if kind == kinds.BINARY else Apart.DISGUISED
    if kind == kinds.OLE:
        return Apart.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in content else Apart.UNKNOWN
    return {kinds.HTML: Apart.WEB_PAGE, kinds.ARCHIVE: Apart.ARCHIVE, kinds.BINARY: Apart.UNKNOWN}.get(kind)


def picture(content: bytes, *, media_type: str, page: int, width: int, turn: int = 0) -> bytes | None:
    """A page as PNG, WIDTH pixels wide and turned by TURN degrees clockwise; None when it cannot be shown."""
    try:
        return _child(
            "picture", media_type, content, page, width, turn, seconds=deadlines.PICTURE_LASTS.total_seconds()
        )
    except _RefusedError:
        return None


def words(content: bytes, *, media_type: str, page: int) -> str:
    """The text of a page for who cannot see it, empty for a picture of one."""
    try:
        said = _child("words", media_type, content, page, seconds=deadlines.PICTURE_LASTS.total_seconds())
        return said.decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "").strip()
    except _RefusedError:
        return ""


def excerpt(content: bytes, *, media_type: str, pages: Sequence[int]) -> bytes | None:
    """A document of these pages of a PDF or TIFF, counted from 1; None when it cannot be made."""
    try:
        return _child("excerpt", media_type, content, *pages, seconds=deadlines.INSPECTION_LASTS.total_seconds())
    except _RefusedError:
        return None


def _child(word: str, kind: str, content: bytes, *arguments: int, seconds: float) -> bytes:
    """What the child writes. Raises _RefusedError. Nothing of our environment goes to it: it reads what strangers wrote."""
    command = [sys.executable, "-I", str(_CHILD), str(MEMORY), str(int(seconds)), word, kind, *map(str, arguments)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * seconds, env={}, check=False)
    except subprocess.TimeoutExpired:
        raise _RefusedError(Apart.TOO_HEAVY) from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("ascii", "replace").rpartition("\n")[2]
    raise _RefusedError(Apart(said) if done.returncode == _REFUSED and said in Apart.values else Apart.TOO_HEAVY)
