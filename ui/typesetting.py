"""Papers: a template of `templates/papers` and its data, set as accessible PDF by Typst."""

import json
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


@cache
def _fonts() -> typst.Fonts:
    """Ours alone: a page looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _sources() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in TEMPLATES.glob("*.typ")}


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """TEMPLATE (`quotes_member`) with DATA, which is what JSON can hold, as PDF/UA-1 made at the instant AT.

    A text of DATA is never read as markup. Raises typst.TypstError when the template is at fault.
    """
    sources = _sources()
    files = {**sources, "main.typ": sources[f"{template}.typ"]}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes = typst.compile(
        files, format="pdf", font_paths=_fonts(), pdf_standards=[STANDARD], sys_inputs=inputs, timestamp=at
    )
    return made
