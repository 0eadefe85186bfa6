"""Papers bound for a printer."""

from pathlib import Path

import pikepdf
import pytest

from ui.binding import Binder


def paper(pages: int, tmp_path: Path) -> bytes:
    path = tmp_path / "paper.pdf"
    with pikepdf.new() as made:
        for page in range(pages):
            made.add_blank_page(page_size=(100 + page, 200))
        made.save(path)
    return path.read_bytes()


def widths(path: Path) -> list[int]:
    with pikepdf.open(path) as bound:
        return [int(page.mediabox[2]) for page in bound.pages]


def test_pages_follow_each_other_and_a_paper_begins_on_the_front_of_a_sheet(tmp_path: Path) -> None:
    with Binder() as binder:
        binder.add(paper(3, tmp_path))
        binder.turn()
        binder.add(paper(2, tmp_path))
        binder.turn()
        binder.save(tmp_path / "bound.pdf")
    assert widths(tmp_path / "bound.pdf") == [100, 101, 102, 595, 100, 101]


def test_what_is_shared_is_read_once_and_bound_as_often_as_asked(tmp_path: Path) -> None:
    read: list[int] = []

    def fetch() -> bytes:
        read.append(1)
        return paper(2, tmp_path)

    with Binder() as binder:
        for _ in range(3):
            binder.read("key", fetch)
            binder.add_shared("key")
        binder.save(tmp_path / "bound.pdf")
    assert (widths(tmp_path / "bound.pdf"), read) == ([100, 101] * 3, [1])


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7 and no more"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with Binder() as binder, pytest.raises(ValueError, match=r"\w"):
        binder.add(content)
