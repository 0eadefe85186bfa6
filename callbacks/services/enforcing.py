"""The clock of promised calls: what its due steps do besides being written down and told."""

from collections.abc import Sequence

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from callbacks import queries
from callbacks.enums import CallbackKind, CallbackState, ToInform, WhyMoved
from callbacks.models import Callback, Expert
from callbacks.services import calling, informing, pausing, replanning
from callbacks.services.base import SWEPT
from clock import deadlines as clock_deadlines
from clock.enums import StepKind
from clock.queries import now
from clock.services import reconciling, sweep

RECONCILABLE = reconciling.Reconcilable(swept=SWEPT, model=Callback, ended=("reached_at", "closed_at"))
TOO_LATE = {StepKind.BREACH, StepKind.STILL_OPEN}
PLANNED_ANEW = {StepKind.UNASSIGNED, StepKind.REASSIGN} | TOO_LATE


def enforce(*, batch: int = clock_deadlines.BATCH, holds_breaches: bool = False) -> int:
    """Do every step that is due now, leave calls nobody makes, let clocks run whose pause is over, tell members; how many steps. Safe to run any number of times at once."""
    done = sweep.drain(SWEPT, handle=_act, batch=batch, holds_breaches=holds_breaches)
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        calling.leave_lost()
        pausing.resume_due()
        informing.inform_due()
    return done


def _act(fired: Sequence[sweep.Fired]) -> None:
    """In the sweep's own transaction, on rows that it holds."""
    late = [one.subject_id for one in fired if one.kind is StepKind.BREACH]
    if late:
        Callback.objects.filter(pk__in=late).update(to_inform=ToInform.BREACH)
    _plan_anew(fired)


def _plan_anew(fired: Sequence[sweep.Fired]) -> None:
    """After the experts."""
    steps = {one.subject_id: one.kind for one in fired if one.kind in PLANNED_ANEW}
    if not steps:
        return
    for callback in Callback.objects.filter(pk__in=list(steps), kind=CallbackKind.EXPERT).order_by("deadline_at"):
        if callback.state == CallbackState.WAITING:
            # Of one that is late supervisors are told each hour: that nobody is free is no news.
            if steps[callback.pk] not in TOO_LATE:
                replanning.plan(callback, why=WhyMoved.LATE)
            elif queries.offers_for(callback, most=1):
                replanning.plan(callback, why=WhyMoved.PASSED)
        elif steps[callback.pk] is StepKind.REASSIGN and not _comes_in_time(callback):
            replanning.plan(callback, why=WhyMoved.LATE, but=_expert_of(callback))


def _comes_in_time(callback: Callback) -> bool:
    """Whether who has it calls before the deadline, at the time that the member was told, or is calling."""
    if callback.state != CallbackState.ASSIGNED:
        return True
    return callback.planned_at is not None and now() <= callback.planned_at < callback.deadline_at


def _expert_of(callback: Callback) -> tuple[int, ...]:
    return tuple(Expert.objects.filter(user=callback.owner_id).values_list("pk", flat=True))
