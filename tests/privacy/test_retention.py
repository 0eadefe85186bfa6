"""What is over its duration is counted first, goes at night in batches, and the ledger says how much; nothing else moves."""

import io
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Mutual, User
from audit.enums import Act
from audit.models import JournalEntry, JournalSeal
from audit.services import broken_seals, digest_of
from contacts.models import Case, Entry
from members.enums import ImportState
from members.models import Member, MemberImport
from privacy.deadlines import answer_due, months_after
from privacy.eligibility import Matter, kept_until
from privacy.enums import Category, RunState
from privacy.models import Duration, Erasure, Request, Run
from privacy.services import retaining
from quality.models import Answer, Review
from quotes.models import Analysis, QuoteLine
from supervision.services import close_day
from tests.factories import contacts, days, lives, members
from tests.factories.lives import Life
from tests.privacy.test_access import answered

pytestmark = pytest.mark.django_db

LATER = time.monotonic() + 3600


def kept(category: Category) -> Run:
    """The run of one duration, with time enough."""
    run = retaining.retain(category, until=time.monotonic() + 3600)
    assert run is not None
    return run


def test_former_members_go_and_those_of_today_stay(life: Life) -> None:
    today = members.member(life.member.mutual)
    run = kept(Category.MEMBERS)
    assert (run.over, run.done, run.held, run.state) == (1, 1, 0, RunState.DONE)
    assert list(Erasure.objects.values_list("member_id", "origin")) == [(life.member.pk, "retention")]
    assert Member.objects.get(pk=today.pk).used_name == "Marchandeau"
    assert kept(Category.MEMBERS).over == 0


def test_who_has_something_that_is_kept_for_longer_is_held(within: Mutual) -> None:
    lives.life(within, on=timezone.localdate() - timedelta(days=30))
    run = kept(Category.MEMBERS)
    assert (run.over, run.done, run.held) == (1, 0, 1)
    assert not Erasure.objects.exists()


def test_counting_changes_nothing(life: Life, officer: User) -> None:
    retaining.ask_count(user=officer)
    retaining.ask_count(user=officer)
    retaining.count_asked()
    counted = Run.objects.get(category=Category.MEMBERS)
    assert (counted.state, counted.over, counted.done, counted.by) == (RunState.COUNTED, 1, 0, officer.username)
    assert (Run.objects.count(), Erasure.objects.count()) == (len(retaining.COUNTED), 0)


def test_a_night_is_once_a_day(life: Life) -> None:
    assert (retaining.nightly(), retaining.nightly()) == (True, False)
    assert set(Run.objects.values_list("state", flat=True)) == {RunState.DONE}


def test_what_is_cut_short_goes_on(life: Life) -> None:
    cut = retaining.retain(Category.MEMBERS, until=time.monotonic() - 1)
    assert cut is not None
    assert (cut.state, cut.over, cut.done) == (RunState.STOPPED, 1, 0)
    assert kept(Category.MEMBERS).done == 1


def test_two_at_once_are_one(life: Life) -> None:
    Run.objects.create(category=Category.MEMBERS, months=60, state=RunState.RUNNING, by="other")
    assert retaining.retain(Category.MEMBERS, until=LATER) is None


def test_contacts_of_people_who_are_no_members_lose_their_words(within: Mutual, adviser: User) -> None:
    said: dict[str, Any] = {"caller_name": "Yann", "caller_phone": lives.PHONE, "text": "Bonjour"}
    old, recent = contacts.case(within, **said), contacts.case(within, **said)
    days.close(old, adviser, timezone.now() - timedelta(days=4 * 365))
    days.close(recent, adviser, timezone.now())
    run = kept(Category.CALLERS)
    assert (run.over, run.done) == (1, 1)
    assert [Case.objects.get(pk=one.pk).caller_name for one in (old, recent)] == ["", "Yann"]
    assert set(Entry.objects.filter(case=old).exclude(text="").values_list("text", flat=True)) == {"[effacé]"}
    assert kept(Category.CALLERS).over == 0


def test_details_of_quotes_go_and_amounts_stay(life: Life) -> None:
    run = kept(Category.QUOTES)
    assert (run.over, run.done) == (1, 1)
    line, analysis = QuoteLine.objects.get(), Analysis.objects.get()
    assert (line.code, line.price, line.details, line.lens) == ("HBLD734", 62_000, {}, None)
    assert analysis.result is not None
    assert sorted(analysis.result["quotes"][0]) == ["amc", "amo", "lines", "price", "rac", "regime_local"]
    assert kept(Category.QUOTES).over == 0


def test_words_of_quality_go_and_scores_stay(life: Life) -> None:
    before = Review.objects.get().score
    run = kept(Category.QUALITY)
    assert (run.over, run.done, run.state) == (1, 1, RunState.DONE)
    assert (Answer.objects.get().comment, Review.objects.get().score, Review.objects.get().comment) == (
        "[effacé]", before, lives.CANARY,
    )  # fmt: skip


def test_files_go_after_their_day(within: Mutual, officer: User, django_capture_on_commit_callbacks: Any) -> None:
    finished = timezone.now() - timedelta(days=60)
    upload = MemberImport(
        mutual=within,
        name="a.csv",
        sha256="0" * 64,
        size=1,
        uploaded_by=officer,
        state=ImportState.DONE,
        finished_at=finished,
    )
    upload.refusals.save("refus.csv", ContentFile(b"x"), save=False)
    upload.save(force_insert=True)
    name = upload.refusals.name
    with django_capture_on_commit_callbacks(execute=True):
        assert kept(Category.REFUSALS).done == 1
    assert (default_storage.exists(str(name)), MemberImport.objects.get().refusals.name) == (False, "")


def test_figures_of_a_closed_day_stand_after_a_night(within: Mutual) -> None:
    day = date(2026, 3, 10)
    lives.life(within, on=day)
    assert close_day(day)
    Duration.objects.exclude(pk=Category.JOURNAL).update(months=1)
    assert retaining.nightly()
    said = io.StringIO()
    call_command("recompute_indicators", "--check", stdout=said)
    assert (said.getvalue(), Erasure.objects.count()) == ("1 days, 0 differences\n", 1)


def test_durations_are_data_with_their_history(officer: User) -> None:
    assert set(Duration.objects.values_list("category", flat=True)) == set(Category)
    Duration.objects.filter(category=Category.CALLERS).update(months=24)
    history: Any = apps.get_model("privacy.DurationEvent")
    events = history.objects.filter(pgh_obj=Category.CALLERS).order_by("pgh_id").values_list("months", flat=True)
    assert list(events)[-1] == 24
    with pytest.raises(DatabaseError), transaction.atomic():
        Duration.objects.filter(category=Category.CALLERS).update(months=0)


# ---- rules

dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(dates, st.integers(1, 240))
def test_months_forth_and_back_lose_days_of_long_months_alone(day: date, months: int) -> None:
    there = months_after(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there + timedelta(days=1)).day == 1


def test_an_answer_is_due_the_same_day_of_the_next_month() -> None:
    assert [answer_due(date(2026, 1, day)) for day in (15, 31)] == [date(2026, 2, 15), date(2026, 2, 28)]


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), dates)), dates)
def test_what_is_kept_is_kept_until_the_last_of_its_kind(found: list[tuple[str, date]], today: date) -> None:
    until = kept_until([Matter(*one) for one in found], {"a": 12, "b": 60}, today)
    ends = {
        kind: [months_after(day, {"a": 12, "b": 60}[kind]) for other, day in found if other == kind] for kind in "ab"
    }
    assert until == {kind: max(days) for kind, days in ends.items() if days and max(days) >= today}


def test_an_archive_goes_after_its_last_day(life: Life, officer: User) -> None:
    made, _archive = answered(officer, life.member)
    Request.objects.filter(pk=made.pk).update(expires_on=timezone.localdate() - timedelta(days=1), ended_at=Now())
    assert kept(Category.ARCHIVES).done == 1
    made.refresh_from_db()
    assert (made.file.name, made.code_sealed, made.state) == ("", None, "done")


# The access journal


def sealed(*, months_ago: int) -> JournalSeal:
    """One entry of so many months ago under a seal of the same moment, in the chain."""
    at = Now() - timedelta(days=31 * months_ago)
    last = JournalSeal.objects.order_by("-last_id").first()
    entry = JournalEntry.objects.create(act=Act.OPEN, actor_kind="job", actor_name="test", at=at)
    entry.refresh_from_db()
    return JournalSeal.objects.create(
        first_id=entry.pk,
        last_id=entry.pk,
        entries=1,
        digest=digest_of([entry], previous=last.digest if last else ""),
        sealed_at=at,
    )


def test_the_journal_is_kept_for_a_year_and_its_chain_for_ever() -> None:
    _, lately = sealed(months_ago=13), sealed(months_ago=11)
    run = kept(Category.JOURNAL)
    assert (run.over, run.done, run.held, run.state) == (1, 1, 0, RunState.DONE)
    assert list(JournalEntry.objects.values_list("pk", flat=True)) == [lately.last_id]
    assert (JournalSeal.objects.count(), broken_seals()) == (2, [])
    assert kept(Category.JOURNAL).over == 0


def test_what_is_not_sealed_yet_is_kept() -> None:
    JournalEntry.objects.create(act=Act.OPEN, actor_kind="job", actor_name="test", at=Now() - timedelta(days=700))
    assert (kept(Category.JOURNAL).over, JournalEntry.objects.count()) == (0, 1)


def test_a_digest_of_what_is_gone_still_holds_what_is_kept() -> None:
    _, lately = sealed(months_ago=13), sealed(months_ago=11)
    kept(Category.JOURNAL)
    after = digest_of(list(JournalEntry.objects.all()), previous="0" * 64)
    JournalSeal.objects.create(first_id=lately.last_id + 1, last_id=lately.last_id + 1, entries=1, digest=after)
    assert [seal.last_id for seal in broken_seals()] == [lately.last_id + 1]


def test_the_database_forgets_nothing_younger_than_its_duration() -> None:
    seal = sealed(months_ago=11)
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_forget_journal(%s)", [seal.last_id])
        assert cursor.fetchone() == (0,)
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize("months", [5, 37])
def test_the_journal_is_kept_from_six_months_to_three_years(months: int) -> None:
    with pytest.raises(IntegrityError, match="privacy_duration_of_journal"), transaction.atomic():
        Duration.objects.filter(pk=Category.JOURNAL).update(months=months)


def test_no_seal_is_forgotten_within_six_months() -> None:
    with pytest.raises(IntegrityError, match="audit_seal_kept_six_months"), transaction.atomic():
        JournalSeal.objects.create(first_id=1, last_id=1, entries=1, digest="0" * 64, forgotten_at=Now())
