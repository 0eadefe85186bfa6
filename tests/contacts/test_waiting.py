"""The clock of an awaited answer: when it begins, its steps, what ends it, what lets it begin again, how it is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Mutual, User
from clock.enums import Commitment
from clock.models import Alert, Escalation
from clock.queries import now, told_of
from clock.services.reconciling import reconcile
from contacts.enums import AwaitedEnd, Channel, EntryKind, Outcome
from contacts.models import Awaited, Case
from contacts.services import cases, enforcing
from correspondence.services import writing
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import correspondence as make_messages
from tests.factories import members as make_members
from tests.factories.promises import fall_due

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=adviser, member_id=make_members.member(within, email="helene@exemple.fr").pk)


def owed(case: Case) -> Awaited:
    return Awaited.objects.filter(case=case).latest("created_at")


def swept(case: Case, *, hours: float) -> list[str]:
    row = owed(case)
    fall_due(row, hours=hours)
    enforcing.enforce()
    return list(Escalation.objects.filter(subject_id=row.pk).order_by("step").values_list("kind", flat=True))


def closed(case: Case, adviser: User) -> Case:
    return cases.close(user=adviser, case_id=case.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.PHONE])
def test_what_is_written_is_owed_an_answer_from_its_receipt(within: Mutual, channel: Channel) -> None:
    case = make.case(within, hours_ago=5, channel=channel)
    row = owed(case)
    assert (row.started_at, row.deadline_at, row.deadline_at - row.started_at) == (
        case.received_at, case.due_at, timedelta(hours=48),
    )  # fmt: skip


def test_a_call_is_owed_none(within: Mutual) -> None:
    make.case(within, channel=Channel.PHONE)
    assert not Awaited.objects.exists()


def test_who_has_it_is_reminded_then_supervisors_then_daily(case: Case, adviser: User) -> None:
    assert swept(case, hours=48 + 49) == ["remind", "escalate", "breach", "still_open", "still_open"]
    told = set(Alert.objects.exclude(kind__in=["escalate", "breach"]).values_list("kind", "audience", "user"))
    assert told == {("remind", "owner", adviser.pk), ("still_open", "supervisors", None)}


def test_an_answer_ends_it(case: Case, adviser: User) -> None:
    message = make_messages.message(case, adviser)
    row = owed(case)
    assert (row.end, row.ended_by, row.entry) == (AwaitedEnd.ANSWERED, adviser, message.entry)
    assert swept(case, hours=100) == []


@pytest.mark.parametrize(("late_by", "in_time"), [(timedelta(seconds=-1), True), (timedelta(seconds=1), False)])
def test_what_was_answered_in_time_is_kept_however_late_it_is_closed(
    case: Case, adviser: User, late_by: timedelta, *, in_time: bool
) -> None:
    make_messages.message(case, adviser)
    row = owed(case)
    Awaited.objects.filter(pk=row.pk).update(deadline_at=row.ended_at - late_by)  # type: ignore[operator]
    closed(case, adviser)
    assert case.entries.get(kind=EntryKind.CLOSED).detail["in_time"] is in_time


def test_an_answer_that_is_called_back_is_owed_still(case: Case, adviser: User) -> None:
    message = make_messages.letter(case, adviser)
    writing.cancel(user=adviser, message_id=message.pk)
    row = owed(case)
    assert (row.end, row.deadline_at) == ("", case.due_at)


def test_closing_ends_it(case: Case, adviser: User) -> None:
    closed(case, adviser)
    assert (owed(case).end, owed(case).next_action_at) == (AwaitedEnd.CLOSED, None)


@pytest.mark.parametrize(("hours", "is_first"), [(1, True), (60, False)])
def test_one_that_is_opened_again_waits_to_its_first_deadline_or_from_now(
    within: Mutual,
    adviser: User,
    hours: int,
    is_first: bool,  # noqa: FBT001  a case of two
) -> None:
    case = make.case(within, holder=adviser, hours_ago=hours)
    first = owed(case).deadline_at
    closed(case, adviser)
    cases.reopen(user=adviser, case_id=case.pk, why="Fermé trop vite")
    case.refresh_from_db()
    assert (owed(case).deadline_at == first, owed(case).deadline_at > now()) == (is_first, True)
    assert case.due_at == owed(case).deadline_at


def test_one_that_was_answered_owes_nothing_when_it_is_opened_again(case: Case, adviser: User) -> None:
    make_messages.message(case, adviser)
    closed(case, adviser)
    cases.reopen(user=adviser, case_id=case.pk, why="Motif à corriger")
    assert owed(case).end == AwaitedEnd.ANSWERED


def test_the_ledger_agrees(case: Case, adviser: User, within: Mutual) -> None:
    make.case(within, hours_ago=45)
    swept(case, hours=49)
    closed(case, adviser)
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=10), now())
    assert (found.promises, found.missing, found.extra) == (2, [], [])


def test_no_end_hides_that_it_was_late(case: Case, adviser: User) -> None:
    """Nobody swept since the deadline passed."""
    fall_due(owed(case), hours=49)
    make_messages.message(case, adviser)
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=10), now())
    assert (owed(case).breached_at, found.missing, found.extra) == (owed(case).deadline_at, [], [])


def test_used_and_left_make_the_target(case: Case) -> None:
    fall_due(owed(case), hours=10)
    time = told_of(owed(case), Commitment.WRITTEN, until=now())
    assert time.account.used + time.account.left == time.target == timedelta(hours=48)


def test_the_page_tells_who_answered_and_when(case: Case, adviser: User) -> None:
    swept(case, hours=33)
    make_messages.message(case, adviser)
    page = make_accounts.browser(adviser).get(reverse("contacts:clock", args=[case.pk])).content.decode()
    assert [page.count(words) for words in ("Répondu par écrit", "Rappel à la personne qui l’a")] == [1, 1]


def test_the_due_day_of_a_contact_leads_to_its_clock(case: Case, adviser: User) -> None:
    page = make_accounts.browser(adviser).get(reverse("workstation:case", args=[case.pk])).content.decode()
    assert page.count(f'href="{reverse("contacts:clock", args=[case.pk])}"') == 1


def test_nobody_else_sees_it(case: Case, within: Mutual) -> None:
    stranger = make_accounts.browser(make_accounts.user(on=[within]))
    assert stranger.get(reverse("contacts:clock", args=[case.pk])).status_code == 404
