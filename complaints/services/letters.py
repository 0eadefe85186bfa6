"""What is written to the person: the acknowledgement, the invitation to write, the answer. It leaves, or nothing is kept."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clock.enums import Commitment
from clock.queries import now
from complaints import queries
from complaints.enums import AGAINST, ComplaintState, Outcome, TermEnd
from complaints.errors import (
    AcknowledgedAlreadyError,
    NoMediatorError,
    NoMediatorNoticeError,
    NotWrittenError,
    WrittenAlreadyError,
)
from complaints.models import Complaint, Mediator
from complaints.services import terms
from complaints.services.base import change, held_open, tell
from correspondence.models import Message
from correspondence.services.writing import Outgoing, write


def draft_of(complaint: Complaint, kind: str) -> str:
    """Under which name the contact keeps the words of a letter while they are typed."""
    return f"{kind}-{complaint.pk.hex[-8:]}"


@transaction.atomic
def acknowledge(*, user: User, complaint_id: UUID, outgoing: Outgoing, key: str, read: int | None = None) -> Message:
    """The same KEY again gives the same message. Raises NotWrittenError, AcknowledgedAlreadyError, a CannotWriteError, and what `held_open` raises."""
    if (known := _written(user, key)) is not None:
        return known
    complaint = held_open(user, complaint_id, read)
    if not complaint.is_written:
        raise NotWrittenError
    if complaint.acknowledged_at is not None:
        raise AcknowledgedAlreadyError
    message = write(user=user, case_id=complaint.case_id, outgoing=outgoing, key=key)
    terms.end(complaint, TermEnd.KEPT, Commitment.ACKNOWLEDGEMENT, by=user)
    change(complaint, acknowledged_at=now())
    tell(complaint, user, _("Complaint acknowledged"))
    return message


@transaction.atomic
def invite(*, user: User, complaint_id: UUID, outgoing: Outgoing, key: str, read: int | None = None) -> Message:
    """Raises WrittenAlreadyError, a CannotWriteError, and what `held_open` raises."""
    if (known := _written(user, key)) is not None:
        return known
    complaint = held_open(user, complaint_id, read)
    if complaint.is_written:
        raise WrittenAlreadyError
    message = write(user=user, case_id=complaint.case_id, outgoing=outgoing, key=key)
    change(complaint, invited_at=now())
    tell(complaint, user, _("Invited to write the complaint, in writing"))
    return message


@transaction.atomic
def answer(
    *, user: User, complaint_id: UUID, outcome: Outcome, outgoing: Outgoing, key: str, read: int | None = None
) -> Message:
    """The answer ends every clock, also the acknowledgement's when it comes before one. A refusal, even of a part, names the mediator.

    Raises NoMediatorError, NoMediatorNoticeError, a CannotWriteError, and what `held_open` raises.
    """
    if (known := _written(user, key)) is not None:
        return known
    complaint = held_open(user, complaint_id, read)
    if outcome in AGAINST:
        check_notice(outgoing.body, queries.mediator_of(complaint.mutual_id))
    message = write(user=user, case_id=complaint.case_id, outgoing=outgoing, key=key)
    terms.end(complaint, TermEnd.KEPT, by=user)
    change(complaint, state=ComplaintState.ANSWERED, answered_at=now(), outcome=outcome)
    tell(complaint, user, _("Complaint answered: %(outcome)s") % {"outcome": outcome.label})
    return message


def check_notice(body: str, mediator: Mediator | None) -> None:
    """Name, address and website of the mediator stand in the text, however its lines break. Raises NoMediatorError, NoMediatorNoticeError."""
    if mediator is None:
        raise NoMediatorError
    text = _plain(body)
    wanted = [mediator.name, *mediator.address.splitlines(), mediator.website]
    missing = [one.strip() for one in wanted if one.strip() and _plain(one) not in text]
    if missing:
        raise NoMediatorNoticeError(", ".join(missing))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _written(user: User, key: str) -> Message | None:
    """What the same click wrote before."""
    return Message.objects.filter(author=user, key=f"{user.pk}:{key}").first()
