"""The member's page leaves, and with it the analysis is told, or nothing is."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Mutual, User
from audit.models import JournalEntry
from contacts.enums import Channel
from contacts.models import Document
from contacts.services import documents, drafts
from correspondence.errors import BadRecipientError
from correspondence.models import Message
from correspondence.services import delivery
from members.models import Ground
from quotes.enums import AnalysisState, ToldBy
from quotes.errors import NotAnalysedError
from quotes.models import Analysis
from quotes.services import papers
from tests.factories import accounts as make_accounts
from tests.factories import correspondence as make_messages
from tests.factories import members as make_members
from tests.factories import quotes as make

pytestmark = pytest.mark.usefixtures("within")

ADDRESS = "Hélène Marchandeau\n12 rue des Lilas\n34500 Béziers"


@pytest.fixture(autouse=True)
def _stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def analysis(within: Mutual, adviser: User) -> Analysis:
    member = make_members.member(within, email="helene@exemple.fr")
    return make.analysis(make.case(within, holder=adviser, member=member), label="Cabinet A")


def sent(analysis: Analysis, user: User, key: str = "une", **fields: Any) -> Message:
    outgoing = make_messages.outgoing(is_confirmed=True, **fields)
    return papers.send_page(user=user, analysis_id=analysis.pk, outgoing=outgoing, key=key)


@pytest.mark.parametrize(
    ("channel", "to", "by"),
    [
        (Channel.EMAIL, "helene@exemple.fr", ToldBy.EMAIL),
        (Channel.LETTER, ADDRESS, ToldBy.LETTER),
        (Channel.FAX, "04 67 12 34 56", ToldBy.FAX),
    ],
)
def test_what_is_sent_is_told_by_that_channel(
    analysis: Analysis, adviser: User, channel: Channel, to: str, by: ToldBy
) -> None:
    sent(analysis, adviser, channel=channel, to=to)
    analysis.refresh_from_db()
    assert (analysis.state, analysis.told_by, analysis.told_by_user) == (AnalysisState.TOLD, by, adviser)


def test_the_page_is_kept_with_the_line_of_the_message(analysis: Analysis, adviser: User) -> None:
    message = sent(analysis, adviser)
    kept = Document.objects.get(entry=message.entry)
    assert (kept.case_id, kept.media_type, kept.pages, documents.content_of(kept)[:5]) == (
        analysis.case_id, "application/pdf", 1, b"%PDF-",
    )  # fmt: skip


def test_an_e_mail_has_the_page_attached(analysis: Analysis, adviser: User) -> None:
    message = sent(analysis, adviser)
    delivery.deliver(message.pk, attempt=0, server=mail.get_connection())
    [(name, content, kind)] = mail.outbox[0].attachments
    assert (name[-4:], bytes(content)[:5], kind) == (".pdf", b"%PDF-", "application/pdf")


def test_a_refused_recipient_leaves_nothing(analysis: Analysis, adviser: User, tmp_path: Any) -> None:
    with pytest.raises(BadRecipientError):
        sent(analysis, adviser, to="personne")
    analysis.refresh_from_db()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (analysis.state, Message.objects.count(), files) == (AnalysisState.ANALYSED, 0, [])


def test_the_same_key_again_is_the_same_message(analysis: Analysis, adviser: User) -> None:
    first, second = sent(analysis, adviser), sent(analysis, adviser)
    files = default_storage.listdir(f"mutuals/{analysis.mutual_id}/documents")[1]
    assert (first, Document.objects.count(), len(files)) == (second, 1, 1)


def test_what_was_told_goes_out_once_more(analysis: Analysis, adviser: User) -> None:
    sent(analysis, adviser)
    sent(analysis, adviser, key="deux", channel=Channel.LETTER, to=ADDRESS)
    analysis.refresh_from_db()
    assert (analysis.told_by, Message.objects.count()) == (ToldBy.EMAIL, 2)


def test_what_is_not_computed_is_not_sent(within: Mutual, adviser: User) -> None:
    raw = make.analysis(make.case(within, holder=adviser), computed=False)
    with pytest.raises(NotAnalysedError):
        sent(raw, adviser)
    assert (Message.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["member_page", "file_page"])
def test_looking_at_a_page_is_journalled(analysis: Analysis, adviser: User, name: str) -> None:
    browser = make_accounts.browser(adviser)
    response = browser.get(reverse(f"quotes:{name}", args=[analysis.pk]))
    read = JournalEntry.objects.filter(route=f"quotes:{name}", member_id=analysis.member_id)
    assert (response["Content-Type"], response.content[:5], read.count()) == ("application/pdf", b"%PDF-", 1)


def test_nobody_elses_page_exists(analysis: Analysis, other_adviser: User) -> None:
    browser = make_accounts.browser(other_adviser)
    assert Ground.objects.count() == 0
    assert browser.get(reverse("quotes:member_page", args=[analysis.pk])).status_code == 404


# ---- what waits to be printed


def of_the_outbox(message: Message) -> str:
    kept = Document.objects.get(entry=message.entry)
    return reverse("correspondence:enclosure", args=[message.pk, kept.pk])


def test_its_author_prints_the_page_of_a_letter_from_the_outbox(analysis: Analysis, adviser: User) -> None:
    address = of_the_outbox(sent(analysis, adviser, channel=Channel.LETTER, to=ADDRESS))
    client = make_accounts.browser(adviser)
    page = client.get(reverse("correspondence:outbox")).content.decode()
    paper = client.get(address)
    assert (page.count(f'href="{address}"'), paper.headers["Content-Type"], paper.content[:5]) == (
        1, "application/pdf", b"%PDF-",
    )  # fmt: skip


def test_nobody_else_s_enclosure_exists(analysis: Analysis, adviser: User, other_adviser: User) -> None:
    address = of_the_outbox(sent(analysis, adviser, channel=Channel.LETTER, to=ADDRESS))
    assert make_accounts.browser(other_adviser).get(address).status_code == 404


def test_another_document_of_the_contact_is_no_enclosure(analysis: Analysis, adviser: User) -> None:
    message = sent(analysis, adviser, channel=Channel.LETTER, to=ADDRESS)
    paper = documents.look_at(b"%PDF-1.4", mutual_id=analysis.mutual_id, name="autre.pdf")
    other = documents.add_document(analysis.case, paper, received_at=message.created_at)
    address = reverse("correspondence:enclosure", args=[message.pk, other.pk])
    assert make_accounts.browser(adviser).get(address).status_code == 404


# ---- what is written with it


def test_another_channel_keeps_what_was_typed_and_knows_the_recipient(analysis: Analysis, adviser: User) -> None:
    typed = {
        "step": "channel",
        "channel": "letter",
        "to": "helene@exemple.fr",
        "subject": "Vos devis",
        "body": "Voici.",
    }
    page = make_accounts.browser(adviser).post(reverse("quotes:send", args=[analysis.pk]), typed)
    form = page.context["form"]
    assert (form["to"].value().splitlines()[-1], form["body"].value(), Message.objects.exists()) == (
        "34500 Béziers", "Voici.", False,
    )  # fmt: skip


def test_half_written_words_are_taken_up_again_until_they_leave(analysis: Analysis, adviser: User) -> None:
    drafts.keep(user=adviser, case_id=analysis.case_id, field=papers.DRAFT, text="Chère Hélène,", version=0)
    page = make_accounts.browser(adviser).get(reverse("quotes:send", args=[analysis.pk]))
    sent(analysis, adviser)
    left = drafts.of(user=adviser, case=analysis.case, field=papers.DRAFT).text
    assert (page.context["form"]["body"].value(), left) == ("Chère Hélène,", "")
