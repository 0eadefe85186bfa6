"""Extra hours, absences, another agenda, the feed: what services do with them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from callbacks import queries
from callbacks.enums import AbsenceKind, CallbackState
from callbacks.errors import AbsenceInPastError, BookedHoursError, NotCalendarError, NotSupervisorError
from callbacks.models import Absence, Callback, Expert, ExtraHours
from callbacks.services import agenda, replanning
from clock.queries import PARIS, now
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.calendars import at, calendar

pytestmark = pytest.mark.usefixtures("within")
HOUR = timedelta(hours=1)


@pytest.fixture
def expert(within: Mutual) -> Expert:
    return make.expert(within)


def tomorrow(hour: int) -> str:
    return f"{datetime.now(ZoneInfo('Europe/Paris')) + timedelta(days=1):%Y%m%d}T{hour:02}0000"


def meeting(uid: str, hour: int) -> str:
    return at(uid, tomorrow(hour), tomorrow(hour + 1))


def read(expert: Expert, *events: str) -> tuple[int, int, int]:
    done = agenda.read_agenda(user=expert.user, content=calendar(*events))
    return done.added, done.removed, done.kept


# ---- absences


def absent(expert: Expert, by: User) -> list[replanning.Moved]:
    start = now() - HOUR
    return replanning.declare_absence(
        user=by, expert=expert, starts_at=start, ends_at=start + 48 * HOUR, kind=AbsenceKind.SUDDEN
    )


def test_every_promise_is_planned_anew(within: Mutual, adviser: User, expert: Expert) -> None:
    promise, other = make.promise(within, adviser), make.expert(within)
    [moved] = absent(expert, expert.user)
    assert (moved.callback.pk, moved.owner, moved.callback.owner) == (promise.pk, str(other), other.user)


def test_promises_of_mutuals_that_a_supervisor_does_not_work_for_are_planned_anew_too(
    within: Mutual, other_mutual: Mutual, adviser: User
) -> None:
    supervisor = make_accounts.user(Role.SUPERVISOR, on=[within])
    with within_mutuals([within.pk, other_mutual.pk]):
        make_accounts.grant(adviser, other_mutual)
        expert = make.expert(within, other_mutual)
        promise = make.promise(other_mutual, adviser)
    with within_mutuals([within.pk]):
        absent(expert, supervisor)
    with within_mutuals([other_mutual.pk]):
        promise.refresh_from_db()
        assert (promise.state, promise.owner) == (CallbackState.WAITING, None)


def test_a_member_who_was_told_a_time_is_to_be_told_another(within: Mutual, adviser: User, expert: Expert) -> None:
    promise, supervisor = make.promise(within, adviser), make_accounts.user(Role.SUPERVISOR, on=[within])
    absent(expert, supervisor)
    before = list(queries.to_tell(supervisor))
    replanning.say_told(user=supervisor, callback_id=promise.pk)
    make.expert(within)
    assert before == [promise]


def test_who_is_told_of_the_time_planned_now_is_on_no_list(within: Mutual, adviser: User, expert: Expert) -> None:
    promise, supervisor = make.promise(within, adviser), make_accounts.user(Role.SUPERVISOR, on=[within])
    make.expert(within)
    absent(expert, supervisor)
    replanning.say_told(user=supervisor, callback_id=promise.pk)
    assert list(queries.to_tell(supervisor)) == []


def test_nobody_else_declares_an_absence(within: Mutual, expert: Expert) -> None:
    with pytest.raises(NotSupervisorError):
        absent(expert, make.expert(within).user)


def test_an_absence_is_taken_back(expert: Expert) -> None:
    absent(expert, expert.user)
    agenda.remove_absence(user=expert.user, absence_id=Absence.objects.get().pk)
    assert Absence.objects.count() == 0


def test_what_was_read_is_taken_back_by_its_file_only(expert: Expert) -> None:
    read(expert, meeting("a", 9))
    with pytest.raises(Absence.DoesNotExist):
        agenda.remove_absence(user=expert.user, absence_id=Absence.objects.get().pk)


# ---- extra hours


def extra(expert: Expert, by: User) -> ExtraHours:
    start = (now() + 2 * HOUR).astimezone(PARIS)
    if start.hour == 23:  # a day's hours end with the day
        start += HOUR
    return agenda.add_hours(user=by, expert=expert, starts_at=start, ends_at=start + HOUR)


def test_extra_hours_can_be_booked(within: Mutual, adviser: User) -> None:
    idle = make.expert(within, always=False)
    hours = extra(idle, idle.user)
    assert make.promise(within, adviser).planned_at == hours.starts_at


def test_extra_hours_that_are_booked_stay(within: Mutual, adviser: User) -> None:
    idle = make.expert(within, always=False)
    hours = extra(idle, idle.user)
    make.promise(within, adviser)
    with pytest.raises(BookedHoursError):
        agenda.remove_hours(user=idle.user, hours_id=hours.pk)


def test_extra_hours_are_taken_back(expert: Expert) -> None:
    agenda.remove_hours(user=expert.user, hours_id=extra(expert, expert.user).pk)
    assert make.entered().count() == 0


def test_the_same_hours_twice_are_one_row(expert: Expert) -> None:
    start = now() + 2 * HOUR
    for _ in range(2):
        agenda.add_hours(user=expert.user, expert=expert, starts_at=start, ends_at=start + HOUR)
    assert make.entered().count() == 1


def test_hours_that_are_over(expert: Expert) -> None:
    with pytest.raises(AbsenceInPastError):
        agenda.add_hours(user=expert.user, expert=expert, starts_at=now() - 2 * HOUR, ends_at=now() - HOUR)


def test_an_adviser_adds_no_hours(expert: Expert, adviser: User) -> None:
    with pytest.raises(NotSupervisorError):
        extra(expert, adviser)


# ---- another agenda


def test_busy_times_are_absences(expert: Expert) -> None:
    read(expert, meeting("a", 9), meeting("b", 14))
    assert list(Absence.objects.values_list("kind", "uid")) == [(AbsenceKind.BUSY, "a"), (AbsenceKind.BUSY, "b")]


def test_the_same_file_again_changes_nothing(expert: Expert) -> None:
    read(expert, meeting("a", 9), meeting("b", 14))
    before = list(Absence.objects.values_list("pk", flat=True))
    assert (read(expert, meeting("a", 9), meeting("b", 14)), list(Absence.objects.values_list("pk", flat=True))) == (
        (0, 0, 2), before
    )  # fmt: skip


def test_what_vanished_from_the_file_is_removed(expert: Expert) -> None:
    read(expert, meeting("a", 9), meeting("b", 14))
    assert (read(expert, meeting("b", 14)), list(Absence.objects.values_list("uid", flat=True))) == ((0, 1, 1), ["b"])


def test_what_was_moved_or_lasts_longer_is_replaced(expert: Expert) -> None:
    read(expert, meeting("a", 9), meeting("b", 14))
    longer = at("b", tomorrow(14), tomorrow(16))
    assert read(expert, meeting("a", 10), longer) == (2, 2, 0)


def test_an_absence_that_was_entered_stays(expert: Expert) -> None:
    absent(expert, expert.user)
    read(expert, meeting("a", 9))
    read(expert)
    assert list(Absence.objects.values_list("kind", flat=True)) == [AbsenceKind.SUDDEN]


def test_calls_booked_in_busy_time_are_counted_and_stay(within: Mutual, adviser: User, expert: Expert) -> None:
    promise = make.promise(within, adviser)
    assert promise.planned_at is not None
    start = promise.planned_at
    content = calendar(at("a", f"{start:%Y%m%dT%H%M%SZ}", f"{start + HOUR:%Y%m%dT%H%M%SZ}", zone=""))
    done = agenda.read_agenda(user=expert.user, content=content)
    assert (done.booked, Callback.objects.get().planned_at) == (1, start)


def test_a_file_that_is_no_calendar_changes_nothing(expert: Expert) -> None:
    read(expert, meeting("a", 9))
    with pytest.raises(NotCalendarError):
        agenda.read_agenda(user=expert.user, content=b"Bonjour")
    assert Absence.objects.count() == 1


# ---- the feed


def test_only_the_digest_of_the_secret_is_stored(expert: Expert) -> None:
    secret = agenda.renew_feed(user=expert.user)
    expert.refresh_from_db()
    assert (expert.feed_digest, len(expert.feed_digest)) == (agenda.digest_of(secret), 64)


def test_a_new_secret_ends_the_one_before(expert: Expert) -> None:
    before = agenda.renew_feed(user=expert.user)
    after = agenda.renew_feed(user=expert.user)
    assert [queries.expert_by_feed(agenda.digest_of(secret)) for secret in (before, after)] == [None, expert]


def test_no_secret_opens_a_feed_that_was_ended(expert: Expert) -> None:
    secret = agenda.renew_feed(user=expert.user)
    agenda.close_feed(user=expert.user)
    assert (queries.expert_by_feed(agenda.digest_of(secret)), queries.expert_by_feed("")) == (None, None)
