"""Each e-mail is taken once and brought to the case it belongs to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Mutual, User
from contacts import deadlines
from contacts.enums import Apart, CaseState, Channel, DocumentState, EntryKind, Outcome
from contacts.models import Awaited, Case, Document, Entry, InboundEmail, Mailbox
from contacts.services import cases, hands, intake, waiting
from contacts.services.base import add_entry
from tests.factories import contacts as make
from tests.factories import mail as make_mail
from tests.factories import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

OURS = "%s.0a1b2c3d@arbelle.exemple.fr"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mailbox(within: Mutual) -> Mailbox:
    return make_mail.mailbox(within)


def receive(mailbox: Mailbox, raw: bytes, **more: Any) -> InboundEmail:
    return intake.receive(mailbox=mailbox, raw=raw, received_at=timezone.now(), **more)[0]


def case_of(email: InboundEmail) -> Case:
    assert email.case is not None
    return email.case


def closed(case: Case, by: User) -> Case:
    hands.take(user=by, case_id=case.pk)
    return cases.close(user=by, case_id=case.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)


def test_an_e_mail_opens_a_case(mailbox: Mailbox) -> None:
    case = case_of(receive(mailbox, make_mail.message(subject="Mon devis")))
    said = (case.channel, case.caller_email, case.caller_name, case.subject, case.state, case.member)
    assert said == (Channel.EMAIL, "helene@exemple.fr", "Hélène Marchandeau", "Mon devis", CaseState.WAITING, None)


def test_its_text_is_the_line_that_opened_it(mailbox: Mailbox) -> None:
    entry = receive(mailbox, make_mail.message("Merci.\n\n> Votre devis")).entry
    assert entry is not None
    assert (entry.kind, entry.text, entry.detail["quoted"]) == (EntryKind.EMAIL_IN, "Merci.", "> Votre devis")


def test_the_source_is_kept_as_it_came(mailbox: Mailbox) -> None:
    raw = make_mail.message()
    with receive(mailbox, raw).source.open("rb") as source:
        assert source.read() == raw


@pytest.mark.parametrize("message_id", ["<une-fois@exemple.fr>", None])
def test_the_same_again_is_not_taken_again(mailbox: Mailbox, message_id: str | None) -> None:
    raw = make_mail.message(message_id=message_id)
    assert receive(mailbox, raw) == receive(mailbox, raw)
    assert (Case.objects.count(), len(default_storage.listdir(f"mutuals/{mailbox.mutual_id}/mails")[1])) == (1, 1)


def test_the_same_by_another_way_is_the_same(mailbox: Mailbox) -> None:
    raw = make_mail.message(message_id="<une-fois@exemple.fr>")
    assert receive(mailbox, raw) == receive(mailbox, b"Received: from elsewhere\r\n" + raw)


def test_machines_that_give_every_message_one_id_lose_none(mailbox: Mailbox) -> None:
    raws = [make_mail.message(text, message_id="<fax@machine>") for text in ("Un", "Deux", "Deux", "Un")]
    assert len({receive(mailbox, raw).pk for raw in raws}) == 2


@pytest.mark.parametrize(
    ("subject", "sender"),
    [("Mon devis", "Jean <jean@exemple.fr>"), ("Ma carte", "Hélène Marchandeau <helene@exemple.fr>")],
)
def test_two_that_say_the_same_without_an_id_are_two(mailbox: Mailbox, subject: str, sender: str) -> None:
    one = receive(mailbox, make_mail.message("", message_id=None))
    assert receive(mailbox, make_mail.message("", message_id=None, subject=subject, sender=sender)) != one


def test_an_answer_joins_its_case(mailbox: Mailbox) -> None:
    first = receive(mailbox, make_mail.message(message_id="<a@exemple.fr>"))
    second = receive(mailbox, make_mail.message(References="<x@y.fr> <a@exemple.fr>"))
    assert second.case == first.case


def test_what_comes_after_our_answer_is_owed_another(mailbox: Mailbox, adviser: User) -> None:
    case = case_of(receive(mailbox, make_mail.message(message_id="<a@exemple.fr>")))
    waiting.answer(case, by=adviser, entry=add_entry(case, EntryKind.EMAIL_OUT))
    receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>"))
    receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>"))
    case.refresh_from_db()
    rows = list(Awaited.objects.order_by("created_at", "end").values_list("end", "deadline_at"))
    assert (sorted(end for end, _ in rows), case.due_at) == (["", "answered"], max(due for _, due in rows))


def test_an_answer_to_our_message_joins_its_case(mailbox: Mailbox, within: Mutual) -> None:
    case = make.case(within)
    ours = OURS % case.pk.hex
    add_entry(case, EntryKind.EMAIL_OUT, detail={"message_id": f"<{ours}>"})
    assert receive(mailbox, make_mail.message(In_Reply_To=f"<{ours}>")).case == case


def test_an_id_that_we_never_gave_opens_no_door(mailbox: Mailbox, within: Mutual) -> None:
    case = make.case(within)
    assert receive(mailbox, make_mail.message(In_Reply_To=f"<{OURS % case.pk.hex}>")).case != case


def test_an_answer_wakes_what_sleeps(mailbox: Mailbox, adviser: User) -> None:
    case = case_of(receive(mailbox, make_mail.message(message_id="<a@exemple.fr>")))
    hands.take(user=adviser, case_id=case.pk)
    hands.park(user=adviser, case_id=case.pk, until=timezone.now() + timedelta(days=3))
    receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>"))
    case.refresh_from_db()
    assert case.state == CaseState.WAITING


def test_an_absence_wakes_nothing(mailbox: Mailbox, adviser: User) -> None:
    case = case_of(receive(mailbox, make_mail.message(message_id="<a@exemple.fr>")))
    closed(case, adviser)
    told = receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>", Auto_Submitted="auto-replied"))
    case.refresh_from_db()
    assert (told.case, told.is_automatic, case.state) == (case, True, CaseState.CLOSED)


def test_a_case_closed_lately_opens_again_with_a_new_clock(mailbox: Mailbox, adviser: User) -> None:
    case = closed(case_of(receive(mailbox, make_mail.message(message_id="<a@exemple.fr>"))), adviser)
    again = case_of(receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>")))
    assert (again, again.state, again.closed_at, again.due_at > case.due_at) == (case, CaseState.WAITING, None, True)


def test_a_case_closed_long_ago_is_followed_by_another(mailbox: Mailbox, adviser: User) -> None:
    case = closed(case_of(receive(mailbox, make_mail.message(message_id="<a@exemple.fr>"))), adviser)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - deadlines.REOPENED_WITHIN - timedelta(days=1))
    email = receive(mailbox, make_mail.message(In_Reply_To="<a@exemple.fr>"))
    assert email.entry is not None
    assert (email.case != case, email.entry.detail["follows"]) == (True, str(case.pk))


def test_an_absence_opens_nothing(mailbox: Mailbox) -> None:
    email = receive(mailbox, make_mail.message(Auto_Submitted="auto-replied"))
    assert (email.case, email.is_automatic) == (None, True)


def test_what_a_machine_asks_for_is_asked_for(mailbox: Mailbox) -> None:
    assert receive(mailbox, make_mail.message(Auto_Submitted="auto-generated")).case is not None


def test_a_failed_delivery_opens_its_case_again(mailbox: Mailbox, adviser: User, within: Mutual) -> None:
    case = make.case(within)
    add_entry(case, EntryKind.EMAIL_OUT, detail={"message_id": f"<{OURS % case.pk.hex}>"})
    closed(case, adviser)
    email = receive(mailbox, make_mail.message(f"Message-ID: <{OURS % case.pk.hex}>", Return_Path="<>"))
    case.refresh_from_db()
    assert (email.case, case.state) == (case, CaseState.WAITING)


def test_our_own_message_come_back_opens_nothing(mailbox: Mailbox, within: Mutual) -> None:
    case = make.case(within)
    ours = f"<{OURS % case.pk.hex}>"
    add_entry(case, EntryKind.EMAIL_OUT, detail={"message_id": ours})
    assert receive(mailbox, make_mail.message(message_id=ours)).case is None


def test_a_flood_of_one_sender_opens_few_cases_and_loses_nothing(mailbox: Mailbox) -> None:
    sent = deadlines.FLOOD_MOST + 3
    for number in range(sent):
        receive(mailbox, make_mail.message(f"Message {number}"))
    told = Case.objects.count(), Entry.objects.filter(kind=EntryKind.EMAIL_IN).count()
    assert told == (deadlines.FLOOD_MOST, sent)


def test_attachments_come_with_the_case(mailbox: Mailbox) -> None:
    email = receive(mailbox, make_mail.message(files={"../../devis.pdf": papers.pdf(2)}))
    document = Document.objects.get()
    told = (document.case, document.entry, document.name, document.pages, document.state, document.received_at)
    assert told == (email.case, email.entry, "devis.pdf", 2, DocumentState.SAFE, email.received_at)
    assert document.file.name == f"mutuals/{mailbox.mutual_id}/documents/{document.pk}"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("devis.pdf", b"<html><script>", Apart.DISGUISED),
        ("photo.png", papers.vast_picture(), Apart.TOO_MANY_PIXELS),
        ("fax.tif", papers.broken_fax(), Apart.UNREADABLE),
        ("devis.pdf", papers.locked_pdf(), Apart.ENCRYPTED),
        ("photos.zip", papers.bomb(), Apart.BOMB),
    ],
)
def test_a_dubious_attachment_is_set_apart_in_its_case(mailbox: Mailbox, name: str, content: bytes, why: Apart) -> None:
    email = receive(mailbox, make_mail.message(files={name: content}))
    document = Document.objects.get(case=email.case)
    assert (document.state, document.why) == (DocumentState.QUARANTINED, why)


def test_a_message_of_thirty_megabytes_is_a_case_with_itself_set_apart(mailbox: Mailbox) -> None:
    email = receive(mailbox, make_mail.message(subject="Photos") + b"\r\n" + b"x" * (30 * 2**20))
    document = Document.objects.get(case=email.case)
    assert (case_of(email).subject, document.why) == ("Photos", Apart.TOO_LARGE)


def test_a_message_of_thousands_of_parts_is_a_case_with_itself_set_apart(mailbox: Mailbox) -> None:
    raw = b"From: h@x.fr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 6000
    assert Document.objects.get(case=receive(mailbox, raw).case).why == Apart.TOO_HEAVY


def test_the_hundredth_attachment_is_not_looked_at(mailbox: Mailbox) -> None:
    receive(mailbox, make_mail.message(files={f"{number}.txt": b"x" for number in range(42)}))
    assert Document.objects.filter(why=Apart.TOO_MANY).count() == 2


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 50, b"From: <<>>\r\nSubject: =?x?b?!!!?=\r\n\r\n\x00"])
def test_what_cannot_be_read_is_a_case_all_the_same(mailbox: Mailbox, raw: bytes) -> None:
    assert receive(mailbox, raw).case is not None


def test_what_fails_at_the_end_leaves_nothing(mailbox: Mailbox) -> None:
    def failing() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        receive(mailbox, make_mail.message(files={"devis.pdf": papers.pdf()}), along=failing)
    stored = default_storage.listdir(f"mutuals/{mailbox.mutual_id}/documents")[1]
    assert (Case.objects.count(), InboundEmail.objects.count(), stored) == (0, 0, [])
