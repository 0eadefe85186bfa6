"""A complaint's clocks: begun, counted anew, ended. In the caller's transaction, on a complaint that is locked or new."""

from accounts.models import User
from accounts.queries import policy_of
from clock import deadlines
from clock import queries as clock
from clock.enums import Audience, Commitment, StepKind
from clock.holidays import Territory
from clock.services import promises, sweep
from complaints import queries
from complaints.deadlines import last_day
from complaints.enums import TermEnd
from complaints.models import Complaint, Term
from complaints.queries import Owed

_HOLDER = (
    "(SELECT holder_id FROM contacts_case JOIN complaints_complaint ON complaints_complaint.case_id = contacts_case.id"
    " WHERE complaints_complaint.id = complaints_term.complaint_id)"
)
_DAILY = {**sweep.TOLD, StepKind.STILL_OPEN: (Audience.SUPERVISORS,)}
# Nobody answers to anybody for our own target: it is told where it can still be kept up with.
_OUR_OWN = {**_DAILY, StepKind.BREACH: (Audience.SUPERVISORS, Audience.OWNER)}

SWEPT = {
    commitment: sweep.Swept(
        commitment,
        table="complaints_term",
        owner=_HOLDER,
        has_nobody=f"{_HOLDER} IS NULL",
        told=told,
        every=deadlines.STILL_OPEN_DAILY,
        rows=f"commitment = '{commitment.value}'",
    )
    for commitment, told in (
        (Commitment.ACKNOWLEDGEMENT, _DAILY),
        (Commitment.TARGET, _OUR_OWN),
        (Commitment.ANSWER, _DAILY),
    )
}
"""Whom the steps of each clock are told."""


def count(complaint: Complaint, *, by: User | None) -> list[Term]:
    """Every clock as the complaint's days and level ask for it: one that counts otherwise ends and another begins. Those begun."""
    running = {term.kind: term for term in _running(complaint)}
    begun = []
    for kind, owed in queries.owed(complaint).items():
        term = running.get(kind)
        if term is not None and (term.counted_from, term.deadline_at) == (owed.day, owed.span.end):
            continue
        if term is not None:
            _end(term, TermEnd.MOVED, by)
        begun.append(_begin(complaint, kind, owed))
    return begun


def end(complaint: Complaint, end_as: TermEnd, *kinds: Commitment, by: User | None) -> None:
    """Those of KINDS that run, or all."""
    for term in _running(complaint):
        if not kinds or term.kind in kinds:
            _end(term, end_as, by)


def _running(complaint: Complaint) -> list[Term]:
    locked = Term.objects.select_for_update(of=("self",), no_key=True)
    return list(locked.filter(complaint=complaint, ended_at__isnull=True).order_by("pk"))


def _begin(complaint: Complaint, kind: Commitment, owed: Owed) -> Term:
    now, span = clock.now(), owed.span
    policy = policy_of(complaint.mutual, on=now.astimezone(clock.PARIS).date())
    term = Term(mutual_id=complaint.mutual_id, complaint=complaint, commitment=kind, counted_from=owed.day)
    term.last_day = last_day(span.end, Territory(complaint.territory))
    promises.arm(term, kind, clock.Terms(span.start, span.end, span.target, span.calendar, policy), at=now)
    term.save(force_insert=True)
    return term


def _end(term: Term, end_as: TermEnd, by: User | None) -> None:
    at = promises.disarm(term, SWEPT[term.kind])
    term.ended_at, term.end, term.ended_by = at, end_as, by
    term.save(update_fields=[*promises.STOPPED, "ended_at", "end", "ended_by"])
