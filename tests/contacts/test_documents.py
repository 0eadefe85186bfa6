"""Documents of a case: shown page by page, kept from whoever may not read them, taken apart."""

import io
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Mutual, User
from contacts.enums import Apart, Channel, DocumentState, EntryKind
from contacts.errors import NoSuchPagesError, NotHeldError
from contacts.models import Case, Document, Entry
from contacts.services import documents
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=adviser, channel=Channel.LETTER)


def add(case: Case, content: bytes, name: str = "lettre.pdf") -> Document:
    paper = documents.look_at(content, mutual_id=case.mutual_id, name=name)
    return documents.add_document(case, paper, received_at=case.received_at, scanned_at=timezone.now())


@pytest.fixture
def letter(case: Case) -> Document:
    return add(case, papers.pdf(4))


@pytest.fixture
def client(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def address(route: str, document: Document, *more: Any) -> str:
    return reverse(f"contacts:{route}", args=[document.case_id, document.pk, *more])


# ---- seen


@pytest.mark.attack(29)
def test_a_page_is_a_picture_of_the_width_asked_for(client: Client, letter: Document) -> None:
    answer = client.get(address("document_page", letter, 2) + "?largeur=600")
    kept = answer.headers["Cache-Control"]
    told = (answer.headers["Content-Type"], Image.open(io.BytesIO(answer.content)).width, kept)
    assert told == ("image/png", 600, "no-store, private")


@pytest.mark.parametrize("number", [0, 5])
def test_a_page_that_is_not_there_is_not_there(client: Client, letter: Document, number: int) -> None:
    assert client.get(address("document_page", letter, number)).status_code == 404


def test_the_viewer_says_page_and_text(client: Client, letter: Document) -> None:
    page = client.get(address("document", letter) + "?page=3", headers={"HX-Request": "true"}).content.decode()
    assert [text in page for text in ("pages/3.png?page=3", 'data-cc-viewer-key="ArrowRight', "<html")] == [
        True,
        True,
        False,
    ]


def test_a_letter_in_hand_is_open_at_once_and_leaves_the_focus_where_it_is(client: Client, letter: Document) -> None:
    opened = f"{address('document', letter)}?ouvert"
    page = client.get(reverse("workstation:case", args=[letter.case_id])).content.decode()
    viewer = client.get(opened, headers={"HX-Request": "true"}).content.decode()
    assert (f'hx-get="{opened}" hx-trigger="load"' in page, "data-cc-focus" in viewer) == (True, False)


def test_the_paper_of_an_e_mail_is_opened_by_hand(client: Client, letter: Document) -> None:
    Case.objects.filter(pk=letter.case_id).update(channel=Channel.EMAIL)
    assert "?ouvert" not in client.get(reverse("workstation:case", args=[letter.case_id])).content.decode()


def test_without_htmx_the_viewer_is_a_page(client: Client, letter: Document) -> None:
    assert "<html" in client.get(address("document", letter)).content.decode()


def test_a_view_that_makes_no_sense_is_the_usual_one(client: Client, letter: Document) -> None:
    page = client.get(address("document", letter) + "?page=x&largeur=9999999&tour=45").content.decode()
    assert "pages/1.png?page=1&amp;largeur=900&amp;tour=0" in page


@pytest.mark.attack(10)
def test_the_original_is_kept_not_opened(client: Client, letter: Document) -> None:
    answer = client.get(address("document_file", letter))
    told = [answer.headers[name] for name in ("Content-Disposition", "Content-Type", "Content-Security-Policy")]
    assert (told[0], told[1], told[2].split(";")[0]) == (
        "attachment; filename*=UTF-8''lettre.pdf",
        "application/octet-stream",
        "sandbox",
    )


@pytest.mark.attack(10)
def test_what_is_set_apart_is_never_shown_nor_given(client: Client, case: Case) -> None:
    apart = add(case, b"<html>", "devis.pdf")
    answers = [
        client.get(address(*route)).status_code for route in (("document_page", apart, 1), ("document_file", apart))
    ]
    page = client.get(address("document", apart)).content.decode()
    assert (answers, "<img" in page.partition("data-cc-viewer")[2].partition("</section>")[0]) == ([404, 404], False)


def test_what_is_set_apart_says_why(client: Client, case: Case) -> None:
    apart = add(case, b"<html>", "devis.pdf")
    page = client.get(address("document", apart)).content.decode()
    assert (apart.why, apart.get_why_display() in page) == (Apart.DISGUISED, True)


@pytest.mark.parametrize("route", ["document", "document_file"])
@pytest.mark.attack(1)
def test_who_may_not_read_the_case_sees_no_document(other_adviser: User, letter: Document, route: str) -> None:
    assert make_accounts.browser(other_adviser).get(address(route, letter)).status_code == 404


@pytest.mark.attack(1)
def test_a_document_of_another_case_is_not_there(client: Client, within: Mutual, letter: Document) -> None:
    other = make.case(within)
    url = reverse("contacts:document", args=[other.pk, letter.pk])
    assert client.get(url).status_code == 404


# ---- taken apart


def test_pages_make_a_case_of_their_own(case: Case, adviser: User, letter: Document) -> None:
    new = documents.split(user=adviser, case_id=case.pk, document_id=letter.pk, pages=[2, 4])
    made = Document.objects.get(case=new)
    with made.file.open("rb") as file:
        widths = [page.get_width() for page in pypdfium2.PdfDocument(file.read())]
    told = (widths, made.state, new.received_at, new.due_at, new.holder)
    assert told == ([596, 598], DocumentState.SAFE, case.received_at, case.due_at, None)


def test_what_pages_are_taken_from_stays_whole(case: Case, adviser: User, letter: Document) -> None:
    documents.split(user=adviser, case_id=case.pk, document_id=letter.pk, pages=[1])
    letter.refresh_from_db()
    assert (letter.case, letter.pages) == (case, 4)


def test_both_cases_say_so(case: Case, adviser: User, letter: Document) -> None:
    new = documents.split(user=adviser, case_id=case.pk, document_id=letter.pk, pages=[1])
    said = Entry.objects.filter(kind=EntryKind.SPLIT).order_by("pk").values_list("case", "detail")
    assert list(said) == [
        (new.pk, {"from": str(case.pk), "pages": [1]}),
        (case.pk, {"to": str(new.pk), "pages": [1]}),
    ]


def test_a_whole_document_moves(case: Case, adviser: User, letter: Document) -> None:
    add(case, papers.pdf())
    new = documents.split(user=adviser, case_id=case.pk, document_id=letter.pk)
    letter.refresh_from_db()
    assert letter.case == new


def test_the_only_document_does_not_move(case: Case, adviser: User, letter: Document) -> None:
    with pytest.raises(NoSuchPagesError):
        documents.split(user=adviser, case_id=case.pk, document_id=letter.pk)


@pytest.mark.parametrize("pages", [[0], [5], [1, 2, 3, 4]])
def test_pages_that_are_not_there_or_all_there_is_are_refused(
    case: Case, adviser: User, letter: Document, pages: list[int]
) -> None:
    with pytest.raises(NoSuchPagesError):
        documents.split(user=adviser, case_id=case.pk, document_id=letter.pk, pages=pages)


def test_only_the_holder_takes_apart(case: Case, other_adviser: User, letter: Document) -> None:
    with pytest.raises(NotHeldError):
        documents.split(user=other_adviser, case_id=case.pk, document_id=letter.pk, pages=[1])


def test_pages_are_written_as_people_write_them(client: Client, case: Case, letter: Document) -> None:
    client.post(address("document_split", letter), {"pages": "1 – 2; 4"})
    made = Entry.objects.get(case=case, kind=EntryKind.SPLIT)
    assert made.detail["pages"] == [1, 2, 4]


FAULT = '<p class="fault" id="split-fault">'


@pytest.mark.parametrize("pages", ["5", "3-1", "deux", "1-9999", "1-4"])
def test_pages_that_make_no_sense_split_nothing_and_stay_typed(client: Client, letter: Document, pages: str) -> None:
    answer = client.post(address("document_split", letter), {"pages": pages}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, f'name="pages" value="{pages}"' in page, page.count(FAULT)) == (422, True, 1)
    assert Document.objects.count() == 1


def test_the_new_case_is_said_with_a_link_to_take_it(client: Client, adviser: User, letter: Document) -> None:
    make.trained(adviser)
    client.post(address("document_split", letter), {"pages": "2"})
    made = Case.objects.get(pk=Entry.objects.get(kind=EntryKind.SPLIT, by=adviser).detail["to"])
    page = client.get(address("document", letter)).content.decode()
    link = reverse("workstation:case", args=[made.pk])
    assert page.count(f'<a href="{link}">') == 1
    assert client.get(link).templates[0].name == "workstation/untaken.html"


def test_whoever_may_not_take_the_new_case_reads_its_queue(client: Client, letter: Document) -> None:
    client.post(address("document_split", letter), {"pages": "2"})
    page = client.get(address("document", letter)).content.decode()
    assert ("dans la file «\u202fFile générale\u202f»" in page, "Contact ouvert" in page) == (True, True)
    assert page.count(f'href="{reverse("workstation:case", args=[Case.objects.latest("pk").pk])}"') == 0


def test_a_split_in_place_shows_the_page_anew(client: Client, letter: Document) -> None:
    answer = client.post(address("document_split", letter), {"pages": "2"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
