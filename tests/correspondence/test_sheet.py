"""The paper of a letter: its structure, what stands on it, and where its address is."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.core.files.base import ContentFile

from accounts.models import Mutual, User
from contacts.enums import Channel
from contacts.models import Case
from correspondence import sheet
from correspondence.models import Message
from territory.postal import block
from tests.factories import correspondence as make
from tests.factories import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
WINDOW = (100, 190, 55, 79)
"""Millimetres of the sheet that a DL envelope shows however the sheet lies in it: left, right, top, bottom."""


@pytest.fixture
def letter(case: Case, adviser: User) -> Message:
    return make.letter(case, adviser, body="Voici votre carte : gardez-la.\n\nÀ bientôt !")


def at_hand(message: Message) -> Message:
    return sheet.at_hand(Message.objects.all()).get(pk=message.pk)


def text_of(page: bytes) -> str:
    document = pypdfium2.PdfDocument(page)
    return "\n".join(one.get_textpage().get_text_range() for one in document).replace("\r\n", "\n")


def test_it_is_tagged_french_and_has_a_title(letter: Message) -> None:
    page = sheet.letter_page(at_hand(letter))
    document = pypdfium2.PdfDocument(page)
    structure = (
        b"/Lang(fr)",
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"/DisplayDocTitle true",
    )
    assert (document.get_metadata_value("Title"), pdfium.FPDFCatalog_IsTagged(document), [mark in page for mark in structure]) == (
        "Votre carte", 1, [True] * 5,
    )  # fmt: skip


def elements(page: bytes) -> list[tuple[str, str]]:
    """Every element of the first page's structure, in reading order: its kind and its alternative text."""
    leaf = pypdfium2.PdfDocument(page)[0]
    tree = pdfium.FPDF_StructTree_GetForPage(leaf)
    roots = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(pdfium.FPDF_StructTree_CountChildren(tree))]
    found = [one for root in roots for one in _under(root)]
    pdfium.FPDF_StructTree_Close(tree)
    return found


def _under(element: Any) -> Iterator[tuple[str, str]]:
    yield _words(pdfium.FPDF_StructElement_GetType, element), _words(pdfium.FPDF_StructElement_GetAltText, element)
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, number):
            yield from _under(child)


def _words(asked: Callable[..., int], element: Any) -> str:
    """What pdfium writes, in UTF-16 with a zero at its end."""
    room = ctypes.create_string_buffer(400)
    length = asked(element, room, len(room))
    return room.raw[: max(length - 2, 0)].decode("utf-16-le")


def test_every_part_has_its_place_and_every_figure_its_words(within: Mutual, letter: Message) -> None:
    within.logo.save("arbelle.png", ContentFile(papers.picture()))
    found = elements(sheet.letter_page(at_hand(letter)))
    kinds = [kind for kind, _ in found]
    figures = [words for kind, words in found if kind == "Figure"]
    assert (kinds[0], kinds.count("H1"), figures, kinds.count("P") >= 3) == ("Document", 1, ["Arbelle"], True)


def boxes(page: bytes, words: str) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of the WORDS on the first page, in millimetres."""
    text = pypdfium2.PdfDocument(page)[0].get_textpage()
    found = text.search(words).get_next()
    assert found is not None
    left, bottom, right, top = zip(*(text.get_charbox(found[0] + place) for place in range(len(words))), strict=True)
    height = 297
    return (
        min(left) / 72 * 25.4,
        max(right) / 72 * 25.4,
        height - max(top) / 72 * 25.4,
        height - min(bottom) / 72 * 25.4,
    )


@pytest.mark.parametrize(
    "to",
    [
        "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers",
        f"{'M' * 38}\nAppartement 12\nRésidence\n3 rue Haute\nLe Bourg\n34500 Béziers",
        "Anna Peeters\nAppartement 12\nRésidence\nBâtiment B\nRue Neuve 3\n1000 Bruxelles\nBelgique",
    ],
)
def test_the_address_is_in_the_window(case: Case, adviser: User, to: str) -> None:
    letter = make.letter(case, adviser, to=to, is_confirmed=True)
    page = sheet.letter_page(at_hand(letter))
    lines = block(to)
    shown = [boxes(page, line) for line in (lines[0], lines[-1])]
    inside = [
        WINDOW[0] <= left and right <= WINDOW[1] and WINDOW[2] <= top and bottom <= WINDOW[3]
        for left, right, top, bottom in shown
    ]
    assert inside == [True, True], shown


def test_what_stands_on_it(case: Case, adviser: User) -> None:
    make.brochure("Bien dormir")
    letter = make.letter(case, adviser, body="Voici votre carte : gardez-la.")
    said = text_of(sheet.letter_page(at_hand(letter)))
    wanted = ["34500 BEZIERS", "Arbelle", "Objet : Votre carte", "Voici votre carte : gardez-la.", "Bien dormir",
              letter.pk.hex.upper(), "page 1/1", "20418"]  # fmt: skip
    assert [words for words in wanted if words not in said.replace("\xa0", " ")] == []


def test_a_long_letter_goes_on_overleaf(case: Case, adviser: User) -> None:
    letter = make.letter(case, adviser, body="Une ligne.\n\n" * 120)
    said = text_of(sheet.letter_page(at_hand(letter)))
    assert "page 4/4" in said


@pytest.mark.attack(9)
def test_what_somebody_typed_is_not_markup(case: Case, adviser: User) -> None:
    letter = make.letter(case, adviser, body="#panic() $x$ <b> *gras* \\ [a]")
    assert "#panic() $x$ <b> *gras* \\ [a]" in text_of(sheet.letter_page(at_hand(letter)))


@pytest.mark.parametrize(
    ("content", "pictures"), [(papers.picture(), 1), (b"\x89PNG", 0), (papers.vast_picture(), 0)], ids=["png", "cut", "vast"]
)  # fmt: skip
def test_a_logo_that_cannot_be_drawn_holds_no_letter_up(
    within: Mutual, letter: Message, content: bytes, pictures: int
) -> None:
    within.logo.save("arbelle.png", ContentFile(content))
    page = pypdfium2.PdfDocument(sheet.letter_page(at_hand(letter)))[0]
    drawn = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    assert len(drawn) == pictures + 1


def test_a_fax_names_its_number(case: Case, adviser: User) -> None:
    fax = make.message(case, adviser, channel=Channel.FAX, to="04 65 71 23 48", is_confirmed=True)
    assert "04 65 71 23 48" in text_of(sheet.letter_page(at_hand(fax))).replace("\xa0", " ").replace("\u202f", " ")
