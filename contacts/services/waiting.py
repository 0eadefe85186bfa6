"""An answer is owed to who wrote: its clock begins with the message and ends with the answer or the case. In the caller's transaction."""

from datetime import datetime

from django.db.models import F

from accounts.models import Mutual, User
from clock import queries as clock
from clock.enums import Commitment
from clock.queries import Terms
from clock.services import promises
from contacts.enums import AwaitedEnd, Channel
from contacts.models import Awaited, Case, Entry
from contacts.services.base import change
from contacts.services.enforcing import SWEPT


def terms_of(mutual_id: int, received_at: datetime) -> Terms:
    """Within what it is answered under its mutual's policy: counted from its receipt, whatever the day of its scan."""
    return clock.terms_of(Commitment.WRITTEN, Mutual.objects.get(pk=mutual_id), start=received_at)


def begin(case: Case, terms: Terms) -> None:
    """The clock of what CASE, which is new or locked, was written."""
    row = Awaited(mutual_id=case.mutual_id, case=case)
    promises.arm(row, Commitment.WRITTEN, terms, at=clock.now())
    row.save(force_insert=True)


def wait_on(case: Case, *, since: datetime) -> None:
    """A locked case waits for an answer again, unless it does already: what came later is answered with it."""
    if Awaited.objects.filter(case=case, ended_at__isnull=True).exists():
        return
    terms = terms_of(case.mutual_id, since)
    begin(case, terms)
    change(case, due_at=terms.deadline)


def answer(case: Case, *, by: User, entry: Entry) -> None:
    """Somebody wrote back: ENTRY is the line of it."""
    _end(case, AwaitedEnd.ANSWERED, by=by, entry=entry)


def close(case: Case, *, by: User) -> None:
    """Nobody waits any more: whatever the answer was, the case is over."""
    _end(case, AwaitedEnd.CLOSED, by=by)


def kept(case: Case) -> bool:
    """Whether every answer that the closed case owed was given by its deadline, however long the case stayed open after it."""
    return not Awaited.objects.filter(case=case, ended_at__gt=F("deadline_at")).exists()


def _end(case: Case, end: AwaitedEnd, *, by: User, entry: Entry | None = None) -> None:
    row = Awaited.objects.select_for_update(of=("self",), no_key=True).filter(case=case, ended_at__isnull=True).first()
    if row is None:
        return
    at = promises.disarm(row, SWEPT)
    row.ended_at, row.end, row.ended_by, row.entry = at, end, by, entry
    row.save(update_fields=[*promises.STOPPED, "ended_at", "end", "ended_by", "entry"])


def take_back(case: Case, entry_id: int | None) -> None:
    """The answer of this line was called back before it left: the locked case waits on since the message came."""
    answered = Awaited.objects.filter(case=case, entry=entry_id).first() if case.is_open and entry_id else None
    if answered is not None:
        wait_on(case, since=answered.started_at)


def reopen(case: Case) -> None:
    """A written case that was closed without an answer waits again: to its first deadline, or from now on when that is past."""
    last = Awaited.objects.filter(case=case).order_by("-created_at").first()
    if case.channel == Channel.PHONE or last is None or last.end != AwaitedEnd.CLOSED:
        return
    instant = clock.now()
    wait_on(case, since=last.started_at if last.deadline_at > instant else instant)
