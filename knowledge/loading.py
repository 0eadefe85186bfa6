"""The articles to begin with, from `data/articles.toml`, and the synonyms beside them. Plain Python."""

import tomllib
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).resolve().parent / "data"


def articles() -> list[dict[str, Any]]:
    """Each with `kind`, `confidence`, `question`, `short_answer`, `long_answer` and its `sources`, fields of a `Reference`."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "articles.toml").read_text(encoding="utf-8"))["article"]
    return rows


def synonyms() -> list[str]:
    """Groups, as the administration writes them."""
    return (DATA / "synonyms.txt").read_text(encoding="utf-8").splitlines()
