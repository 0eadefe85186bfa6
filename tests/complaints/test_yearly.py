"""The return of a year: every complaint once, in time by the law's clocks, whole for who may read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from clock.enums import Commitment
from complaints import returns
from complaints.enums import ComplaintState, Outcome, TermEnd
from complaints.models import Complaint, Term
from contacts.enums import Channel
from tests.factories import accounts as make_accounts

pytestmark = pytest.mark.usefixtures("within")

YEAR = timezone.localdate().year
NONE = dict.fromkeys(returns.COUNTS, 0)


@pytest.fixture
def samia(mutual: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[mutual]))


def answered(of: Complaint, outcome: Outcome, *, late: bool = False) -> None:
    """Its clocks ended now, or a day after their deadlines."""
    ended = timezone.now()
    for term in Term.objects.filter(complaint=of):
        end = term.deadline_at + timedelta(days=1) if late else ended
        Term.objects.filter(pk=term.pk).update(
            ended_at=end, end=TermEnd.KEPT, next_action_at=None, steps_at=[], steps_kind=[]
        )
    Complaint.objects.filter(pk=of.pk).update(state=ComplaintState.ANSWERED, answered_at=ended, outcome=outcome)


def asked(client: Client, **query: Any) -> Any:
    return client.get("/reclamations/releve/", query)


def test_an_open_written_complaint_counts_as_such(complaint: Complaint) -> None:
    found = returns.year_of(complaint.mutual_id, YEAR)
    assert found.all == {**NONE, "received": 1, "written": 1, "open": 1}


def test_an_answer_in_time_counts_for_both_of_the_law_s_clocks(complaint: Complaint) -> None:
    answered(complaint, Outcome.REFUSED)
    counted = {"received": 1, "written": 1, "acknowledged": 1, "answered": 1, "answered_in_time": 1, "refused": 1}
    assert returns.year_of(complaint.mutual_id, YEAR).all == {**NONE, **counted}


def test_an_answer_that_is_late_counts_for_none(complaint: Complaint) -> None:
    answered(complaint, Outcome.PARTLY, late=True)
    assert returns.year_of(complaint.mutual_id, YEAR).all == {
        **NONE, "received": 1, "written": 1, "answered": 1, "partly": 1,
    }  # fmt: skip


def test_a_clock_that_was_counted_anew_is_not_the_answer(complaint: Complaint) -> None:
    Term.objects.filter(complaint=complaint, commitment=Commitment.ACKNOWLEDGEMENT).update(
        ended_at=timezone.now(), end=TermEnd.MOVED, next_action_at=None, steps_at=[], steps_kind=[]
    )
    assert returns.year_of(complaint.mutual_id, YEAR).all["acknowledged"] == 0


def test_what_was_only_said_has_no_legal_clock(said: Complaint) -> None:
    answered(said, Outcome.GRANTED)
    counted = {"received": 1, "said": 1, "answered": 1, "settled": 1, "granted": 1}
    assert returns.year_of(said.mutual_id, YEAR).all == {**NONE, **counted}


def test_parts_add_up_and_small_numbers_are_not_hidden(complaint: Complaint, said: Complaint, samia: Client) -> None:
    tables = asked(samia).context["tables"]
    assert [sum(row[1].value for row in table.rows) for table in tables[1:]] == [2, 2, 2]
    channels = {row[0].shown: row[1].value for row in tables[3].rows}
    assert channels == {Channel.PHONE.label: 1, Channel.EMAIL.label: 1}


def test_another_year_is_empty_and_one_that_is_not_there_is_said(complaint: Complaint, samia: Client) -> None:
    assert returns.year_of(complaint.mutual_id, YEAR - 1).all == NONE
    assert [asked(samia, annee=year).status_code for year in (YEAR, YEAR + 100, "=1")] == [200, 422, 422]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_it_leaves_as_a_file(complaint: Complaint, samia: Client, kind: str) -> None:
    answer = asked(samia, fichier=kind)
    assert answer["Content-Disposition"] == f'attachment; filename="reclamations-arbelle-{YEAR}.{kind}"'
    answer.close()


@pytest.mark.attack(7)
def test_a_product_that_begins_like_a_formula_does_not_run(complaint: Complaint, samia: Client) -> None:
    assert complaint.member is not None
    product = complaint.member.contract.product
    type(product).objects.filter(pk=product.pk).update(name="=1+1")
    file = b"".join(asked(samia, fichier="csv").streaming_content).decode()
    assert "\r\n'=1+1;1;0;0;0;0;0\r\n" in file


def test_who_may_not_finds_nothing(mutual: Mutual, other_mutual: Mutual, samia: Client, adviser: User) -> None:
    auditor = make_accounts.user(Role.AUDITOR, on=[mutual])
    asking: tuple[tuple[Client, dict[str, Any]], ...] = (
        (samia, {}), (samia, {"mutuelle": other_mutual.pk}), (make_accounts.browser(auditor), {"mutuelle": mutual.pk}),
        (make_accounts.browser(adviser), {}),
    )  # fmt: skip
    assert [asked(client, **query).status_code for client, query in asking] == [200, 404, 200, 404]
    Grant.objects.filter(user=auditor).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert asked(make_accounts.browser(auditor), fichier="csv").status_code == 404
