"""The clock of an analysis: its steps, its pause, its end, and how it is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import PromiseClock
from accounts.models import Mutual, User
from accounts.roles import Role
from clock.enums import Audience, Commitment, StepKind
from clock.models import Alert, Escalation
from clock.queries import now, terms_of, told_of
from clock.services.reconciling import reconcile
from quotes.enums import AnalysisState, ToldBy, WhyWithdrawn
from quotes.errors import NotOpenError
from quotes.models import Analysis
from quotes.results.clock import lines_of
from quotes.services import analyses, enforcing
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import quotes as make
from tests.factories.promises import fall_due

pytestmark = pytest.mark.usefixtures("within")


def done(analysis: Analysis) -> list[str]:
    return list(Escalation.objects.filter(subject_id=analysis.pk).order_by("step").values_list("kind", flat=True))


def told() -> set[tuple[str, str, int | None]]:
    return set(Alert.objects.values_list("kind", "audience", "user"))


def swept(analysis: Analysis, *, hours: float) -> list[str]:
    """The kinds of steps done after so many HOURS more."""
    fall_due(analysis, hours=hours)
    enforcing.enforce()
    analysis.refresh_from_db()
    return done(analysis)


def test_steps_fall_on_the_way_to_the_third_day(analysis: Analysis) -> None:
    days = [(at - analysis.started_at) / timedelta(days=1) for at in analysis.steps_at]
    assert ([round(day, 2) for day in days], analysis.steps_kind) == ([2, 2.5, 3], ["remind", "escalate", "breach"])


def test_who_has_the_contact_is_reminded(analysis: Analysis, adviser: User) -> None:
    assert (swept(analysis, hours=49), told()) == (["remind"], {("remind", "owner", adviser.pk)})


def test_supervisors_are_reminded_of_what_nobody_has(within: Mutual) -> None:
    analysis = make.analysis(make.case(within))
    assert (swept(analysis, hours=49), told()) == (["remind"], {("remind", "supervisors", None)})


def test_the_breach_is_an_instant_and_no_end(analysis: Analysis) -> None:
    swept(analysis, hours=73)
    assert (analysis.breached_at, analysis.is_open, analysis.next_action_at) == (
        analysis.deadline_at, True, analysis.deadline_at + timedelta(days=1),
    )  # fmt: skip


def test_what_is_still_open_is_told_once_a_day_and_wakes_nobody(analysis: Analysis) -> None:
    steps = swept(analysis, hours=24 * 5 + 1)
    audiences = set(Alert.objects.filter(kind=StepKind.STILL_OPEN).values_list("audience", flat=True))
    assert (steps.count("still_open"), audiences) == (2, {Audience.SUPERVISORS})


def test_a_step_is_done_once(analysis: Analysis) -> None:
    swept(analysis, hours=49)
    assert (enforcing.enforce(), done(analysis)) == (0, ["remind"])


def test_what_was_told_falls_due_no_more(analysis: Analysis, adviser: User) -> None:
    told = analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE)
    assert (told.next_action_at, told.steps_at) == (None, [])


def test_nothing_falls_due_while_something_is_missing(analysis: Analysis, adviser: User) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    assert swept(analysis, hours=100) == []


def test_after_a_pause_the_steps_come_later_by_as_much(analysis: Analysis, adviser: User) -> None:
    before = list(analysis.steps_at)
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    Analysis.objects.update(paused_at=now() - timedelta(hours=30))
    resumed = analyses.resume(user=adviser, analysis_id=analysis.pk)
    [[since, until, _why]] = resumed.pauses
    stood = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    assert ([at - stood for at in resumed.steps_at], resumed.next_action_at) == (before, resumed.steps_at[0])


def test_used_and_left_make_three_days_around_a_pause(analysis: Analysis, adviser: User) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    fall_due(analysis, hours=10)
    resumed = analyses.resume(user=adviser, analysis_id=analysis.pk)
    time = told_of(resumed, Commitment.QUOTE, until=now() + timedelta(hours=1))
    assert (time.account.used + time.account.left, time.target) == (timedelta(days=3), timedelta(days=3))


def test_one_that_comes_late_has_its_last_step_only(within: Mutual) -> None:
    analysis = make.analysis(make.case(within, hours_ago=100))
    assert swept(analysis, hours=0) == ["breach", "still_open"]


@pytest.mark.parametrize(
    "change", [{"next_action_at": None}, {"paused_at": datetime.fromisoformat("2026-01-01T00:00Z")}]
)
def test_an_open_one_without_a_clock_cannot_exist(analysis: Analysis, change: dict[str, datetime | None]) -> None:
    with pytest.raises(IntegrityError, match=r"open_implies_armed|incomplete_stands"), transaction.atomic():
        Analysis.objects.filter(pk=analysis.pk).update(**change)


def test_days_in_opening_hours_are_days_of_the_mutual(within: Mutual) -> None:
    make_accounts.opening(within, *range(1, 7))
    make_contacts.policy(within, quote_clock=PromiseClock.OPENING)
    start = datetime.fromisoformat("2026-11-19T10:00+01:00")
    assert terms_of(Commitment.QUOTE, within, start=start).deadline == datetime.fromisoformat("2026-11-23T10:00+01:00")


# ---- the ledger against what it must be


def missing_and_extra() -> tuple[int, int]:
    found = reconcile(enforcing.RECONCILABLE, now() - timedelta(days=10), now())
    return len(found.missing), len(found.extra)


@pytest.mark.parametrize("hours", [1, 49, 73, 130])
def test_the_ledger_agrees(analysis: Analysis, hours: int) -> None:
    swept(analysis, hours=hours)
    assert missing_and_extra() == (0, 0)


def test_the_ledger_agrees_around_a_pause(analysis: Analysis, adviser: User) -> None:
    swept(analysis, hours=49)
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    Analysis.objects.update(paused_at=now() - timedelta(minutes=20))
    analyses.resume(user=adviser, analysis_id=analysis.pk)
    enforcing.enforce()
    assert missing_and_extra() == (0, 0)


def test_the_ledger_agrees_for_one_that_came_late(within: Mutual) -> None:
    make.analysis(make.case(within, hours_ago=65))
    enforcing.enforce()
    assert missing_and_extra() == (0, 0)


def test_a_step_that_was_never_done_is_found(analysis: Analysis) -> None:
    fall_due(analysis, hours=49)
    assert missing_and_extra() == (1, 0)


# ---- screens


@pytest.fixture
def shown(claire: Client, analysis: Analysis) -> Callable[[], str]:
    def shown() -> str:
        return claire.get(reverse("quotes:clock", args=[analysis.pk])).content.decode()

    return shown


def test_the_page_tells_what_did_not_count(shown: Callable[[], str], analysis: Analysis, adviser: User) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2 du devis")
    fall_due(analysis, hours=10)
    assert shown().count("non : arrêtée, La page 2 du devis".replace(" :", "\u00a0:")) == 1


def test_the_page_says_that_the_deadline_passed(shown: Callable[[], str], analysis: Analysis) -> None:
    swept(analysis, hours=73)
    assert shown().count("Délai dépassé le") == 1


# ---- withdrawn


@pytest.fixture
def supervisor(within: Mutual) -> User:
    return make_accounts.user(role=Role.SUPERVISOR, on=[within])


@pytest.mark.parametrize("is_missing", [False, True])
def test_what_is_withdrawn_falls_due_no_more(analysis: Analysis, adviser: User, is_missing: bool) -> None:  # noqa: FBT001  a case of two
    if is_missing:
        analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    analyses.withdraw(user=adviser, analysis_id=analysis.pk, why=WhyWithdrawn.NOT_WANTED)
    assert (swept(analysis, hours=100), analysis.is_open, analysis.paused_at) == ([], False, None)


def test_a_supervisor_withdraws_what_others_have(analysis: Analysis, supervisor: User) -> None:
    row = analyses.withdraw(user=supervisor, analysis_id=analysis.pk, why=WhyWithdrawn.TWICE, words="Contact du 12")
    assert (row.state, lines_of(row)[-1].what, lines_of(row)[-1].who) == (
        AnalysisState.WITHDRAWN, "Analyse de devis abandonnée\u00a0: Déjà analysés ailleurs", supervisor,
    )  # fmt: skip


@pytest.mark.parametrize("end", [AnalysisState.TOLD, AnalysisState.WITHDRAWN])
def test_what_has_ended_is_not_withdrawn(analysis: Analysis, adviser: User, end: AnalysisState) -> None:
    if end == AnalysisState.TOLD:
        analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE)
    else:
        analyses.withdraw(user=adviser, analysis_id=analysis.pk, why=WhyWithdrawn.MISTAKE)
    with pytest.raises(NotOpenError):
        analyses.withdraw(user=adviser, analysis_id=analysis.pk, why=WhyWithdrawn.MISTAKE)


def test_the_ledger_agrees_with_one_that_is_withdrawn(analysis: Analysis, adviser: User) -> None:
    swept(analysis, hours=49)
    analyses.withdraw(user=adviser, analysis_id=analysis.pk, why=WhyWithdrawn.MISTAKE)
    assert missing_and_extra() == (0, 0)


def test_the_page_withdraws(claire: Client, analysis: Analysis) -> None:
    page = reverse("quotes:withdraw", args=[analysis.pk])
    refused = claire.post(page, {"words": "Elle a changé d’avis"})
    done = claire.post(page, {"why": "not_wanted"}, follow=True)
    assert (refused.status_code, "Elle a changé d’avis" in refused.content.decode()) == (422, True)
    assert "Abandonnée le" in done.content.decode()
