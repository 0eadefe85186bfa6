"""What screens, services and sweeps read of agendas and promises."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.matrix import Action
from accounts.models import Grant, User
from accounts.permissions import can
from accounts.roles import Role
from callbacks import deadlines, slots
from callbacks.enums import OPEN, CallbackKind, CallbackState
from callbacks.models import Absence, Callback, Expert, ExtraHours, Slot, WeeklyHours
from clock import queries as clock
from clock.holidays import Territory
from clock.models import ClockNow
from clock.queries import PARIS
from contacts import queries as case_queries

# ---- agendas


def experts_of(skill: str, *, mutual_id: int | None = None, on: datetime | None = None) -> QuerySet[Expert]:
    """Active experts of a skill, for a mutual only those who may work for it on that day (today)."""
    found = Expert.objects.filter(is_active=True, user__is_active=True, skills__contains=[skill]).select_related("user")
    if mutual_id is None:
        return found
    day = (on.astimezone(PARIS).date() if on else None) or Now()
    granted = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        user=OuterRef("user"), mutual=mutual_id, approved_at__isnull=False, starts_on__lte=day,
    )  # fmt: skip
    return found.filter(Exists(granted))


def agendas(experts: Iterable[Expert], since: datetime, until: datetime) -> list[slots.Agenda]:
    """What decides the free times of these experts between two instants. Five queries, however many they are."""
    people = list(experts)
    ids = [expert.pk for expert in people]
    # A whole day on either side: of what is booked, so that the count of a day is complete; of dates, wherever they are.
    wide = deadlines.ONE_DAY
    patterns: dict[int, list[slots.Pattern]] = defaultdict(list)
    in_force = WeeklyHours.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=since - wide), expert__in=ids, valid_from__lte=until + wide
    )
    for expert_id, weekday, starts_at, ends_at, valid_from, valid_until in in_force.values_list(
        "expert_id", "weekday", "starts_at", "ends_at", "valid_from", "valid_until"
    ):
        patterns[expert_id].append(slots.Pattern(weekday, starts_at, ends_at, valid_from, valid_until))
    extra = _stretches(ExtraHours.objects.filter(expert__in=ids), since, until, "ends_at")
    absent = _stretches(Absence.objects.filter(expert__in=ids), since, until, "ends_at")
    booked = _stretches(Slot.objects.filter(expert__in=ids, is_active=True), since - wide, until + wide, "busy_until")
    loads = dict(
        Slot.objects.filter(
            expert__in=ids,
            is_active=True,
            starts_at__gte=since - deadlines.LOAD_DAYS,
            starts_at__lt=until + deadlines.LOAD_DAYS,
        )
        .values_list("expert_id")
        .annotate(count=Count("pk"))
    )
    return [
        slots.Agenda(
            expert_id=expert.pk,
            patterns=tuple(patterns[expert.pk]),
            territory=Territory(expert.territory),
            extra=extra[expert.pk],
            absent=absent[expert.pk],
            booked=booked[expert.pk],
            slot=timedelta(minutes=expert.slot_minutes),
            pause=timedelta(minutes=expert.buffer_minutes),
            daily_most=expert.daily_most,
            load=loads.get(expert.pk, 0),
            share=expert.share,
        )
        for expert in people
    ]


def _stretches(
    rows: QuerySet[Slot] | QuerySet[Absence] | QuerySet[ExtraHours], since: datetime, until: datetime, end: str
) -> dict[int, tuple[slots.Stretch, ...]]:
    found: dict[int, list[slots.Stretch]] = defaultdict(list)
    within = rows.filter(**{"starts_at__lt": until, f"{end}__gt": since})
    for expert_id, starts_at, ends_at in within.order_by("starts_at").values_list("expert_id", "starts_at", end):
        found[expert_id].append((starts_at, ends_at))
    return defaultdict(tuple, {expert_id: tuple(stretches) for expert_id, stretches in found.items()})


def offers(
    *,
    skill: str,
    mutual_id: int,
    now: datetime,
    deadline: datetime,
    reachable: tuple[object, object] | None = None,
    most: int = deadlines.OFFERS,
    but: Sequence[int] = (),
) -> list[slots.Slot]:
    """Free slots that are over by the deadline, the fairest expert's at each instant; none of the experts in BUT."""
    since = now + deadlines.LEAD
    people = [one for one in experts_of(skill, mutual_id=mutual_id, on=now) if one.pk not in but]
    return slots.offered(agendas(people, since, deadline), since, deadline, reachable=reachable, most=most)  # type: ignore[arg-type]


def bookable_until(callback: Callback, *, at: datetime) -> datetime:
    """When a slot of its must be over that is chosen AT this moment: by the deadline, or soon when that has passed."""
    return callback.deadline_at if at < callback.deadline_at else at + deadlines.LATE_BOOKED_WITHIN


def offers_for(callback: Callback, *, but: Sequence[int] = (), most: int = deadlines.OFFERS) -> list[slots.Slot]:
    """As `offers`, for a promise that was given."""
    at = clock.now()
    return offers(
        skill=callback.skill, mutual_id=callback.mutual_id, now=at, deadline=bookable_until(callback, at=at),
        reachable=callback.reachable, but=but, most=most,
    )  # fmt: skip


# ---- promises


def visible_to(user: User) -> QuerySet[Callback]:
    """Promises that the account may see.

    A supervisor all of the scope's mutuals; an expert those of a skill of one's own; an adviser those one gave, those of
    contacts one may read, and holding contacts that wait.
    """
    found = Callback.objects.select_related("mutual", "case", "member", "owner", "policy", "ladder")
    if not can(user, Action.WORK_CASE):
        return found.none()
    if user.role == Role.SUPERVISOR:
        return found
    cases = Q(case_id__in=case_queries.visible_to(user).values("pk"))
    mine = Q(promised_by=user) | Q(owner=user) | Q(kind=CallbackKind.HOLDING, state=CallbackState.WAITING)
    return found.filter(cases | mine | Q(skill__in=skills_of(user)))


def skills_of(user: User) -> list[str]:
    """What this account is an expert for; nothing for who is none."""
    if user.role != Role.EXPERT:
        return []
    return list(Expert.objects.filter(user=user, is_active=True).values_list("skills", flat=True).first() or [])


def unsealable_by(user: User) -> QuerySet[Callback]:
    """Promises whose sealed part this account may read: an expert's, of the skills it has, whoever has the call."""
    return visible_to(user).filter(skill__in=skills_of(user))


def next_free(expert: Expert, since: datetime, until: datetime) -> slots.Slot | None:
    """The expert's next slot that can be booked."""
    return next(iter(free_of(expert, since, until, most=1)), None)


def free_of(expert: Expert, since: datetime, until: datetime, *, most: int = deadlines.OFFERS) -> list[slots.Slot]:
    """The expert's next slots that can be booked, so many at MOST."""
    (agenda,) = agendas([expert], since, until)
    return list(islice(slots.free_slots(agenda, since, until), most))


def of_expert(user: User) -> QuerySet[Callback]:
    """What one expert has to call, next one first."""
    return Callback.objects.filter(owner=user, state__in=OPEN).order_by("planned_at", "deadline_at")


def to_hold() -> QuerySet[Callback]:
    """Holding contacts that nobody makes yet, due first."""
    return Callback.objects.filter(kind=CallbackKind.HOLDING, state=CallbackState.WAITING).order_by("deadline_at")


def open_by_deadline() -> QuerySet[Callback]:
    return Callback.objects.filter(state__in=OPEN).select_related("mutual", "owner").order_by("deadline_at", "pk")


def open_of_member(member_id: UUID) -> QuerySet[Callback]:
    return Callback.objects.filter(member_id=member_id, state__in=OPEN).order_by("deadline_at")


def matter_of(user: User, callback: Callback) -> QuerySet[Callback]:
    """Other promises to the same member for the same skill that USER may see, newest first."""
    same = visible_to(user).filter(member_id=callback.member_id, skill=callback.skill)
    return same.exclude(pk=callback.pk).order_by("-started_at")


def expert_call_of(holding: Callback) -> Callback | None:
    """The expert's call that a holding contact led to, or that was promised to the member besides and is open."""
    calls = Callback.objects.filter(member_id=holding.member_id, skill=holding.skill, kind=CallbackKind.EXPERT)
    wanted = Q(state__in=OPEN) if holding.is_open else Q(holds=holding.pk) | Q(state__in=OPEN)
    return calls.filter(wanted).select_related("owner", "mutual").order_by(F("holds").desc(nulls_last=True)).first()


def left_alone() -> QuerySet[Callback]:
    """Calls whose page gave no sign of life until its lease ended."""
    return Callback.objects.filter(lease_until__lte=ClockNow())


def to_resume() -> QuerySet[Callback]:
    """Promises whose clock was stopped until an instant that has come."""
    return Callback.objects.filter(paused_until__lte=ClockNow())


def to_inform() -> QuerySet[Callback]:
    """Promises whose member is to be told something by itself."""
    return Callback.objects.exclude(to_inform="").order_by("pk")


def may_pause(user: User, callback: Callback) -> bool:
    """Whether this account stops and starts its clock: the expert who has the call, and supervisors."""
    return user.role == Role.SUPERVISOR or callback.owner_id == user.pk


def open_tables() -> list[str]:
    return [Callback._meta.db_table]


# ---- the week


class Cell(NamedTuple):
    """A stretch of one expert's week. `state` is `free` to be booked, `booked` or `absent`."""

    start: datetime
    end: datetime
    expert_id: int
    state: str


def week(experts: Sequence[Expert], monday: datetime, days: int = 7, *, now: datetime | None = None) -> list[Cell]:
    """What is known of a week, one expert after the other; nothing before NOW is free. Five queries, however many experts."""
    until = monday + timedelta(days=days)
    since = max(monday, now) if now else monday
    cells: list[Cell] = []
    for agenda in agendas(experts, monday, until):
        one = agenda.expert_id
        cells += [Cell(start, end, one, "free") for start, end in slots.free_times(agenda, since, until)]
        cells += [Cell(start, end, one, "booked") for start, end in agenda.booked if monday <= start < until]
        cells += [Cell(max(start, monday), min(end, until), one, "absent") for start, end in agenda.absent]
    return cells


def booked_in(expert: Expert, starts_at: datetime, ends_at: datetime) -> QuerySet[Slot]:
    """What is booked of an expert's time between two instants, whosever call it is."""
    return Slot.objects.filter(expert=expert, is_active=True, starts_at__lt=ends_at, ends_at__gt=starts_at)


def moved_by_absence(user: User, expert: Expert, starts_at: datetime, ends_at: datetime) -> QuerySet[Callback]:
    """Promises, of those that USER may see, that an absence of the expert would have planned anew."""
    booked = booked_in(expert, starts_at, ends_at).values_list("callback_id", flat=True)
    return visible_to(user).filter(pk__in=list(booked), state=CallbackState.ASSIGNED).order_by("planned_at")


def to_tell(user: User) -> QuerySet[Callback]:
    """Promises that USER may see whose member was told another time than the one that is planned now, due first."""
    told = visible_to(user).filter(state__in=OPEN, announced_at__isnull=False, paused_at__isnull=True)
    return told.filter(Q(planned_at__isnull=True) | ~Q(planned_at=F("announced_at"))).order_by("deadline_at")


def kept_by(user: User) -> QuerySet[Expert]:
    """Experts whose absences this account enters: a supervisor everybody's, an expert one's own."""
    active = Expert.objects.filter(is_active=True, user__is_active=True).select_related("user")
    return active if user.role == Role.SUPERVISOR else active.filter(user=user)


def may_keep_agendas(user: User) -> bool:
    return can(user, Action.KEEP_AGENDA)


def expert_by_feed(digest: str) -> Expert | None:
    """Whose feed this is; nobody's for a digest that is empty."""
    return Expert.objects.filter(feed_digest=digest, is_active=True, user__is_active=True).first() if digest else None


def feed_of(expert: Expert, since: datetime, until: datetime) -> QuerySet[Slot]:
    """The booked slots of a feed, in order."""
    return Slot.objects.filter(expert=expert, is_active=True, starts_at__gte=since, starts_at__lt=until).order_by(
        "starts_at"
    )
