"""What strangers send is looked at without believing it, and without falling over it."""

import io
import resource

import pypdfium2
import pytest
from PIL import Image

from contacts.enums import Apart
from contacts.inspection import excerpt, inspect, picture
from tests.factories import papers

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        (papers.pdf(3), "application/pdf", 3),
        (b"\r\n" + papers.pdf(), "application/pdf", 1),
        (papers.fax(2), "image/tiff", 2),
        (papers.picture("JPEG"), "image/jpeg", 1),
        (papers.picture("GIF", save_all=True, append_images=[Image.new("RGB", (60, 80))]), "image/gif", 1),
        ("Bonjour à tous".encode(), "text/plain", None),
        ("Bonjour à tous".encode("cp1252"), "text/plain", None),
        (papers.archive(**{"[Content_Types].xml": b"", "word__document.xml": b""}), DOCX, None),
    ],
)
def test_what_is_sound_is_known_by_its_content(content: bytes, media_type: str, pages: int | None) -> None:
    verdict = inspect(content, name="n’importe quoi.bin")
    assert (verdict.media_type, verdict.pages, verdict.why) == (media_type, pages, None)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "vide.pdf", Apart.EMPTY),
        (b"%PDF-1.4" + b"\x00" * (26 * 2**20), "gros.pdf", Apart.TOO_LARGE),
        (papers.vast_picture(), "plan.png", Apart.TOO_MANY_PIXELS),
        (papers.pdf(301), "livre.pdf", Apart.TOO_MANY_PAGES),
        (papers.bomb(), "photos.zip", Apart.BOMB),
        (papers.archive(a=b"1"), "photos.zip", Apart.ARCHIVE),
        (papers.archive(a=b"1"), "devis.pdf", Apart.DISGUISED),
        (b"\x1f\x8b\x08" + b"\x00" * 20, "devis.gz", Apart.ARCHIVE),
        (papers.locked_pdf(), "devis.pdf", Apart.ENCRYPTED),
        (b"<!DOCTYPE html><html><body>Connectez-vous", "devis.pdf", Apart.DISGUISED),
        (b"<p>%PDF-1.4</p><script>alert(1)</script>", "devis.pdf", Apart.DISGUISED),
        (b"<html>", "page.html", Apart.WEB_PAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "logo.svg", Apart.WEB_PAGE),
        (b"MZ\x90\x00", "devis.pdf.exe", Apart.PROGRAM),
        (papers.archive(**{"[Content_Types].xml": b"", "word__vbaProject.bin": b""}), "devis.docm", Apart.MACROS),
        (papers.broken_fax(), "fax.tif", Apart.UNREADABLE),
        # Readers of TIFF complain aloud before they give up.
        *((papers.colour_scan(packing)[:-200], "scan.tif", Apart.UNREADABLE) for packing in papers.PACKINGS),
        *((papers.colour_scan(packing, hole=True), "scan.tif", Apart.UNREADABLE) for packing in papers.STRICT),
        (papers.pdf()[:200], "devis.pdf", Apart.UNREADABLE),
        (papers.picture("JPEG", (600, 800))[:400], "photo.jpg", Apart.UNREADABLE),
        (b"\x00\x01\x02\x03", "devis.pdf", Apart.UNREADABLE),
        (b"\x00\x01\x02\x03", "photo.heic", Apart.UNKNOWN),
        (b"PK\x03\x04" + b"\xff" * 40, "devis.docx", Apart.UNREADABLE),
    ],
)
@pytest.mark.attack(10)
def test_what_is_dubious_is_set_apart(content: bytes, name: str, why: Apart) -> None:
    assert inspect(content, name=name).why == why


@pytest.mark.attack(10)
def test_a_claimed_type_is_compared_like_a_name() -> None:
    assert inspect(b"<html>", name="devis", claimed="application/pdf").why == Apart.DISGUISED


def test_a_photo_under_another_photo_s_name_is_a_photo() -> None:
    assert inspect(papers.picture("JPEG"), name="devis.png").why is None


@pytest.mark.attack(10)
def test_a_document_that_unpacks_without_end_takes_nothing_with_it() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verdict = inspect(papers.pdf_bomb(), name="devis.pdf")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert (verdict.media_type, grown < 64) == ("application/pdf", True)


@pytest.mark.parametrize("content", [papers.pdf(), papers.fax(1), papers.picture("JPEG", (400, 500))])
def test_a_page_is_shown_in_the_width_asked_for(content: bytes) -> None:
    made = picture(content, media_type=inspect(content).media_type, page=1, width=300)
    assert made is not None
    assert Image.open(io.BytesIO(made)).width == 300


def test_a_fax_has_its_true_height() -> None:
    made = picture(papers.fax(1), media_type="image/tiff", page=1, width=172)
    assert made is not None
    assert Image.open(io.BytesIO(made)).size == (172, 237)


def test_a_turned_page_lies() -> None:
    made = picture(papers.pdf(), media_type="application/pdf", page=1, width=842, turn=90)
    assert made is not None
    assert Image.open(io.BytesIO(made)).size == (842, 595)


@pytest.mark.parametrize("kind", ["application/pdf", "image/tiff"])
def test_a_page_that_is_not_there_is_none(kind: str) -> None:
    content = papers.pdf() if kind == "application/pdf" else papers.fax(1)
    assert picture(content, media_type=kind, page=2, width=300) is None


def test_pages_are_taken_out_of_a_pdf() -> None:
    made = excerpt(papers.pdf(4), media_type="application/pdf", pages=[2, 4])
    assert [page.get_width() for page in pypdfium2.PdfDocument(made)] == [596, 598]


def test_pages_are_taken_out_of_a_fax() -> None:
    made = excerpt(papers.fax(3), media_type="image/tiff", pages=[2, 3])
    assert made is not None
    assert inspect(made).pages == 2
