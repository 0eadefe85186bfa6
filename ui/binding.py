"""Papers bound into one file for a printer. What is bound is for paper: the tags of each stay in its own file."""

from collections.abc import Callable, Hashable
from pathlib import Path
from types import TracebackType
from typing import Self

import pypdfium2

A4 = (595.28, 841.89)
"""In points."""


class Binder:
    """Pages one after the other. What is bound often, under one key, is held once however often it is bound."""

    def __init__(self) -> None:
        self._made = pypdfium2.PdfDocument.new()
        self._shared: dict[Hashable, list[tuple[pypdfium2.PdfXObject, tuple[float, float]]]] = {}
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for drawn in self._shared.values():
            for one, _ in drawn:
                one.close()
        self._made.close()

    def add(self, content: bytes) -> int:
        """Bind a PDF; how many pages it has. Raises pypdfium2.PdfiumError for what is none."""
        with pypdfium2.PdfDocument(content) as paper:
            self._made.import_pages(paper)
            self.pages += len(paper)
            return len(paper)

    def read(self, key: Hashable, content: Callable[[], bytes]) -> None:
        """Hold the PDF that is bound under KEY from now on; it is read the first time only. Raises as `add`."""
        if key in self._shared:
            return
        with pypdfium2.PdfDocument(content()) as paper:
            self._shared[key] = [
                (paper.page_as_xobject(number, self._made), paper[number].get_size()) for number in range(len(paper))
            ]

    def add_shared(self, key: Hashable) -> int:
        """Bind what was read under KEY; how many pages it has."""
        for drawn, size in self._shared[key]:
            page = self._made.new_page(*size)
            page.insert_obj(drawn.as_pageobject())
            page.gen_content()
            page.close()
        self.pages += len(self._shared[key])
        return len(self._shared[key])

    def turn(self) -> None:
        """What comes next begins on the front of a sheet."""
        if self.pages % 2:
            self._made.new_page(*A4).close()
            self.pages += 1

    def save(self, path: Path) -> None:
        self._made.save(path)
