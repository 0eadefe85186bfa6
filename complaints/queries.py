"""What screens and services read of complaints. `visible_to` is the only door to one named in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import rule_of
from clock import queries as clock
from clock.enums import Commitment
from clock.holidays import Territory
from clock.hours import account
from complaints import deadlines
from complaints.deadlines import Span
from complaints.enums import ComplaintState, Level, TermEnd
from complaints.models import Complaint, CorrectiveAction, Mediator, Motive, Term
from contacts import queries as contacts
from contacts.models import Case, Entry

# ---- what may be chosen, and whom a refusal names


def open_motives(on: date) -> list[Motive]:
    """Those of a day that have none below them, in the order of the tree."""
    motives = [one for one in Motive.objects.select_related("parent") if one.is_open(on)]
    above = {one.parent_id for one in motives}
    leaves = [one for one in motives if one.pk not in above]
    return sorted(leaves, key=lambda one: (one.parent.position if one.parent else one.position, one.position))


def mediator_of(mutual_id: int) -> Mediator | None:
    return Mediator.objects.filter(mutual_id=mutual_id).first()


def territory_of(mutual_id: int) -> Territory:
    """Whose public holidays count in the mutual's complaints."""
    mediator = mediator_of(mutual_id)
    return Territory(mediator.territory) if mediator else Territory.METROPOLE


# ---- complaints


def visible_to(user: User) -> QuerySet[Complaint]:
    """All of their mutuals for who watches over complaints; those of the contacts that the account may read for others."""
    rule = rule_of(user, Action.READ_COMPLAINTS)
    if rule is None:
        return Complaint.objects.none()
    found: QuerySet[Complaint] = Complaint.objects.all()
    return found.filter(case_id__in=contacts.visible_to(user).values("pk")) if rule.relation else found


def complaint_for(user: User, complaint_id: UUID) -> Complaint:
    """Raises Complaint.DoesNotExist for one that is not the account's to read."""
    return visible_to(user).select_related("case__holder", "member", "mutual", "motive__parent").get(pk=complaint_id)


def of_case(case: Case) -> QuerySet[Complaint]:
    """Newest first."""
    return Complaint.objects.filter(case=case).order_by("-opened_at", "-pk")


def has_open(case: Case) -> bool:
    """Whether the contact, or its member's other ones, has a complaint that waits for its answer."""
    mine = Q(case=case) if case.member_id is None else Q(case=case) | Q(member=case.member_id)
    return Complaint.objects.filter(mine, state=ComplaintState.OPEN).exists()


def reads_all(user: User) -> bool:
    """Whether the account watches over the complaints of its mutuals, whoever has their contacts."""
    rule = rule_of(user, Action.READ_COMPLAINTS)
    return rule is not None and not rule.relation


def with_due(found: QuerySet[Complaint]) -> QuerySet[Any]:
    """With `due_at` and `due_on`, the next deadline that runs and its day; None where nothing runs any more."""
    running = Term.objects.filter(complaint=OuterRef("pk"), ended_at__isnull=True).order_by("deadline_at")
    return found.annotate(
        due_at=Subquery(running.values("deadline_at")[:1]), due_on=Subquery(running.values("last_day")[:1])
    )


def register(user: User) -> QuerySet[Complaint]:
    """What USER may read or take, as `with_due`: due first, those that are settled last, newest first."""
    rule = rule_of(user, Action.READ_COMPLAINTS)
    found = visible_to(user)
    if rule is not None and rule.relation:
        found = Complaint.objects.filter(
            Q(case_id__in=contacts.visible_to(user).values("pk"))
            | Q(case_id__in=contacts.takeable_by(user).values("pk"))
        )
    readable = Exists(visible_to(user).filter(pk=OuterRef("pk")))
    told = with_due(found.select_related("case", "mutual", "motive__parent")).annotate(is_readable=readable)
    listed: QuerySet[Complaint] = told.order_by("due_at", "-said_on", "-pk")
    return listed


class Due(NamedTuple):
    """How many complaints are open; of them, whose next deadline is past, or comes within `SOON`."""

    open: int
    late: int
    soon: int


def due(at: datetime) -> Due:
    """In the caller's scope."""
    found = with_due(Complaint.objects.filter(state=ComplaintState.OPEN))
    soon = Q(due_at__gte=at, due_at__lt=at + deadlines.SOON)
    counted = found.aggregate(all=Count("pk"), late=Count("pk", Q(due_at__lt=at)), soon=Count("pk", soon))
    return Due(counted["all"], counted["late"], counted["soon"])


def answered(start: datetime, end: datetime) -> QuerySet[Any]:
    """Those answered in the stretch, with `answerer_id`, who ended the clock of our own target: it runs until the answer."""
    ended = Term.objects.filter(complaint=OuterRef("pk"), commitment=Commitment.TARGET, end=TermEnd.KEPT)
    found = Complaint.objects.filter(state=ComplaintState.ANSWERED, answered_at__gte=start, answered_at__lt=end)
    by = Subquery(ended.order_by("-created_at").values("ended_by_id")[:1])
    return found.annotate(answerer_id=by).defer("words")


class Kept(NamedTuple):
    """Whether a complaint was answered within ten days of its reaching us, and within two months of its sending."""

    target: bool
    law: bool


def kept_terms(complaint: Complaint) -> Kept:
    """Of one that was answered. The two months of what was only said count from the day it was said."""
    territory, at = Territory(complaint.territory), complaint.answered_at
    assert at is not None  # noqa: S101  for the type checker: it was answered
    target = deadlines.to_keep_target(complaint.said_on, territory, is_urgent=False)
    law = deadlines.to_answer(complaint.written_on or complaint.said_on, territory)
    return Kept(at <= target.end, at <= law.end)


def entries_of(complaint: Complaint) -> QuerySet[Entry]:
    """The lines of the contact that tell of it, in order."""
    told = Entry.objects.filter(case=complaint.case_id, detail__complaint=str(complaint.pk))
    return told.select_related("by").order_by("at", "pk")


def terms_of(complaint: Complaint) -> list[Term]:
    """Every clock it has or had, in the order in which they began."""
    found = complaint.terms.select_related("policy__mutual", "ended_by").order_by("created_at", "last_day", "pk")
    return list(found)


# ---- their clocks


@dataclass(frozen=True, slots=True)
class Owed:
    """What a complaint is owed: counted from a day, over a span."""

    day: date
    span: Span


def owed(complaint: Complaint) -> Mapping[Commitment, Owed]:
    """Of a complaint as it stands. The law's two clocks begin with the written complaint, ours on the day it was said."""
    territory = Territory(complaint.territory)
    said, written = complaint.said_on, complaint.written_on
    is_urgent = complaint.level == Level.URGENT
    found = {Commitment.TARGET: Owed(said, deadlines.to_keep_target(said, territory, is_urgent=is_urgent))}
    if written is not None:
        found[Commitment.ANSWER] = Owed(written, deadlines.to_answer(written, territory))
        if complaint.acknowledged_at is None:
            found[Commitment.ACKNOWLEDGEMENT] = Owed(written, deadlines.to_acknowledge(written, territory))
    return found


def answer_by(written_on: date, territory: Territory) -> date:
    """The last day of the two months."""
    return deadlines.last_day(deadlines.to_answer(written_on, territory).end, territory)


def told_of(term: Term, *, territory: Territory) -> clock.Told:
    """How its time has gone, by its end or now."""
    is_ack = term.kind is Commitment.ACKNOWLEDGEMENT
    target = deadlines.ACKNOWLEDGED_DAYS * deadlines.ONE_DAY if is_ack else term.deadline_at - term.started_at
    calendar = deadlines.working_days(territory) if is_ack else None
    until = term.ended_at or clock.now()
    passed = account(term.started_at, until, target=target, calendar=calendar)
    return clock.Told(passed, target, is_opening=False, is_working_days=is_ack)


# ---- corrective actions


def actions_for(user: User) -> QuerySet[CorrectiveAction]:
    """Of the complaints that USER may read; those to be done first, due first."""
    found = CorrectiveAction.objects.filter(complaint_id__in=visible_to(user).values("pk"))
    return found.select_related("complaint__motive__parent", "mutual", "done_by", "planned_by").order_by("due_on", "pk")
