"""Papers bound into one file for a printer. What is bound is for paper: the tags of each stay in its own file."""

import io
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pikepdf

A4: Final = (595.28, 841.89)
"""In points."""


class Binder:
    """Pages one after the other. What is bound often, under one key, is held once however often it is bound."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._made = self._open.enter_context(pikepdf.new())
        self._shared: dict[Hashable, pikepdf.Pdf] = {}
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def add(self, content: bytes) -> int:
        """Bind a PDF; how many pages it has. Raises ValueError for what is none."""
        with _opened(content) as paper:
            return self._bind(paper)

    def read(self, key: Hashable, content: Callable[[], bytes]) -> None:
        """Hold the PDF that is bound under KEY from now on; it is read the first time only. Raises as `add`."""
        if key not in self._shared:
            self._shared[key] = self._open.enter_context(_opened(content()))

    def add_shared(self, key: Hashable) -> int:
        """Bind what was read under KEY; how many pages it has."""
        return self._bind(self._shared[key])

    def turn(self) -> None:
        """What comes next begins on the front of a sheet."""
        if self.pages % 2:
            self._made.add_blank_page(page_size=A4)
            self.pages += 1

    def save(self, path: Path) -> None:
        self._made.save(path)

    def _bind(self, paper: pikepdf.Pdf) -> int:
        self._made.pages.extend(paper.pages)
        self.pages += len(paper.pages)
        return len(paper.pages)


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from error
