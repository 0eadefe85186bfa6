"""A complaint from its first word to its end: what is kept, what its clocks do, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from clock.holidays import Territory
from complaints import deadlines
from complaints.enums import ComplaintState, Level, Outcome, TermEnd
from complaints.errors import (
    BadDayError,
    ComplaintChangedError,
    EmptyComplaintError,
    MotiveEndedError,
    NoReasonError,
    NotOpenComplaintError,
    NotSaidError,
    OpenAlreadyError,
    SentAfterReceiptError,
    WrittenAlreadyError,
)
from complaints.models import Complaint, Motive, Term
from complaints.services import complaints
from contacts.errors import NotHeldError
from contacts.models import Case
from tests.factories import accounts as make_accounts
from tests.factories import complaints as make

pytestmark = pytest.mark.usefixtures("within")


def days(*ago: int) -> list[date]:
    return [timezone.localdate() - timedelta(days=one) for one in ago]


def ends(complaint: Complaint) -> list[tuple[str, str]]:
    found = Term.objects.filter(complaint=complaint, ended_at__isnull=False).order_by("commitment", "created_at")
    return list(found.values_list("commitment", "end"))


def test_a_written_complaint_has_three_clocks_counted_from_its_sending(case: Case, adviser: User) -> None:
    (today, sent) = days(0, 4)
    complaint = make.complaint(case, adviser, sent_on=sent)
    spans = {
        "ack": deadlines.to_acknowledge(sent, Territory.METROPOLE),
        "target": deadlines.to_keep_target(today, Territory.METROPOLE, is_urgent=False),
        "answer": deadlines.to_answer(sent, Territory.METROPOLE),
    }
    found = Term.objects.filter(complaint=complaint)
    assert {term.commitment: (term.started_at, term.deadline_at) for term in found} == {
        kind: (span.start, span.end) for kind, span in spans.items()
    }


def test_what_was_only_said_has_no_legal_clock(said: Complaint) -> None:
    assert list(make.running(said)) == ["target"]


def test_the_legal_clocks_begin_when_it_is_written(said: Complaint, other_adviser: User) -> None:
    today, sent = days(0, 2)
    complaints.set_days(user=other_adviser, complaint_id=said.pk, sent_on=sent, received_on=today)
    assert {kind: start for kind, (start, _last) in make.running(said).items()} == {
        "target": said.said_on, "ack": sent, "answer": sent,
    }  # fmt: skip


def test_changed_days_end_the_clocks_and_begin_others(complaint: Complaint, adviser: User) -> None:
    sent, received = days(10, 8)
    complaints.set_days(
        user=adviser, complaint_id=complaint.pk, sent_on=sent, received_on=received, reason="Cachet relu"
    )
    moved = [("ack", TermEnd.MOVED), ("answer", TermEnd.MOVED), ("target", TermEnd.MOVED)]
    started = {kind: start for kind, (start, _last) in make.running(complaint).items()}
    assert (ends(complaint), started) == (moved, {"ack": sent, "answer": sent, "target": received})


def test_days_that_change_nothing_leave_the_clocks(complaint: Complaint, adviser: User) -> None:
    today = timezone.localdate()
    complaints.set_days(user=adviser, complaint_id=complaint.pk, sent_on=today, received_on=today, reason="Vérifié")
    assert ends(complaint) == []


def test_another_level_moves_our_own_target_alone(complaint: Complaint, adviser: User) -> None:
    complaints.classify(user=adviser, complaint_id=complaint.pk, level=Level.URGENT, motive=complaint.motive)
    last = make.running(complaint)["target"][1]
    assert (ends(complaint), last) == ([("target", TermEnd.MOVED)], complaint.said_on + timedelta(days=3))


@pytest.mark.parametrize("fields", [{"words": "  "}, {"motive": "ended"}, {"sent_on": 1}, {"sent_on": -800}])
def test_bad_input_opens_nothing(case: Case, adviser: User, fields: dict[str, object]) -> None:
    if fields.get("motive") == "ended":
        Motive.objects.filter(code="autre-motif").update(ends_on=timezone.localdate() - timedelta(days=1))
        fields = {"motive": make.motive("autre-motif")}
    if "sent_on" in fields:
        fields = {"sent_on": timezone.localdate() + timedelta(days=int(str(fields["sent_on"])))}
    with pytest.raises((EmptyComplaintError, MotiveEndedError, BadDayError)):
        make.complaint(case, adviser, **fields)
    assert not Complaint.objects.exists()


def test_nothing_is_sent_after_its_receipt(complaint: Complaint, adviser: User) -> None:
    sent, received = days(1, 3)
    with pytest.raises(SentAfterReceiptError):
        complaints.set_days(
            user=adviser, complaint_id=complaint.pk, sent_on=sent, received_on=received, reason="Erreur"
        )


def test_known_days_change_for_a_reason(complaint: Complaint, adviser: User) -> None:
    (received,) = days(3)
    with pytest.raises(NoReasonError):
        complaints.set_days(user=adviser, complaint_id=complaint.pk, sent_on=None, received_on=received)


def test_a_contact_has_one_open_complaint(complaint: Complaint, case: Case, adviser: User) -> None:
    with pytest.raises(OpenAlreadyError):
        make.complaint(case, adviser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint(
            mutual_id=case.mutual_id, case=case, channel="email", motive=make.motive(), words="Encore",
            territory="metropole", said_on=timezone.localdate(), received_on=timezone.localdate(),
        ).save(force_insert=True)  # fmt: skip


def test_who_has_not_the_contact_does_nothing(complaint: Complaint, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        complaints.withdraw(user=other_adviser, complaint_id=complaint.pk, why="Parce que")


def test_a_supervisor_corrects_days_whoever_has_it(within: Mutual, complaint: Complaint) -> None:
    supervisor, (received,) = make_accounts.user(Role.SUPERVISOR, on=[within]), days(5)
    made = complaints.set_days(
        user=supervisor, complaint_id=complaint.pk, sent_on=None, received_on=received, reason="Scanné tard"
    )
    assert made.written_on == received


def test_what_was_said_is_put_right_at_once(said: Complaint, other_adviser: User) -> None:
    made = complaints.settle(user=other_adviser, complaint_id=said.pk, how="Recalculé, 28 € versés.")
    assert (made.state, made.outcome, ends(made)) == (
        ComplaintState.ANSWERED, Outcome.GRANTED, [("target", TermEnd.KEPT)],
    )  # fmt: skip


def test_what_was_written_is_answered_in_writing(complaint: Complaint, adviser: User) -> None:
    with pytest.raises(WrittenAlreadyError):
        complaints.settle(user=adviser, complaint_id=complaint.pk, how="Dit au téléphone")
    with pytest.raises(WrittenAlreadyError):
        complaints.invite_by_word(user=adviser, complaint_id=complaint.pk)


def test_a_withdrawn_one_stays_as_it_is(complaint: Complaint, adviser: User) -> None:
    with pytest.raises(NotSaidError):
        complaints.withdraw(user=adviser, complaint_id=complaint.pk, why=" ")
    complaints.withdraw(user=adviser, complaint_id=complaint.pk, why="Retirée par écrit")
    with pytest.raises(NotOpenComplaintError):
        complaints.withdraw(user=adviser, complaint_id=complaint.pk, why="Encore")
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(words="Autre chose")
    assert make.running(complaint) == {}


def test_who_read_an_older_version_is_told(complaint: Complaint, adviser: User) -> None:
    complaints.classify(user=adviser, complaint_id=complaint.pk, level=Level.URGENT, motive=complaint.motive)
    with pytest.raises(ComplaintChangedError):
        complaints.withdraw(user=adviser, complaint_id=complaint.pk, why="Retirée", read=1)


def test_the_holidays_are_those_of_the_mutual_s_territory(within: Mutual, case: Case, adviser: User) -> None:
    make.mediator(within, territory=Territory.REUNION)
    complaint = make.complaint(case, adviser)
    sent = complaint.written_on
    assert sent is not None
    last = deadlines.last_day(deadlines.to_acknowledge(sent, Territory.REUNION).end, Territory.REUNION)
    assert make.running(complaint)["ack"] == (sent, last)
