"""When an expert works and does not: extra hours, what was read from another agenda, the secret of the feed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from callbacks import deadlines, queries
from callbacks.enums import AbsenceKind
from callbacks.errors import AbsenceInPastError, BookedHoursError, NotSupervisorError
from callbacks.models import Absence, Expert, ExtraHours
from callbacks.services.base import lock_expert
from callbacks.sources import Busy, busy_times
from clock.queries import now


def check_may_keep(user: User, expert: Expert) -> None:
    """Raises NotSupervisorError for who is neither the expert nor a supervisor."""
    if user.pk != expert.user_id and user.role != Role.SUPERVISOR:
        raise NotSupervisorError


@transaction.atomic
def add_hours(*, user: User, expert: Expert, starts_at: datetime, ends_at: datetime) -> ExtraHours:
    """The expert works besides the weekly hours, even on a holiday. The same hours twice are one row.

    Raises NotSupervisorError, AbsenceInPastError.
    """
    check_may_keep(user, expert)
    if ends_at <= now():
        raise AbsenceInPastError
    lock_expert(expert.pk)
    made, _ = ExtraHours.objects.get_or_create(expert=expert, starts_at=starts_at, ends_at=ends_at)
    return made


@transaction.atomic
def remove_hours(*, user: User, hours_id: int) -> None:
    """Hours that were entered by mistake. Raises ExtraHours.DoesNotExist, NotSupervisorError, BookedHoursError."""
    hours = ExtraHours.objects.select_related("expert").get(pk=hours_id)
    check_may_keep(user, hours.expert)
    lock_expert(hours.expert_id)
    if queries.booked_in(hours.expert, hours.starts_at, hours.ends_at).exists():
        raise BookedHoursError
    hours.delete()


@transaction.atomic
def remove_absence(*, user: User, absence_id: int) -> None:
    """The expert works after all. What was planned anew stays as it is; absences that were read come back with the file.

    Raises Absence.DoesNotExist, also for one that was read, NotSupervisorError.
    """
    absence = Absence.objects.select_related("expert").exclude(kind=AbsenceKind.BUSY).get(pk=absence_id)
    check_may_keep(user, absence.expert)
    lock_expert(absence.expert_id)
    absence.delete()


# ---- another agenda


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file: busy times added, removed, unchanged, and how many calls are booked in busy times."""

    added: int
    removed: int
    kept: int
    booked: int


@transaction.atomic
def read_agenda(*, user: User, content: bytes) -> Read:
    """Make the busy times of the account's own agenda equal to an iCalendar file, as far ahead as an agenda is looked at.

    Raises Expert.DoesNotExist, NotCalendarError.
    """
    since = now()
    until = since + deadlines.FURTHEST_AGENDA
    wanted = {(busy.uid, busy.start): busy for busy in busy_times(content, since=since, until=until)}
    expert = lock_expert(Expert.objects.get(user=user).pk)
    known = {
        (row.uid, row.starts_at): row
        for row in Absence.objects.filter(expert=expert, kind=AbsenceKind.BUSY, ends_at__gt=since)
    }
    kept = {key for key, row in known.items() if key in wanted and wanted[key].end == row.ends_at}
    removed = [row.pk for key, row in known.items() if key not in kept]
    Absence.objects.filter(pk__in=removed).delete()
    fresh = [busy for key, busy in wanted.items() if key not in kept]
    Absence.objects.bulk_create(_absence(expert, busy, user) for busy in fresh)
    booked = sum(queries.booked_in(expert, busy.start, busy.end).count() for busy in fresh)
    return Read(len(fresh), len(removed), len(kept), booked)


def _absence(expert: Expert, busy: Busy, user: User) -> Absence:
    return Absence(
        expert=expert, kind=AbsenceKind.BUSY, uid=busy.uid, starts_at=busy.start, ends_at=busy.end, created_by=user
    )


# ---- the feed


def digest_of(secret: str) -> str:
    """What is stored of the secret of a feed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, user: User) -> str:
    """A new secret of the account's own feed, which nobody can read again; the one before opens nothing any more.

    Raises Expert.DoesNotExist.
    """
    expert = lock_expert(Expert.objects.get(user=user).pk)
    secret = secrets.token_urlsafe(32)
    expert.feed_digest = digest_of(secret)
    expert.save(update_fields=["feed_digest"])
    return secret


@transaction.atomic
def close_feed(*, user: User) -> None:
    """No address opens the feed any more. Raises Expert.DoesNotExist."""
    expert = lock_expert(Expert.objects.get(user=user).pk)
    expert.feed_digest = ""
    expert.save(update_fields=["feed_digest"])
