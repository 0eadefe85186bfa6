"""What screens, draws and figures read of quality. `visible_to` is the only door to a drawn contact named in an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from accounts.matrix import MATRIX, Action
from accounts.models import User
from accounts.permissions import can
from accounts.roles import Role
from complaints.enums import ComplaintState
from complaints.models import Complaint
from contacts.enums import CallerKind, CaseState
from contacts.models import Case, Entry
from correspondence.queries import address_to_inform
from members.enums import FragilitySign
from members.models import Fragility
from quality import deadlines
from quality.eligibility import Contact
from quality.enums import SATISFIED
from quality.models import Answer, Asking, Criterion, Grid, Question, Review, Sample, Sampling

SCORED = [role.value for role in MATRIX[Action.READ_OWN_QUALITY]]
"""Roles whose contacts are drawn: those who read their own scores."""

SPARED = (FragilitySign.BEREAVEMENT, FragilitySign.HARDSHIP, FragilitySign.PROTECTED)
"""Signs of fragility with which nobody is asked whether they are satisfied."""


# ---- what counts on a day


def grid_on(day: date) -> Grid | None:
    """The grid in force, with its criteria."""
    found = Grid.objects.filter(valid_from__lte=day).order_by("-valid_from")
    return found.prefetch_related("criteria").first()


def per_week(day: date) -> int:
    """How many contacts of each adviser are drawn in a week; 0 when nobody said."""
    found = Sampling.objects.filter(valid_from__lte=day).order_by("-valid_from").values_list("per_week", flat=True)
    return found.first() or 0


def askings_on(day: date) -> list[Asking]:
    """The policy in force of each mutual of the scope that asks anybody."""
    newest = Asking.objects.filter(valid_from__lte=day).order_by("mutual_id", "-valid_from").distinct("mutual_id")
    return [one for one in newest if one.percent]


# ---- drawing


def advisers_at_work(now: datetime) -> QuerySet[User]:
    """Those who closed a contact lately and whose contacts are drawn."""
    closed = Case.objects.filter(
        closed_by=OuterRef("pk"), closed_at__gte=now - deadlines.LOOKED_BACK, closed_at__lt=now
    )
    return User.objects.filter(Exists(closed), role__in=SCORED).order_by("pk")


def candidates(adviser: User, now: datetime) -> QuerySet[Case]:
    """Contacts that ADVISER closed lately, without those drawn before and those that somebody of quality worked on."""
    known = Sample.objects.filter(case=OuterRef("pk"))
    by_quality = Entry.objects.filter(case=OuterRef("pk"), by__role=Role.QUALITY.value)
    return (
        Case.objects.filter(
            closed_by=adviser, state=CaseState.CLOSED, closed_at__gte=now - deadlines.LOOKED_BACK, closed_at__lt=now
        )
        .filter(~Exists(known), ~Exists(by_quality))
        .select_related("reason")
    )


# ---- drawn contacts and their scores


def visible_to(user: User) -> QuerySet[Sample]:
    """All of their mutuals but those of contacts that they worked on, for who scores; those of their own that are scored, for others."""
    if can(user, Action.SCORE_CONTACTS):
        return Sample.objects.exclude(Exists(Entry.objects.filter(case=OuterRef("case"), by=user)))
    if can(user, Action.READ_OWN_QUALITY):
        return Sample.objects.filter(adviser=user, scored_at__isnull=False)
    return Sample.objects.none()


def sample_for(user: User, sample_id: UUID) -> Sample:
    """Raises Sample.DoesNotExist for one that is not the account's to read."""
    found = visible_to(user).select_related("case__reason", "adviser", "mutual", "draft_by")
    return found.get(pk=sample_id)


def to_score(user: User) -> QuerySet[Sample]:
    """Oldest first."""
    waiting = visible_to(user).filter(scored_at__isnull=True)
    return waiting.select_related("adviser", "mutual", "case__reason").order_by("drawn_at", "pk")


def scored(user: User) -> QuerySet[Sample]:
    """With their scores and remarks, newest first."""
    given = visible_to(user).filter(scored_at__isnull=False)
    criteria = Prefetch("review__grid__criteria", Criterion.objects.order_by("position"))
    return (
        given.select_related("adviser", "mutual", "case__reason", "review__by", "review__grid", "review__remark")
        .prefetch_related(criteria)
        .order_by("-scored_at", "-pk")
    )


def unread(user: User) -> int:
    """How many scores of their own contacts somebody has not read."""
    return Sample.objects.filter(adviser=user, scored_at__isnull=False, seen_at__isnull=True).count()


def lines_of(sample: Sample) -> QuerySet[Entry]:
    """What was said and done in the contact, in order. What is sealed stands elsewhere, for experts alone."""
    return Entry.objects.filter(case=sample.case_id).select_related("by").order_by("at", "pk")


# ---- averages


@dataclass(frozen=True, slots=True)
class Averages:
    """Sums, so that they add up; a mean is of `points` over `reviews`, a share of `satisfied` over `answers`."""

    reviews: int
    points: int
    answers: int
    satisfied: int

    @property
    def score(self) -> int | None:
        return _rounded(self.points, self.reviews)

    @property
    def satisfaction(self) -> int | None:
        return _rounded(100 * self.satisfied, self.answers)


def _rounded(top: int, bottom: int) -> int | None:
    """Halves up; None over nothing."""
    return (2 * top + bottom) // (2 * bottom) if bottom else None


def averages_of(adviser_ids: Iterable[int], *, since: datetime) -> Averages:
    """Of scores and answers since an instant, in the scope's mutuals."""
    ids = list(adviser_ids)
    given = Review.objects.filter(sample__adviser__in=ids, at__gte=since).aggregate(n=Count("pk"), points=Sum("score"))
    said = Answer.objects.filter(question__adviser__in=ids, at__gte=since)
    counted = said.aggregate(n=Count("pk"), good=Count("pk", Q(score__gte=SATISFIED)))
    return Averages(given["n"], given["points"] or 0, counted["n"], counted["good"])


def reviews_of(adviser_ids: Iterable[int], *, since: datetime) -> QuerySet[Review]:
    found = Review.objects.filter(sample__adviser__in=list(adviser_ids), at__gte=since)
    return found.select_related("grid").prefetch_related("grid__criteria")


def answers_of(user: User) -> QuerySet[Answer]:
    """What members said after contacts that USER closed, newest first."""
    return Answer.objects.filter(question__adviser=user).select_related("question").order_by("-at", "-pk")


def commented(since: datetime) -> QuerySet[Answer]:
    """Answers with words, of the scope's mutuals, the least satisfied first: they may be complaints."""
    said = Answer.objects.filter(at__gte=since).exclude(comment="")
    return said.select_related("question__adviser", "mutual").order_by("score", "-at")


# ---- asking


def closed_lately(mutual_id: int, now: datetime) -> QuerySet[Case]:
    """Contacts of a mutual about which a question may be due, oldest first, with `is_fragile`, `complained_at`, `complains` and `asked_at`."""
    today = timezone.localdate(now)
    fragile = Fragility.objects.filter(member=OuterRef("member"), sign__in=SPARED).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    of_both = Q(case=OuterRef("pk")) | Q(member=OuterRef("member"))
    complaints = Complaint.objects.filter(of_both, mutual_id=mutual_id).order_by()
    latest = complaints.values("mutual").annotate(latest=Max("opened_at")).values("latest")
    asked = Question.objects.filter(member=OuterRef("member"), mutual_id=mutual_id).order_by("-asked_at")
    return (
        Case.objects.filter(
            mutual_id=mutual_id, state=CaseState.CLOSED, member__isnull=False, closed_by__isnull=False,
            closed_at__gt=now - deadlines.ASKED_WITHIN, closed_at__lte=now - deadlines.ASKED_AFTER,
        )
        .exclude(Exists(Question.objects.filter(case=OuterRef("pk"))))
        .annotate(
            is_fragile=Exists(fragile),
            complained_at=Subquery(latest),
            complains=Exists(complaints.filter(state=ComplaintState.OPEN)),
            asked_at=Subquery(asked.values("asked_at")[:1]),
        )
        .select_related("member", "mutual", "reason", "closed_by")
        .order_by(F("closed_at"), "pk")
    )  # fmt: skip


def contact_of(case: Case, *, asked_every: timedelta) -> Contact:
    """What the rule wants to know of one of `closed_lately` that was drawn."""
    assert case.closed_at is not None  # noqa: S101  for the type checker: it is closed
    is_alive = case.member is not None and case.member.died_on is None
    return Contact(
        closed_at=case.closed_at, is_drawn=True, is_of_member=case.caller_kind == CallerKind.MEMBER,
        is_reachable=is_alive and bool(address_to_inform(case)), is_fragile=case.is_fragile, complains=case.complains,  # type: ignore[attr-defined]  # added by `closed_lately`
        complained_at=case.complained_at, asked_at=case.asked_at, asked_every=asked_every,  # type: ignore[attr-defined]  # likewise
    )  # fmt: skip
