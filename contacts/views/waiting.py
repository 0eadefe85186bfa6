"""How the time of an awaited answer goes."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.services import record
from clock.enums import Commitment
from clock.queries import Line, lines_of, now, told_of
from contacts import queries
from contacts.models import Awaited, Case


@require_GET
def clock(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Each answer that was owed in a contact, the last one first: its time, counted and not counted, and its steps; to be printed."""
    try:
        case = queries.case_for(request.user, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="contacts:clock")
    found = queries.awaited_of(case)
    told = [(row, told_of(row, Commitment.WRITTEN, until=row.ended_at or now()), _lines(row)) for row in found]
    return render(request, "contacts/clock.html", {"case": case, "awaited": told})


def _lines(row: Awaited) -> list[Line]:
    """What the clock did, and who ended it."""
    steps = lines_of(Commitment.WRITTEN, row.pk)
    return [*steps, Line(row.ended_at, row.get_end_display(), row.ended_by)] if row.ended_at else steps
