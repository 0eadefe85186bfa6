"""What may leave, what is kept of it, and calling it back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.enums import Channel, EntryKind
from contacts.errors import NotHeldError
from contacts.models import Case, Entry
from correspondence import errors, queries
from correspondence.enums import MessageState
from correspondence.models import Message, Template
from correspondence.services.writing import cancel, send_again, write
from members.models import Consent, Member
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


def test_what_is_written_waits_twelve_seconds(case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    assert (message.state, message.next_at) == (MessageState.WAITING, message.undo_until)
    assert message.undo_until - message.created_at == timedelta(seconds=12)


def test_it_is_signed_by_its_author_for_the_mutual(case: Case, adviser: User) -> None:
    User.objects.filter(pk=adviser.pk).update(first_name="Claire", last_name="Dumontel")
    adviser.refresh_from_db()
    assert make.message(case, adviser).body == "La voici.\n\nClaire Dumontel\nArbelle"


def test_it_leaves_a_line_in_its_case(case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    line = Entry.objects.get(case=case, kind=EntryKind.EMAIL_OUT)
    assert (line.by, line.title, line.detail["message"], line.detail["state"]) == (
        adviser, "Votre carte", str(message.pk), "waiting",
    )  # fmt: skip


def test_the_same_key_again_is_the_same_message(case: Case, adviser: User) -> None:
    assert make.message(case, adviser) == make.message(case, adviser, body="Autre chose")


def test_another_s_key_is_another_message(within: Mutual, case: Case, adviser: User, other_adviser: User) -> None:
    other_case = make_contacts.case(within, holder=other_adviser)
    make.message(case, adviser)
    assert make.message(other_case, other_adviser, is_confirmed=True).author == other_adviser


def test_only_who_has_the_case_writes(case: Case, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        make.message(case, other_adviser)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"body": " \n"}, errors.NothingWrittenError),
        ({"subject": " "}, errors.NoSubjectError),
        ({"subject": "a\nBcc: tous@exemple.fr"}, errors.NoSubjectError),
        ({"body": "Sous {{ delai }}"}, errors.MissingFieldsError),
        ({"subject": "{{ objet }}"}, errors.MissingFieldsError),
        ({"to": "helene"}, errors.BadRecipientError),
        ({"to": "helene@exemple.fr, paul@exemple.fr"}, errors.BadRecipientError),
        ({"to": "helene@exemple.fr\nBcc: x@exemple.fr"}, errors.BadRecipientError),
        ({"to": "autre@exemple.fr"}, errors.UnknownRecipientError),
        ({"channel": Channel.FAX, "to": "poste 12"}, errors.BadRecipientError),
        ({"channel": Channel.LETTER, "to": "Madame Marchandeau"}, errors.BadRecipientError),
        ({"channel": Channel.LETTER, "to": "Madame Marchandeau\n3 rue des Tanneurs"}, errors.BadRecipientError),
        ({"channel": Channel.LETTER, "to": "\n".join([*"ABCDEFGHIJ", "34500 Béziers"])}, errors.BadAddressError),
    ],
)
def test_what_may_not_leave(case: Case, adviser: User, fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        make.message(case, adviser, **fields)
    assert (Message.objects.count(), Entry.objects.filter(kind=EntryKind.EMAIL_OUT).count()) == (0, 0)


def test_a_missing_place_is_named_in_french(case: Case, adviser: User) -> None:
    with pytest.raises(errors.MissingFieldsError) as refusal:
        make.message(case, adviser, body="{{ delai }} {{ montant }}")
    assert (refusal.value.names, refusal.value.field) == (("delai", "montant"), "body")


def test_an_address_that_was_checked_may_be_written_to(case: Case, adviser: User) -> None:
    assert make.message(case, adviser, to="fille@exemple.fr", is_confirmed=True).to == "fille@exemple.fr"


def test_we_do_not_write_to_ourselves(case: Case, adviser: User) -> None:
    make.mailbox(case, "contact@arbelle.exemple")
    with pytest.raises(errors.OwnAddressError):
        make.message(case, adviser, to="Contact@Arbelle.exemple", is_confirmed=True)


def refuse(helene: Member, channel: str) -> None:
    Consent.objects.create(mutual_id=helene.mutual_id, member=helene, channel=channel, is_given=False)


def test_a_refused_channel_is_not_used(within: Mutual, adviser: User, helene: Member) -> None:
    call = make_contacts.case(within, holder=adviser, channel=Channel.PHONE, member_id=helene.pk)
    refuse(helene, "email")
    with pytest.raises(errors.ChannelRefusedError):
        make.message(call, adviser)


def test_who_wrote_by_e_mail_is_answered_there(case: Case, adviser: User, helene: Member) -> None:
    refuse(helene, "email")
    assert make.message(case, adviser).state == MessageState.WAITING


@pytest.mark.parametrize(
    ("prefers", "refuses", "channel"),
    [
        ("", "", "email"),
        ("letter", "", "letter"),
        ("letter", "letter", "email"),
        ("phone", "", "email"),
        ("fax", "", "email"),
    ],
)
def test_the_channel_that_is_proposed(case: Case, helene: Member, prefers: str, refuses: str, channel: str) -> None:
    Member.objects.filter(pk=helene.pk).update(preferred_channel=prefers)
    if refuses:
        refuse(helene, refuses)
    case = Case.objects.select_related("member").get(pk=case.pk)
    assert queries.preferred(case, queries.ways_for(case)) == channel


def test_a_newer_word_replaces_a_refusal(within: Mutual, helene: Member) -> None:
    refuse(helene, "email")
    Consent.objects.create(
        mutual=within, member=helene, channel="email", is_given=True, said_at=timezone.now() + timedelta(minutes=1)
    )
    call = make_contacts.case(within, channel=Channel.PHONE, member_id=helene.pk)
    assert queries.preferred(call, queries.ways_for(call)) == Channel.EMAIL


def test_a_letter_is_not_sent_by_being_written(case: Case, adviser: User) -> None:
    to = "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    letter = make.message(case, adviser, channel=Channel.LETTER, to=to)
    assert (letter.state, letter.is_by_hand, letter.to) == (MessageState.WAITING, True, to)


def test_a_fax_goes_to_a_number(within: Mutual, adviser: User) -> None:
    fax = make_contacts.case(within, holder=adviser, channel=Channel.FAX, caller_phone="+33465712348")
    assert make.message(fax, adviser, channel=Channel.FAX, to="04/65.71.23.48").to == "+33465712348"


def test_the_envelope_is_filled_from_the_file(case: Case) -> None:
    ways = {way.channel: way.to for way in queries.ways_for(case)}
    assert ways == {
        Channel.EMAIL: "helene@exemple.fr",
        Channel.LETTER: "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers",
        Channel.FAX: "",
    }


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, "Madame"),
        ({"sex": "M"}, "Monsieur"),
        ({"birth_date": date(2020, 1, 1)}, "Madame, Monsieur"),
        ({"died_on": date(2026, 1, 1)}, ""),
    ],
)
def test_how_one_is_addressed(helene: Member, fields: dict[str, Any], title: str) -> None:
    for name, value in fields.items():
        setattr(helene, name, value)
    assert queries.title_of(helene) == title


def test_a_mutual_s_own_text_goes_before_the_common_one(within: Mutual, case: Case) -> None:
    Template.objects.create(mutual=within, code="devis-recu", label="Le nôtre", subject="s", body="b")
    found = queries.template_for(case, "devis-recu")
    assert found is not None
    assert found.label == "Le nôtre"


def test_another_mutual_s_text_is_not_there(case: Case, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        Template.objects.create(mutual=other_mutual, code="secret", label="L", subject="s", body="b")
    assert Template.objects.filter(code="secret").exists() is False


def test_a_text_is_never_edited() -> None:
    with pytest.raises(ProgrammingError, match="kept_as_written"), transaction.atomic():
        Template.objects.filter(code="devis-recu").update(body="Autre")


# ---- calling back


def test_it_can_be_called_back_in_time(case: Case, adviser: User) -> None:
    message = cancel(user=adviser, message_id=make.message(case, adviser).pk)
    line = make.line(message)
    assert (message.state, message.next_at, line.detail["state"]) == (MessageState.CANCELLED, None, "cancelled")


def test_calling_back_twice_is_once(case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    states = [cancel(user=adviser, message_id=message.pk).state for _ in range(2)]
    assert states == [MessageState.CANCELLED] * 2


def test_it_cannot_be_called_back_later(case: Case, adviser: User) -> None:
    message = make.message(case, adviser, due=True)
    with pytest.raises(errors.TooLateError):
        cancel(user=adviser, message_id=message.pk)


def test_nobody_else_calls_it_back(case: Case, adviser: User, other_adviser: User) -> None:
    message = make.message(case, adviser)
    with pytest.raises(Message.DoesNotExist):
        cancel(user=other_adviser, message_id=message.pk)


def test_what_waits_is_not_sent_again(case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    with pytest.raises(errors.NotToSendAgainError):
        send_again(user=adviser, message_id=message.pk)


# ---- what the database forbids


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"next_at": None}, "open_has_clock"),
        ({"state": "cancelled"}, "open_has_clock"),
        ({"state": "sent", "next_at": None}, "sent_says_when"),
        ({"state": "failed"}, "failed_says_why"),
        ({"state": "lost", "next_at": None}, "state_known"),
        ({"channel": "phone"}, "channel_known"),
    ],
)
def test_the_database_forbids(case: Case, adviser: User, fields: dict[str, Any], name: str) -> None:
    message = make.message(case, adviser)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**fields)


def test_another_mutual_s_messages_are_not_there(case: Case, adviser: User, other_mutual: Mutual) -> None:
    make.message(case, adviser)
    with within_mutuals([other_mutual.pk]):
        assert Message.objects.count() == 0


def test_who_writes_without_a_grant_finds_no_case(case: Case, other_mutual: Mutual) -> None:
    stranger = make_accounts.user(on=[other_mutual])
    with within_mutuals([other_mutual.pk]), pytest.raises(NotHeldError):
        write(user=stranger, case_id=case.pk, outgoing=make.outgoing(), key="k")
