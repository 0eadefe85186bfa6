"""A quote analysis from its receipt to its telling."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Mutual, User
from contacts.errors import NotHeldError
from contacts.models import Case, Entry
from members.models import Product
from quotes import computing, queries
from quotes.benefits import Line
from quotes.enums import AnalysisState, ToldBy, UseOrigin
from quotes.errors import (
    AskedAlreadyError,
    ChangedMeanwhileError,
    FaultsError,
    NoMemberError,
    NotAnalysedError,
    NotOpenError,
    NotWaitingError,
    TooManyQuotesError,
)
from quotes.models import Analysis, Quote, QuoteLine
from quotes.services import analyses, uses
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import quotes as make

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=adviser, hours_ago=5)


@pytest.fixture
def started(case: Case, adviser: User) -> Analysis:
    return analyses.start_analysis(user=adviser, case_id=case.pk, facts=make.facts())


def product_of(analysis: Analysis) -> Product:
    product: Product = analysis.member.contract.product
    return product


def test_it_is_due_three_days_after_the_receipt(started: Analysis, case: Case) -> None:
    assert (started.started_at, started.deadline_at) == (case.received_at, case.received_at + timedelta(days=3))


def test_the_days_are_those_of_the_policy(within: Mutual, adviser: User) -> None:
    make_contacts.policy(within, quote_days=5)
    case = make.case(within, holder=adviser)
    analysis = analyses.start_analysis(user=adviser, case_id=case.pk, facts=make.facts())
    assert analysis.deadline_at - analysis.started_at == timedelta(days=5)


def test_it_leaves_a_line_in_the_contact(started: Analysis, case: Case) -> None:
    assert Entry.objects.filter(case=case, detail__quote_analysis=str(started.pk)).count() == 1


def test_only_who_has_the_contact_starts_one(case: Case, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        analyses.start_analysis(user=other_adviser, case_id=case.pk, facts=make.facts())
    assert Analysis.objects.count() == 0


def test_a_contact_of_nobody_has_none(within: Mutual, adviser: User) -> None:
    case = make_contacts.case(within, holder=adviser)
    with pytest.raises(NoMemberError):
        analyses.start_analysis(user=adviser, case_id=case.pk, facts=make.facts())


@pytest.mark.parametrize("days", [-2000, 2000])
def test_a_care_date_that_nobody_means_is_refused(case: Case, adviser: User, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(FaultsError) as refused:
        analyses.start_analysis(user=adviser, case_id=case.pk, facts=make.facts(care_date=day))
    assert [fault.path for fault in refused.value.faults] == ["care_date"]


def test_the_glasses_we_know_of_are_counted(within: Mutual, adviser: User) -> None:
    case = make.case(within, holder=adviser)
    day = timezone.localdate() - timedelta(days=100)
    assert case.member_id is not None
    uses.note_use(member_id=case.member_id, key=queries.GLASSES, spent_on=day, cents=0, origin=UseOrigin.SYSTEM)
    started = analyses.start_analysis(user=adviser, case_id=case.pk, facts=make.facts())
    assert started.last_delivery == day


# ---- quotes and lines


def offer(*lines: Line) -> analyses.Offer:
    return analyses.Offer(label="Offre", lines=lines or (make.CROWN,))


def test_five_quotes_and_no_sixth(started: Analysis, adviser: User) -> None:
    for _ in range(5):
        analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    with pytest.raises(TooManyQuotesError), transaction.atomic():
        analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    assert list(Quote.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_a_quote_is_copied_with_its_lines(started: Analysis, adviser: User) -> None:
    first = analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer(make.CROWN, make.CROWN_RAC0))
    copy = analyses.copy_quote(user=adviser, analysis_id=started.pk, quote_id=first.pk)
    assert queries.lines_of(copy) == queries.lines_of(first) == [make.CROWN, make.CROWN_RAC0]


def test_a_quote_is_saved_whole(started: Analysis, adviser: User) -> None:
    quote = analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer(make.CROWN, make.CROWN))
    analyses.save_quote(user=adviser, analysis_id=started.pk, quote_id=quote.pk, offer=offer(make.CROWN_RAC0))
    assert list(QuoteLine.objects.values_list("code", flat=True)) == ["HBLD038"]


def test_those_after_a_removed_quote_move_up(started: Analysis, adviser: User) -> None:
    made = [analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer()) for _ in range(3)]
    analyses.remove_quote(user=adviser, analysis_id=started.pk, quote_id=made[0].pk)
    assert list(Quote.objects.order_by("position").values_list("pk", "position")) == [(made[1].pk, 1), (made[2].pk, 2)]


def test_what_another_changed_is_not_written_over(started: Analysis, adviser: User) -> None:
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer(), read=1)
    with pytest.raises(ChangedMeanwhileError):
        analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer(), read=1)


# ---- computing


def test_it_is_computed_with_the_member_s_guarantee(started: Analysis, adviser: User) -> None:
    make.guarantee(product_of(started))
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    comparison = analyses.compute_analysis(user=adviser, analysis_id=started.pk)
    result = comparison.offers[0].result
    # 300 % of 120 is 360, less the 72 of the compulsory scheme.
    assert (result.amo, result.amc, result.rac) == (7_200, 28_800, 26_000)


def test_what_was_used_this_year_counts(started: Analysis, adviser: User) -> None:
    make.guarantee(product_of(started), caps=(50_000,))
    uses.note_use(
        member_id=started.member_id, key="plafond", spent_on=started.care_date, cents=40_000, origin=UseOrigin.ADVISER
    )
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    assert analyses.compute_analysis(user=adviser, analysis_id=started.pk).offers[0].result.amc == 10_000


def test_nothing_to_compute_is_said(started: Analysis, adviser: User) -> None:
    with pytest.raises(NotAnalysedError):
        analyses.compute_analysis(user=adviser, analysis_id=started.pk)


def test_a_change_asks_for_another_computation(started: Analysis, adviser: User) -> None:
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    analyses.compute_analysis(user=adviser, analysis_id=started.pk)
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    with pytest.raises(NotAnalysedError):
        analyses.mark_told(user=adviser, analysis_id=started.pk, by=ToldBy.PHONE)


def test_another_product_is_tried_without_keeping_it(within: Mutual, started: Analysis, adviser: User) -> None:
    make.guarantee(product_of(started))
    other = make_members.product(within)
    make.guarantee(other, percent=40_000)
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    analyses.compute_analysis(user=adviser, analysis_id=started.pk)
    tried = computing.computed(make.at_hand(started), product=other)
    kept: Any = make.at_hand(started).result
    assert (tried.offers[0].result.amc, kept["quotes"][0]["amc"]) == (40_800, "288.00")


def test_the_fully_covered_crown_is_put_in_place(started: Analysis, adviser: User) -> None:
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    simulated = computing.in_class_a(make.at_hand(started)).offers[0]
    assert (simulated.result.rac, [one.to.code for one in simulated.exchanges if one.to]) == (0, ["HBLD073"])


def test_care_is_put_off_when_the_member_pays_less_for_it(started: Analysis, adviser: User) -> None:
    make.guarantee(product_of(started), caps=(30_000,))
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer(make.CROWN, make.CROWN))
    as_it_is = computing.computed(make.at_hand(started)).offers[0].result
    spread = computing.over_two_years(make.at_hand(started)).offers[0].result
    assert (as_it_is.amc, spread.amc, [one.day.year - started.care_date.year for one in spread.shares]) == (
        33_600, 57_600, [0, 1],
    )  # fmt: skip


# ---- incomplete, told


def test_the_clock_stands_still_while_something_is_missing(started: Analysis, adviser: User) -> None:
    due_at = started.deadline_at
    analyses.ask_for_missing(user=adviser, analysis_id=started.pk, what="La base de la ligne 2")
    Analysis.objects.update(paused_at=timezone.now() - timedelta(hours=30))
    resumed = analyses.resume(user=adviser, analysis_id=started.pk)
    moved = resumed.deadline_at - due_at
    assert timedelta(hours=30) <= moved < timedelta(hours=30, minutes=1)
    assert (resumed.state, resumed.first_due_at) == (AnalysisState.RECEIVED, due_at)


def test_what_is_missing_is_asked_once(started: Analysis, adviser: User) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=started.pk, what="Le devis de la page 2")
    analyses.resume(user=adviser, analysis_id=started.pk)
    with pytest.raises(AskedAlreadyError):
        analyses.ask_for_missing(user=adviser, analysis_id=started.pk, what="Autre chose")


def test_a_pause_has_a_reason(started: Analysis, adviser: User) -> None:
    with pytest.raises(FaultsError):
        analyses.ask_for_missing(user=adviser, analysis_id=started.pk, what="  ")


def test_what_runs_is_not_resumed(started: Analysis, adviser: User) -> None:
    with pytest.raises(NotWaitingError):
        analyses.resume(user=adviser, analysis_id=started.pk)


@pytest.fixture
def told(started: Analysis, adviser: User) -> Analysis:
    analyses.add_quote(user=adviser, analysis_id=started.pk, offer=offer())
    analyses.compute_analysis(user=adviser, analysis_id=started.pk)
    return analyses.mark_told(user=adviser, analysis_id=started.pk, by=ToldBy.PHONE)


def test_what_was_told_says_how_and_with_which_versions(told: Analysis, adviser: User) -> None:
    told.refresh_from_db()
    assert (told.state, told.told_by, told.told_by_user, told.program_version, told.tariff_version) == (
        "told", "phone", adviser, computing.PROGRAM, queries.book().version,
    )  # fmt: skip


def test_what_was_told_changes_no_more(told: Analysis, adviser: User) -> None:
    with pytest.raises(NotOpenError):
        analyses.add_quote(user=adviser, analysis_id=told.pk, offer=offer())


def test_the_database_keeps_what_was_told(told: Analysis) -> None:
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        Analysis.objects.filter(pk=told.pk).update(result={})


# ---- lists


def test_the_work_list_is_by_due_time(within: Mutual, adviser: User) -> None:
    make_contacts.trained(adviser)
    late, later = (make.analysis(make.case(within, hours_ago=hours)) for hours in (40, 10))
    assert list(queries.work_list(adviser)) == [late, later]


def test_the_work_list_holds_what_the_account_may_take(within: Mutual, other_adviser: User) -> None:
    make.analysis(make.case(within))
    assert list(queries.work_list(other_adviser)) == []


def test_incomplete_ones_wait_apart(started: Analysis, adviser: User) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=started.pk, what="La page 2")
    assert (list(queries.work_list(adviser)), list(queries.waiting_list(adviser))) == ([], [started])


def test_an_analysis_is_read_with_its_contact(started: Analysis, adviser: User, other_adviser: User) -> None:
    assert queries.analysis_for(adviser, started.pk) == started
    with pytest.raises(Analysis.DoesNotExist):
        queries.analysis_for(other_adviser, started.pk)


# ---- what the member goes for


@pytest.fixture
def offered(case: Case, adviser: User) -> Analysis:
    """Three offers, computed."""
    made = make.analysis(case)
    for _ in range(2):
        analyses.copy_quote(user=adviser, analysis_id=made.pk, quote_id=made.quotes.all()[0].pk)
    analyses.keep_result(make.at_hand(made))
    return make.at_hand(made)


def kept(analysis: Analysis) -> list[int]:
    return list(Quote.objects.filter(analysis=analysis, is_kept=True).values_list("position", flat=True))


def test_one_quote_is_kept_at_a_time(offered: Analysis, adviser: User) -> None:
    first, second, _third = offered.quotes.all()
    for quote in (first, second):
        analyses.keep_quote(user=adviser, analysis_id=offered.pk, quote_id=quote.pk)
    assert kept(offered) == [2]


def test_the_choice_is_told_once_and_taken_back(offered: Analysis, adviser: User) -> None:
    before = Entry.objects.filter(case=offered.case_id).count()
    third = offered.quotes.all()[2]
    for chosen in (third.pk, third.pk, None, None):
        analyses.keep_quote(user=adviser, analysis_id=offered.pk, quote_id=chosen)
    assert (kept(offered), Entry.objects.filter(case=offered.case_id).count() - before) == ([], 2)


def test_the_choice_follows_what_was_told_and_changes_nothing_of_it(offered: Analysis, adviser: User) -> None:
    told = analyses.mark_told(user=adviser, analysis_id=offered.pk, by=ToldBy.PHONE)
    analyses.keep_quote(user=adviser, analysis_id=offered.pk, quote_id=offered.quotes.all()[1].pk)
    offered.refresh_from_db()
    assert (kept(offered), offered.version, offered.state) == ([2], told.version, AnalysisState.TOLD)


def test_who_has_not_the_contact_keeps_nothing(offered: Analysis, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        analyses.keep_quote(user=other_adviser, analysis_id=offered.pk, quote_id=offered.quotes.all()[0].pk)


def test_another_analysis_s_quote_is_none_of_this_one(offered: Analysis, within: Mutual, adviser: User) -> None:
    other = make.analysis(make.case(within, holder=adviser))
    with pytest.raises(Quote.DoesNotExist):
        analyses.keep_quote(user=adviser, analysis_id=offered.pk, quote_id=other.quotes.all()[0].pk)
