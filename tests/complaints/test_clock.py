"""The clocks of complaints: their steps, whom they are told, and that none is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from clock.enums import Audience, Commitment
from clock.models import Alert, Escalation
from clock.queries import now
from clock.services.reconciling import reconcile
from complaints import queries, results
from complaints.enums import TermEnd
from complaints.models import Complaint, Term
from complaints.services import complaints, enforcing, terms
from contacts.models import Case
from tests.factories import complaints as make
from tests.factories.promises import fall_due

pytestmark = pytest.mark.usefixtures("within")


def term(complaint: Complaint, kind: Commitment) -> Term:
    return Term.objects.get(complaint=complaint, commitment=kind, ended_at__isnull=True)


def done(of: Term) -> list[str]:
    return list(Escalation.objects.filter(subject_id=of.pk).order_by("step").values_list("kind", flat=True))


def swept(of: Term, *, days: float) -> list[str]:
    """The kinds of steps done after so many DAYS more."""
    fall_due(of, hours=24 * days)
    enforcing.enforce()
    of.refresh_from_db()
    return done(of)


@pytest.mark.parametrize(
    ("kind", "days", "steps"),
    [
        (Commitment.TARGET, 9, ["remind"]),
        (Commitment.TARGET, 12, ["remind", "escalate", "breach"]),
        (Commitment.ANSWER, 50, ["remind", "escalate"]),
        (Commitment.ANSWER, 63, ["remind", "escalate", "remind", "breach"]),
    ],
)
def test_steps_fall_on_the_way_to_a_deadline(
    complaint: Complaint, kind: Commitment, days: float, steps: list[str]
) -> None:
    found = swept(term(complaint, kind), days=days)
    assert found[: len(steps)] == steps


def test_each_clock_is_swept_as_what_it_is(complaint: Complaint) -> None:
    for kind in (Commitment.ACKNOWLEDGEMENT, Commitment.TARGET, Commitment.ANSWER):
        fall_due(term(complaint, kind), hours=24 * 80)
    enforcing.enforce()
    assert set(Escalation.objects.filter(kind="breach").values_list("commitment", flat=True)) == {
        "ack",
        "target",
        "answer",
    }


def test_a_legal_breach_is_told_to_quality_managers_and_our_own_is_not(complaint: Complaint) -> None:
    for kind in (Commitment.TARGET, Commitment.ANSWER):
        fall_due(term(complaint, kind), hours=24 * 80)
    enforcing.enforce()
    told = Alert.objects.filter(audience=Audience.QUALITY).values_list("commitment", "kind")
    assert set(told) == {("answer", "breach")}


def test_who_has_the_contact_is_reminded(complaint: Complaint, adviser: User) -> None:
    swept(term(complaint, Commitment.TARGET), days=8)
    assert list(Alert.objects.values_list("kind", "audience", "user")) == [("remind", "owner", adviser.pk)]


def test_a_moved_clock_falls_due_no_more(complaint: Complaint, adviser: User) -> None:
    before = term(complaint, Commitment.ANSWER)
    day = complaint.said_on - timedelta(days=3)
    complaints.set_days(user=adviser, complaint_id=complaint.pk, sent_on=day, received_on=day, reason="Cachet relu")
    before.refresh_from_db()
    assert (before.end, before.next_action_at, before.steps_at) == (TermEnd.MOVED, None, [])


def test_the_night_s_proof_finds_every_step_of_all_kinds(complaint: Complaint) -> None:
    for kind in (Commitment.TARGET, Commitment.ANSWER):
        fall_due(term(complaint, kind), hours=24 * 64)
    enforcing.enforce()
    found = [reconcile(table, now() - timedelta(days=75), now()) for table in enforcing.RECONCILABLE]
    assert [(one.missing, one.extra) for one in found] == [([], [])] * 3


def test_the_proof_counts_working_days_anew(case: Case, adviser: User) -> None:
    """Sent forty days ago and opened today: of the acknowledgement's steps the last one alone is done, then daily ones."""
    make.complaint(case, adviser, sent_on=timezone.localdate() - timedelta(days=40))
    enforcing.enforce()
    found = reconcile(enforcing.RECONCILABLE[0], now() - timedelta(days=75), now())
    assert (found.promises, found.steps > 1, found.missing, found.extra) == (1, True, [], [])


def test_an_end_does_not_hide_that_it_was_late(complaint: Complaint, adviser: User) -> None:
    late = term(complaint, Commitment.TARGET)
    fall_due(late, hours=24 * 12)
    complaints.withdraw(user=adviser, complaint_id=complaint.pk, why="Retirée")
    late.refresh_from_db()
    assert (late.breached_at, "breach" in done(late)) == (late.deadline_at, True)


def test_its_time_is_told_in_whole_working_days(complaint: Complaint) -> None:
    found = term(complaint, Commitment.ACKNOWLEDGEMENT)
    told = queries.told_of(found, territory=queries.territory_of(complaint.mutual_id))
    assert (told.target, told.is_working_days, told.account.left) == (timedelta(days=10), True, timedelta(days=10))


def test_the_page_says_how_each_clock_stands(complaint: Complaint, adviser: User) -> None:
    terms.end(complaint, TermEnd.KEPT, Commitment.ACKNOWLEDGEMENT, by=adviser)
    fall_due(term(complaint, Commitment.TARGET), hours=24 * 30)
    page = results.page_of(adviser, complaint)
    assert {one.term.commitment: one.kind for one in page["clocks"]} == {"ack": "good", "target": "bad", "answer": ""}
