"""What somebody writes or sends is text and paper, wherever it comes out."""

import csv
import io
import zipfile
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from contacts.enums import Apart, Channel
from contacts.inspection import inspect
from contacts.models import Case, Document
from contacts.services import cases, documents
from correspondence import sheet
from correspondence.models import Message
from members import services
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import correspondence as make_messages
from tests.factories import members as make_members
from tests.factories import papers
from ui import files
from ui.tables import Table, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

CELLS = ["=cmd|'/C calc'!A0", "+33612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "+33 6 39 98 12 34"]  # fmt: skip


def table() -> Table:
    return Table(CELLS[0], [(cell, False) for cell in CELLS], [[text(cell) for cell in CELLS]])


@pytest.mark.attack(7)
def test_no_cell_of_a_text_file_runs_and_a_telephone_is_still_read() -> None:
    rows = list(
        csv.reader(io.StringIO(b"".join(files.csv_pieces([table()])).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows == [[f"'{cell}" for cell in CELLS]] * 2


@pytest.mark.attack(7)
@pytest.mark.parametrize("write", [files.xlsx_pieces, files.ods_pieces])
def test_no_cell_of_a_spreadsheet_runs_and_a_telephone_is_still_read(write: Any) -> None:
    parts = zipfile.ZipFile(io.BytesIO(b"".join(write([table()]))))
    content = b"".join(parts.read(name) for name in parts.namelist())
    runs = [word for word in (b"<f>", b"table:formula", b"<f ", b"hyperlinks") if word in content]
    assert (runs, b"+33612345678" in content) == ([], True)


PASTED = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">ici</a>',
    '<b hx-get="/deconnexion/" hx-trigger="load">', '<i hx-on:click="alert(1)">', "</textarea><svg onload=alert(1)>",
)  # fmt: skip
RUNS = ("<script>alert", "<img src=x", 'href="javascript', '<b hx-get="/deconnexion', "<i hx-on", "<svg onload")


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    make.trained(adviser)
    member = make_members.member(within)
    services.open_by_contact(user=adviser, member_id=member.pk, facts=["name", "birth"])
    return make.case(
        within, holder=adviser, channel=Channel.LETTER, member_id=member.pk, subject=PASTED[0], text=" ".join(PASTED)
    )


@pytest.fixture
def desk(adviser: User) -> Client:
    return make_accounts.browser(adviser)


@pytest.mark.attack(8)
def test_what_is_pasted_into_a_note_is_text_on_every_page(desk: Client, case: Case, adviser: User) -> None:
    cases.note(user=adviser, case_id=case.pk, text=" ".join(PASTED))
    pages = [
        desk.get(reverse("workstation:case", args=[case.pk])),
        desk.get(reverse("workstation:worklist")),
        desk.get(reverse("workstation:member", args=[case.member_id])),
        desk.get(reverse("workstation:history", args=[case.member_id])),
        desk.get(reverse("correspondence:reply", args=[case.pk])),
    ]
    found = [(page.status_code, word) for page in pages for word in RUNS if word in page.content.decode()]
    assert ([page.status_code for page in pages], found) == ([200] * 5, [])
    assert "&lt;script&gt;alert(1)" in pages[0].content.decode()


FETCHING = (
    "<img src=file:///etc/passwd>", "http://169.254.169.254/latest/meta-data", "<link rel=attachment href=file:///etc/passwd>",
    "@import url(http://127.0.0.1/x)", '<svg><use href="http://127.0.0.1/x"/></svg>', '#read("/etc/passwd")',
    '#image("/etc/passwd")', '#link("file:///etc/passwd")[x]', '#include "/etc/passwd"',
)  # fmt: skip
HIDING = (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/OpenAction", b"/GoToR", b"/URI")


@pytest.mark.attack(8, 9)
def test_a_letter_fetches_nothing_and_hides_nothing(case: Case, adviser: User) -> None:
    """It is words on paper, word for word."""
    letter = make_messages.letter(case, adviser, body="\n".join(FETCHING))
    page = sheet.letter_page(sheet.at_hand(Message.objects.all()).get(pk=letter.pk))
    shown = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(page)).replace("\r\n", " ")
    missing = [words for words in FETCHING if words.replace(" ", "") not in shown.replace(" ", "")]
    assert (missing, [word for word in HIDING if word in page], "root:" in shown) == ([], [], False)


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.attack(10)
@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (papers.vast_picture(), "plan.png", Apart.TOO_MANY_PIXELS),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "photo.png", Apart.DISGUISED),
        (b"var a = 1; /*\n" + papers.pdf() + b"\n*/ alert(a)", "devis.js", Apart.PROGRAM),
        (papers.pdf() + b"\nvar a = 1;", "devis.pdf.js", Apart.PROGRAM),
        (b"WScript.Echo(1)", "Devis.VBS. ", Apart.PROGRAM),
        (b"[InternetShortcut]\nURL=file://evil", "devis.url", Apart.PROGRAM),
        (EICAR, "devis.pdf", Apart.DISGUISED),
    ],
    ids=["vast", "svg", "script-around-pdf", "pdf-around-script", "script", "link", "eicar"],
)
def test_what_is_not_what_it_says_is_set_apart(content: bytes, name: str, why: Apart) -> None:
    assert inspect(content, name=name).why == why


@pytest.mark.attack(10)
@pytest.mark.parametrize("name", ["../../x.pdf", "..\\..\\x.pdf", "/etc/passwd", "a\x00b.pdf", "\u202efdp.x.pdf", "a\r\nSet-Cookie: x=1", "x" * 5000])  # fmt: skip
def test_a_name_leads_nowhere(case: Case, desk: Client, settings: Any, name: str) -> None:
    paper = documents.look_at(papers.pdf(), mutual_id=case.mutual_id, name=name)
    kept = documents.add_document(case, paper, received_at=case.received_at)
    answer = desk.get(reverse("contacts:document_file", args=[case.pk, kept.pk]))
    place = Document.objects.get(pk=kept.pk).file.path
    said = answer.headers["Content-Disposition"]
    assert (place.startswith(f"{settings.MEDIA_ROOT}/"), ".." in place, "Set-Cookie" in answer.headers) == (
        True,
        False,
        False,
    )
    assert [sign for sign in ("\r", "\n", "\x00", "\u202e", "../") if sign in said] == []
