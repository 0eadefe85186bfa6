"""What every verb on a complaint does: locks it, writes it with its next version, adds a line to its contact's timeline."""

from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from complaints.errors import ComplaintChangedError, NotOpenComplaintError
from complaints.models import Complaint
from contacts.enums import EntryKind
from contacts.services.base import add_entry, held_case, locked


def held_open(user: User, complaint_id: UUID, read: int | None = None, *, by_supervisor: bool = False) -> Complaint:
    """Locked until the transaction ends and open, its contact in USER's hands, or USER a supervisor where BY_SUPERVISOR says so.

    READ is the version that was on the screen. Raises NotHeldError, NotOpenComplaintError, ComplaintChangedError.
    """
    complaint = Complaint.objects.select_for_update(of=("self",), no_key=True).get(pk=complaint_id)
    is_over = by_supervisor and user.role == Role.SUPERVISOR
    complaint.case = locked(complaint.case_id) if is_over else held_case(user, complaint.case_id)
    if not complaint.is_open:
        raise NotOpenComplaintError
    if read is not None and read != complaint.version:
        raise ComplaintChangedError
    return complaint


def change(complaint: Complaint, **fields: Any) -> None:
    """Write these fields and the next version. The row is locked: nobody counts beside us."""
    for name, value in fields.items():
        setattr(complaint, name, value)
    complaint.version += 1
    complaint.save(update_fields=[*fields, "version"])


def tell(complaint: Complaint, user: User | None, title: str, *, text: str = "") -> None:
    """A line in the contact; what was done to a complaint is read there."""
    add_entry(complaint.case, EntryKind.NOTE, by=user, title=title, text=text, detail={"complaint": str(complaint.pk)})
