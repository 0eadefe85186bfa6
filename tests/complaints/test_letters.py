"""What is written of a complaint: it leaves with what it must say, or nothing is kept."""

from typing import Any

import pytest

from accounts.models import Mutual, User
from complaints.enums import ComplaintState, Outcome, TermEnd
from complaints.errors import (
    AcknowledgedAlreadyError,
    NoMediatorError,
    NoMediatorNoticeError,
    NotOpenComplaintError,
    NotWrittenError,
)
from complaints.models import Complaint, Term
from complaints.services import letters
from contacts.enums import Channel
from correspondence.errors import MissingFieldsError
from correspondence.models import Message
from correspondence.services.writing import Outgoing
from tests.factories import complaints as make

pytestmark = pytest.mark.usefixtures("within")


def mail(body: str = "Bonjour, nous avons bien reçu votre réclamation.") -> Outgoing:
    return Outgoing(channel=Channel.EMAIL, to="helene@exemple.fr", subject="Votre réclamation", body=body)


def kept(complaint: Complaint) -> set[str]:
    return set(Term.objects.filter(complaint=complaint, end=TermEnd.KEPT).values_list("commitment", flat=True))


def test_an_acknowledgement_ends_its_clock_alone(complaint: Complaint, adviser: User) -> None:
    letters.acknowledge(user=adviser, complaint_id=complaint.pk, outgoing=mail(), key="a")
    assert (kept(complaint), set(make.running(complaint))) == ({"ack"}, {"target", "answer"})


def test_an_answer_ends_every_clock_also_the_acknowledgement_s(complaint: Complaint, adviser: User) -> None:
    letters.answer(user=adviser, complaint_id=complaint.pk, outcome=Outcome.GRANTED, outgoing=mail(), key="a")
    assert (kept(complaint), make.running(complaint)) == ({"ack", "target", "answer"}, {})


def test_the_same_click_again_writes_nothing_more(complaint: Complaint, adviser: User) -> None:
    said: dict[str, Any] = {
        "user": adviser,
        "complaint_id": complaint.pk,
        "outcome": Outcome.GRANTED,
        "outgoing": mail(),
        "key": "a",
    }
    assert (letters.answer(**said), Message.objects.count()) == (letters.answer(**said), 1)


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.REFUSED])
@pytest.mark.parametrize("missing", ["Le médiateur Arbelle", "255 rue du Médiateur", "www.mediateur.exemple"])
def test_a_refusal_without_the_whole_notice_does_not_leave(
    within: Mutual, complaint: Complaint, adviser: User, outcome: Outcome, missing: str
) -> None:
    body = notice(within).replace(missing, "")
    with pytest.raises(NoMediatorNoticeError) as refusal:
        letters.answer(user=adviser, complaint_id=complaint.pk, outcome=outcome, outgoing=mail(body), key="a")
    complaint.refresh_from_db()
    assert (refusal.value.missing, complaint.state, Message.objects.count()) == (missing, ComplaintState.OPEN, 0)


def notice(mutual: Mutual) -> str:
    mediator = make.mediator(mutual)
    return f"Nous refusons. Vous pouvez saisir :\n{mediator.name}\n{mediator.address}\n{mediator.website}"


def test_a_refusal_with_the_notice_leaves_however_its_lines_break(
    within: Mutual, complaint: Complaint, adviser: User
) -> None:
    body = notice(within).replace("\n", "  \r\n").upper()
    letters.answer(user=adviser, complaint_id=complaint.pk, outcome=Outcome.REFUSED, outgoing=mail(body), key="a")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.outcome) == (ComplaintState.ANSWERED, Outcome.REFUSED)


def test_nobody_refuses_for_a_mutual_without_mediator(complaint: Complaint, adviser: User) -> None:
    with pytest.raises(NoMediatorError):
        letters.answer(user=adviser, complaint_id=complaint.pk, outcome=Outcome.REFUSED, outgoing=mail(), key="a")


def test_what_the_letter_refuses_keeps_the_clock(complaint: Complaint, adviser: User) -> None:
    with pytest.raises(MissingFieldsError):
        letters.acknowledge(user=adviser, complaint_id=complaint.pk, outgoing=mail("Avant le {{ delai }}"), key="a")
    complaint.refresh_from_db()
    assert (complaint.acknowledged_at, "ack" in make.running(complaint)) == (None, True)


def test_it_is_acknowledged_once_while_it_is_open(complaint: Complaint, adviser: User) -> None:
    letters.acknowledge(user=adviser, complaint_id=complaint.pk, outgoing=mail(), key="a")
    with pytest.raises(AcknowledgedAlreadyError):
        letters.acknowledge(user=adviser, complaint_id=complaint.pk, outgoing=mail(), key="b")
    letters.answer(user=adviser, complaint_id=complaint.pk, outcome=Outcome.GRANTED, outgoing=mail(), key="c")
    with pytest.raises(NotOpenComplaintError):
        letters.acknowledge(user=adviser, complaint_id=complaint.pk, outgoing=mail(), key="d")


def test_what_was_only_said_is_not_acknowledged(said: Complaint, other_adviser: User) -> None:
    with pytest.raises(NotWrittenError):
        letters.acknowledge(user=other_adviser, complaint_id=said.pk, outgoing=mail(), key="a")


def test_an_invitation_is_noted(said: Complaint, other_adviser: User) -> None:
    outgoing = Outgoing(
        channel=Channel.EMAIL, to="elle@exemple.fr", subject="Écrivez-nous", body="Bonjour", is_confirmed=True
    )
    letters.invite(user=other_adviser, complaint_id=said.pk, outgoing=outgoing, key="a")
    said.refresh_from_db()
    assert (said.invited_at is not None, list(make.running(said))) == (True, ["target"])
