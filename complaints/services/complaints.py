"""A complaint from its first word to its end. Who acts has the contact in hand; every verb counts the version on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clock.queries import now
from complaints import queries
from complaints.deadlines import LONGEST_AGO
from complaints.enums import ComplaintState, Level, Outcome, TermEnd
from complaints.errors import (
    BadDayError,
    EmptyComplaintError,
    MotiveEndedError,
    NoReasonError,
    NotSaidError,
    OpenAlreadyError,
    SentAfterReceiptError,
    WrittenAlreadyError,
)
from complaints.models import Complaint, Motive, Term
from complaints.services import terms
from complaints.services.base import change, held_open, tell
from contacts.enums import Channel
from contacts.models import Case
from contacts.services.base import held_case
from ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a new complaint. `sent_on` is the day of sending of one that was written (postmark), where it is known."""

    level: Level
    motive: Motive
    words: str
    sent_on: date | None = None


@transaction.atomic
def open_complaint(*, user: User, case_id: UUID, facts: Facts) -> Complaint:
    """Of a contact in hand, with or without a member. What was said on the telephone has no legal clock yet: it is to be written.

    Raises NotHeldError, OpenAlreadyError, and a ComplaintInputError, which names its field.
    """
    return begin(held_case(user, case_id), facts=facts, by=user)


def begin(case: Case, *, facts: Facts, by: User | None = None) -> Complaint:
    """A new complaint of a contact that is locked or new, whoever opens it. Raises what `open_complaint` raises but NotHeldError."""
    _check(facts)
    if queries.of_case(case).filter(state=ComplaintState.OPEN).exists():
        raise OpenAlreadyError
    territory = queries.territory_of(case.mutual_id)
    came_on = timezone.localdate(case.received_at)
    is_said = case.channel == Channel.PHONE
    complaint = Complaint(
        mutual_id=case.mutual_id, case=case, member_id=case.member_id, channel=case.channel, level=facts.level,
        motive=facts.motive, words=facts.words.strip(), territory=territory, said_on=came_on,
        sent_on=None if is_said else facts.sent_on, received_on=None if is_said else came_on, opened_by=by,
    )  # fmt: skip
    _check_days(complaint.sent_on, complaint.received_on)
    complaint.save(force_insert=True)
    terms.count(complaint, by=by)
    title = _("Complaint opened, %(level)s: %(motive)s") % {"level": facts.level.label, "motive": facts.motive}
    tell(complaint, by, title, text=complaint.words)
    return complaint


def _check(facts: Facts) -> None:
    if not facts.words.strip():
        raise EmptyComplaintError
    if not facts.motive.is_open(timezone.localdate()):
        raise MotiveEndedError


def _check_days(sent_on: date | None, received_on: date | None) -> None:
    today = timezone.localdate()
    first = today - LONGEST_AGO
    for field, day in (("received_on", received_on), ("sent_on", sent_on)):
        if day is not None and not first <= day <= today:
            raise BadDayError(field, first, today)
    if sent_on is not None and received_on is not None and sent_on > received_on:
        raise SentAfterReceiptError


@transaction.atomic
def classify(*, user: User, complaint_id: UUID, level: Level, motive: Motive, read: int | None = None) -> Complaint:
    """Another level moves our own target; the law's clocks stay. Raises MotiveEndedError and what `held_open` raises."""
    complaint = held_open(user, complaint_id, read)
    if motive.pk != complaint.motive_id and not motive.is_open(timezone.localdate()):
        raise MotiveEndedError
    change(complaint, level=level, motive=motive)
    begun = terms.count(complaint, by=user)
    said = {"level": level.label, "motive": motive}
    tell(complaint, user, _("Complaint classified, %(level)s: %(motive)s") % said, text=_deadlines(begun))
    return complaint


@transaction.atomic
def set_days(
    *,
    user: User,
    complaint_id: UUID,
    sent_on: date | None,
    received_on: date,
    reason: str = "",
    read: int | None = None,
) -> Complaint:
    """The written complaint came, or its days were wrong, which needs a REASON: its clocks are counted from them anew.

    By who has the contact in hand or a supervisor. Raises BadDayError, SentAfterReceiptError, NoReasonError and what
    `held_open` raises.
    """
    complaint = held_open(user, complaint_id, read, by_supervisor=True)
    _check_days(sent_on, received_on)
    if complaint.is_written and not reason.strip():
        raise NoReasonError
    said_on = complaint.said_on if complaint.channel == Channel.PHONE else received_on
    change(complaint, sent_on=sent_on, received_on=received_on, said_on=said_on)
    begun = terms.count(complaint, by=user)
    days = {"sent": formats.day(sent_on) if sent_on else _("on an unknown day"), "received": formats.day(received_on)}
    title = _("Written complaint: sent %(sent)s, received %(received)s") % days
    tell(complaint, user, title, text="\n".join(filter(None, [reason.strip(), _deadlines(begun)])))
    return complaint


def _deadlines(begun: list[Term]) -> str:
    """What moved, in words: a clock a line."""
    return "\n".join(
        _("%(what)s: by %(day)s, counted from %(start)s.")
        % {
            "what": term.get_commitment_display(),
            "day": formats.day(term.last_day),
            "start": formats.day(term.counted_from),
        }
        for term in begun
    )


@transaction.atomic
def invite_by_word(*, user: User, complaint_id: UUID, read: int | None = None) -> Complaint:
    """Said on the telephone: the person was told that, and where, to write. Raises WrittenAlreadyError and what `held_open` raises."""
    complaint = held_open(user, complaint_id, read)
    if complaint.is_written:
        raise WrittenAlreadyError
    change(complaint, invited_at=now())
    tell(complaint, user, _("Invited to write the complaint, by word of mouth"))
    return complaint


@transaction.atomic
def settle(*, user: User, complaint_id: UUID, how: str, read: int | None = None) -> Complaint:
    """What was only said was put right at once, to the person's satisfaction. HOW is what was done.

    Raises WrittenAlreadyError (what was written is answered in writing), NotSaidError and what `held_open` raises.
    """
    complaint = held_open(user, complaint_id, read)
    if complaint.is_written:
        raise WrittenAlreadyError
    if not how.strip():
        raise NotSaidError("how")
    terms.end(complaint, TermEnd.KEPT, by=user)
    change(complaint, state=ComplaintState.ANSWERED, answered_at=now(), outcome=Outcome.GRANTED)
    tell(complaint, user, _("Complaint put right at once"), text=how.strip())
    return complaint


@transaction.atomic
def withdraw(*, user: User, complaint_id: UUID, why: str, read: int | None = None) -> Complaint:
    """The person takes it back, or it was none: it stays in the register. By who has the contact in hand or a supervisor.

    Raises NotSaidError without a reason, and what `held_open` raises.
    """
    complaint = held_open(user, complaint_id, read, by_supervisor=True)
    if not why.strip():
        raise NotSaidError("why")
    terms.end(complaint, TermEnd.DROPPED, by=user)
    change(complaint, state=ComplaintState.WITHDRAWN, withdrawn_at=now(), withdrawn_why=why.strip())
    tell(complaint, user, _("Complaint withdrawn"), text=why.strip())
    return complaint
