"""What is mended after complaints."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clock.queries import now
from complaints.deadlines import LONGEST_AHEAD
from complaints.errors import BadDayError, DoneAlreadyError, NotSaidError
from complaints.models import Complaint, CorrectiveAction


@transaction.atomic
def plan_action(*, user: User, complaint_id: UUID, what: str, due_on: date) -> CorrectiveAction:
    """For a complaint that was settled too: faults outlive their complaints. Raises NotSaidError, BadDayError."""
    complaint = Complaint.objects.get(pk=complaint_id)
    if not what.strip():
        raise NotSaidError("what")
    today = timezone.localdate()
    if not today <= due_on <= today + LONGEST_AHEAD:
        raise BadDayError("due_on", today, today + LONGEST_AHEAD)
    action = CorrectiveAction(
        mutual_id=complaint.mutual_id, complaint=complaint, what=what.strip(), due_on=due_on, planned_by=user
    )
    action.save(force_insert=True)
    return action


@transaction.atomic
def finish_action(*, user: User, action_id: int) -> CorrectiveAction:
    """Raises DoneAlreadyError."""
    action = CorrectiveAction.objects.select_for_update(of=("self",), no_key=True).get(pk=action_id)
    if action.done_at is not None:
        raise DoneAlreadyError
    action.done_at, action.done_by = now(), user
    action.save(update_fields=["done_at", "done_by"])
    return action
