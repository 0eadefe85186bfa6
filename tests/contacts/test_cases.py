"""What is known of a case, from its opening to its closing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.enums import PromiseClock
from accounts.models import Mutual, User
from contacts import deadlines
from contacts.enums import CallerKind, CaseState, Channel, EntryKind, Outcome
from contacts.errors import CaseChangedError, NotCodedError, NotIdentifiedError
from contacts.models import Case, Entry
from contacts.services import cases
from members.models import Member, Phone
from members.queries import ground_for
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def member(within: Mutual) -> Member:
    person = make_members.member(within)
    Phone.objects.create(mutual=within, member=person, number="+33639981234")
    return person


@pytest.fixture
def call(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=adviser, channel=Channel.PHONE, caller_phone="+33639981234")


def test_a_letter_is_due_from_its_receipt(within: Mutual) -> None:
    make.policy(within, written_hours=48)
    received = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert make.case(within, channel=Channel.LETTER, received_at=received).due_at == received + timedelta(hours=48)


def test_a_letter_is_due_in_opening_hours_where_the_policy_says_so(within: Mutual) -> None:
    make_accounts.opening(within, *range(1, 7))
    make.policy(within, written_hours=24, written_clock=PromiseClock.OPENING)
    received = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert make.case(within, channel=Channel.LETTER, received_at=received).due_at == datetime(
        2026, 11, 23, 9, tzinfo=UTC
    )


def test_a_call_is_due_at_once(call: Case) -> None:
    assert call.due_at == call.received_at


def test_the_number_that_calls_is_one_of_two_facts(call: Case, adviser: User, member: Member) -> None:
    cases.identify(user=adviser, case_id=call.pk, member_id=member.pk, kind=CallerKind.MEMBER, told=["birth_date"])
    assert ground_for(adviser, member.pk) is not None


def test_one_fact_alone_opens_nothing(within: Mutual, adviser: User, member: Member) -> None:
    unknown = make.case(within, holder=adviser, channel=Channel.PHONE)
    with pytest.raises(NotIdentifiedError):
        cases.identify(
            user=adviser, case_id=unknown.pk, member_id=member.pk, kind=CallerKind.MEMBER, told=["birth_date"]
        )


def test_an_employer_never_opens_a_file(call: Case, adviser: User, member: Member) -> None:
    cases.identify(
        user=adviser, case_id=call.pk, member_id=member.pk, kind=CallerKind.EMPLOYER, told=["siren"], number="732829320"
    )
    assert ground_for(adviser, member.pk) is None


@pytest.mark.attack(3)
def test_a_person_of_another_mutual_is_not_there(call: Case, adviser: User, other_mutual: Mutual) -> None:
    with pytest.raises(Member.DoesNotExist):
        cases.identify(
            user=adviser, case_id=call.pk, member_id=call.pk, kind=CallerKind.MEMBER, told=["birth_date", "postcode"]
        )


def test_joining_carries_the_timeline_along(call: Case, adviser: User, member: Member) -> None:
    cases.note(user=adviser, case_id=call.pk, text="Veut un devis")
    cases.identify(user=adviser, case_id=call.pk, member_id=member.pk, kind=CallerKind.MEMBER, told=["birth_date"])
    assert set(Entry.objects.filter(case=call).values_list("member", flat=True)) == {member.pk}


@pytest.mark.parametrize(
    ("words", "apart", "kept"),
    [
        (["Veut un devis", "Veut un devis"], timedelta(), 1),
        (["Veut un devis", "Veut un devis"], deadlines.NOTE_AGAIN, 2),
        (["Pas de réponse", "Veut un devis", "Pas de réponse"], timedelta(), 3),
    ],
    ids=["again", "later", "something between"],
)
def test_the_last_note_again_is_that_note(
    call: Case, adviser: User, words: list[str], apart: timedelta, kept: int
) -> None:
    for text in words:
        Entry.objects.update(at=F("at") - apart)
        cases.note(user=adviser, case_id=call.pk, text=text)
    assert call.entries.filter(kind=EntryKind.NOTE).count() == kept


def test_the_same_words_of_somebody_else_are_another_note(call: Case, adviser: User, other_adviser: User) -> None:
    for user in (adviser, other_adviser):
        Case.objects.filter(pk=call.pk).update(holder=user)
        cases.note(user=user, case_id=call.pk, text="Veut un devis")
    assert call.entries.filter(kind=EntryKind.NOTE).count() == 2


def test_a_case_closes_coded(call: Case, adviser: User) -> None:
    closed = cases.close(user=adviser, case_id=call.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)
    assert (closed.state, closed.holder, closed.closed_by) == (CaseState.CLOSED, None, adviser)


@pytest.mark.parametrize("missing", ["reason", "outcome", "is_solved"])
def test_a_case_does_not_close_uncoded(call: Case, adviser: User, missing: str) -> None:
    said: dict[str, Any] = {"reason": make.reason(), "outcome": Outcome.INFORMED, "is_solved": True}
    with pytest.raises(NotCodedError):
        cases.close(user=adviser, case_id=call.pk, **{**said, missing: "" if missing == "outcome" else None})


def test_the_database_refuses_an_uncoded_end(call: Case) -> None:
    with pytest.raises(IntegrityError, match="contacts_case_closed_is_coded"), transaction.atomic():
        Case.objects.filter(pk=call.pk).update(state=CaseState.CLOSED, holder=None, held_at=None)


def test_a_second_save_is_told_that_the_reason_changed(call: Case, adviser: User) -> None:
    cases.code(user=adviser, case_id=call.pk, reason=make.reason("prevention"), read="")
    with pytest.raises(CaseChangedError):
        cases.code(user=adviser, case_id=call.pk, reason=make.reason("autre"), read="")


def test_after_call_work_is_measured(call: Case, adviser: User) -> None:
    cases.start_wrap_up(case=call)
    Case.objects.filter(pk=call.pk).update(wrap_up_started_at=call.wrap_up_started_at - timedelta(seconds=30))  # type: ignore[operator]
    closed = cases.close(user=adviser, case_id=call.pk, reason=make.reason(), outcome=Outcome.DONE, is_solved=True)
    assert closed.wrap_up_seconds == pytest.approx(30, abs=2)


@pytest.mark.parametrize(("hours_ago", "in_time"), [(1, True), (60, False)])
def test_the_line_of_a_closing_says_for_ever_whether_it_was_in_time(
    mutual: Mutual, adviser: User, hours_ago: float, *, in_time: bool
) -> None:
    case = make.case(mutual, holder=adviser, hours_ago=hours_ago)
    cases.close(user=adviser, case_id=case.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)
    line = case.entries.get(kind=EntryKind.CLOSED)
    assert line.detail == {"reason": "autre", "outcome": "informed", "solved": True, "in_time": in_time}


def test_a_case_opened_again_is_due_as_before(call: Case, adviser: User) -> None:
    cases.close(user=adviser, case_id=call.pk, reason=make.reason(), outcome=Outcome.DONE, is_solved=True)
    again = cases.reopen(user=adviser, case_id=call.pk, why="La personne rappelle")
    assert (again.due_at, again.state) == (call.due_at, CaseState.IN_HAND)


def test_every_step_leaves_a_line(call: Case, adviser: User) -> None:
    cases.note(user=adviser, case_id=call.pk, text="…")
    cases.code(user=adviser, case_id=call.pk, reason=make.reason())
    cases.close(user=adviser, case_id=call.pk, reason=make.reason(), outcome=Outcome.DONE, is_solved=True)
    kinds = list(Entry.objects.filter(case=call).order_by("at", "id").values_list("kind", flat=True))
    assert kinds == [EntryKind.OPENED, EntryKind.NOTE, EntryKind.CODED, EntryKind.CLOSED]
