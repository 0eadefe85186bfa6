"""The clocks of complaints, enforced. Who has the contact has the complaint, and is told."""

from datetime import timedelta

from django.db.models import Q

from clock import deadlines
from clock.enums import Commitment
from clock.holidays import Territory
from clock.hours import Calendar
from clock.services import reconciling, sweep
from complaints.deadlines import ACKNOWLEDGED_DAYS, ONE_DAY, RECONCILED, working_days
from complaints.models import Term
from complaints.services.terms import SWEPT


def _counted(term: Term) -> tuple[timedelta, Calendar | None]:
    """Within what time it was promised, whatever its stored steps say."""
    if term.kind is Commitment.ACKNOWLEDGEMENT:
        return ACKNOWLEDGED_DAYS * ONE_DAY, working_days(Territory(term.complaint.territory))
    return term.deadline_at - term.started_at, None


RECONCILABLE = tuple(
    reconciling.Reconcilable(
        swept=swept,
        model=Term,
        ended=("ended_at",),
        armed="created_at",
        over=RECONCILED,
        rows=Q(commitment=commitment),
        counted=_counted,
    )
    for commitment, swept in SWEPT.items()
)


def enforce(*, batch: int = deadlines.BATCH, holds_breaches: bool = False) -> int:
    """Do every step that is due now; how many. Safe to run any number of times at once."""
    return sum(sweep.drain(swept, batch=batch, holds_breaches=holds_breaches) for swept in SWEPT.values())
