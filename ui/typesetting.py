"""Papers: a template of `templates/papers` and its data, set as accessible PDF by Typst."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates/papers"
FONTS = Path(__file__).resolve().parent / "fonts"
STANDARD = "ua-1"

_UNKNOWN = re.compile(
    "[^ -~\u00a0-\u0181\u01cd-\u01dc\u0218-\u021b\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u1e9e-\u1ef9\u2010-\u201e"
    "\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1]"
)
_SPACES = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
HOLE = "\u25a1"
"""Stands for a character that our faces do not have: PDF/UA-1 has no page with a glyph that is not there."""


def writable(text: str) -> str:
    """TEXT in one line, as it can be printed: letters composed, marks that nobody sees left out, unknown ones as `HOLE`."""
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_HIDDEN))
    return _UNKNOWN.sub(HOLE, composed)


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """TEMPLATE (`sheet`, `letter`) with DATA, which is what JSON can hold, as PDF/UA-1 made at the instant AT.

    A text of DATA is never read as markup; a picture is a list of its bytes. Raises typst.TypstError when the template or a
    picture is at fault.
    """
    made: bytes = _compiled(template, data, at, format="pdf", pdf_standards=[STANDARD])
    return made


def picture(template: str, data: Mapping[str, Any], *, at: datetime, dots: int = 80) -> bytes:
    """PNG of the first page of what `pdf` would set, with so many DOTS an inch. Raises as it does."""
    made: bytes | list[bytes] = _compiled(template, data, at, format="png", ppi=dots)
    return made[0] if isinstance(made, list) else made


def _compiled(template: str, data: Mapping[str, Any], at: datetime, **wanted: Any) -> Any:
    files = {**_sources(), "main.typ": _sources()[f"{template}.typ"]}
    inputs = {"data": json.dumps(_printed(data), ensure_ascii=False)}
    return typst.compile(
        files,
        font_paths=_fonts(),
        sys_inputs=inputs,
        timestamp=int(at.timestamp()),
        **wanted,
    )


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, Mapping):
        return {name: _printed(one) for name, one in value.items()}
    return [_printed(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _fonts() -> typst.Fonts:
    """Ours alone: a page looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _sources() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in TEMPLATES.glob("*.typ")}
