"""The clock of awaited answers: whom its steps are told. Who has the contact owes the answer."""

from clock import deadlines
from clock.enums import Audience, Commitment, StepKind
from clock.services import reconciling, sweep
from contacts.models import Awaited

_HOLDER = "(SELECT holder_id FROM contacts_case WHERE contacts_case.id = contacts_awaited.case_id)"

SWEPT = sweep.Swept(
    Commitment.WRITTEN,
    table="contacts_awaited",
    owner=_HOLDER,
    has_nobody=f"{_HOLDER} IS NULL",
    told={**sweep.TOLD, StepKind.STILL_OPEN: (Audience.SUPERVISORS,)},
    every=deadlines.STILL_OPEN_DAILY,
)
RECONCILABLE = reconciling.Reconcilable(
    swept=SWEPT, model=Awaited, ended=("ended_at",), armed="created_at", over=deadlines.WORK_RECONCILED
)


def enforce(*, batch: int = deadlines.BATCH, holds_breaches: bool = False) -> int:
    """Do every step that is due now; how many. Safe to run any number of times at once."""
    return sweep.drain(SWEPT, batch=batch, holds_breaches=holds_breaches)
