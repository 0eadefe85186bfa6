"""The clocks of complaints: whom their steps are told. Who has the contact has the complaint."""

from django.db.models import Q

from clock import deadlines
from clock.enums import Audience, Commitment, StepKind
from clock.services import reconciling, sweep
from complaints.deadlines import RECONCILED
from complaints.models import Term

_HOLDER = (
    "(SELECT holder_id FROM contacts_case JOIN complaints_complaint ON complaints_complaint.case_id = contacts_case.id"
    " WHERE complaints_complaint.id = complaints_term.complaint_id)"
)
_DAILY = {**sweep.TOLD, StepKind.STILL_OPEN: (Audience.SUPERVISORS,)}
# Our own target is nothing that quality managers answer for to anybody: it is told where it can still be kept up with.
_OUR_OWN = {**_DAILY, StepKind.BREACH: (Audience.SUPERVISORS, Audience.OWNER)}


def _swept(commitment: Commitment, told: sweep.Whom) -> sweep.Swept:
    return sweep.Swept(
        commitment,
        table="complaints_term",
        owner=_HOLDER,
        has_nobody=f"{_HOLDER} IS NULL",
        told=told,
        every=deadlines.STILL_OPEN_DAILY,
        rows=f"commitment = '{commitment.value}'",
    )


ACKNOWLEDGEMENT = _swept(Commitment.ACKNOWLEDGEMENT, _DAILY)
TARGET = _swept(Commitment.TARGET, _OUR_OWN)
ANSWER = _swept(Commitment.ANSWER, _DAILY)
SWEPT = (ACKNOWLEDGEMENT, TARGET, ANSWER)

# Like all that is counted in opening hours, what counts working days is left out: only elapsed time is counted anew.
RECONCILABLE = tuple(
    reconciling.Reconcilable(
        swept=swept,
        model=Term,
        ended=("ended_at",),
        armed="created_at",
        over=RECONCILED,
        rows=Q(commitment=swept.commitment),
        target=lambda term: term.deadline_at - term.started_at,
    )
    for swept in (TARGET, ANSWER)
)


def enforce(*, batch: int = deadlines.BATCH, holds_breaches: bool = False) -> int:
    """Do every step that is due now; how many. Safe to run any number of times at once."""
    return sum(sweep.drain(swept, batch=batch, holds_breaches=holds_breaches) for swept in SWEPT)
