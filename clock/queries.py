"""What services, screens and health pages read of the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg import sql

from accounts.enums import PromiseClock
from accounts.models import Mutual, MutualPolicy, User
from accounts.queries import policy_of
from accounts.roles import Role
from clock import deadlines
from clock.enums import Audience, Commitment, StepKind
from clock.hours import Account, Calendar, Window, account, later
from clock.models import Alert, Clocked, Escalation, Heartbeat, Ladder

PARIS = ZoneInfo("Europe/Paris")
SWEEP = "sweep"
"""The name of the sign of life that every complete sweep leaves."""


def now() -> datetime:
    """The database's clock, in UTC: the only one that decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_now()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]


def ladder_of(commitment: Commitment) -> Ladder:
    """The version in force."""
    return Ladder.objects.filter(commitment=commitment).latest("valid_from")


def calendar_of(mutual: Mutual) -> Calendar:
    """The opening hours of a mutual's contact centre. They may be empty: nothing ever counts then."""
    return Calendar(
        tuple(Window(one.weekday, one.opens_at, one.closes_at) for one in mutual.opening_windows.all()),
    )


@dataclass(frozen=True, slots=True)
class Promised:
    """Where a policy says within what a commitment is kept: so many of a unit, and how they count."""

    amount: str
    clock: str
    in_days: bool = False


PROMISED = {
    Commitment.CALLBACK: Promised("callback_hours", "callback_clock"),
    Commitment.QUOTE: Promised("quote_days", "quote_clock", in_days=True),
    Commitment.WRITTEN: Promised("written_hours", "written_clock"),
}


def counted_in(policy: MutualPolicy, commitment: Commitment) -> Calendar | None:
    """The calendar in which a policy counts the time of a commitment, None for elapsed hours."""
    is_opening = getattr(policy, PROMISED[commitment].clock) == PromiseClock.OPENING
    return calendar_of(policy.mutual) if is_opening else None


def target_of(policy: MutualPolicy, commitment: Commitment, calendar: Calendar | None) -> timedelta:
    """Within how much counted time it is kept. A day is 24 hours, or the usual day of CALENDAR. Raises NeverOpenError."""
    said = PROMISED[commitment]
    amount = int(getattr(policy, said.amount))
    if not said.in_days:
        return timedelta(hours=amount)
    return amount * (deadlines.ONE_DAY if calendar is None else calendar.usual_day)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a promise would be given at `start`."""

    start: datetime
    deadline: datetime
    target: timedelta
    calendar: Calendar | None
    policy: MutualPolicy


def terms_of(commitment: Commitment, mutual: Mutual, *, start: datetime) -> Terms:
    """What the mutual promises on that day. Raises MutualPolicy.DoesNotExist, NeverOpenError."""
    return terms_under(policy_of(mutual, on=start.astimezone(PARIS).date()), commitment, start=start)


def terms_under(policy: MutualPolicy, commitment: Commitment, *, start: datetime) -> Terms:
    """What would be promised under a policy. Raises NeverOpenError."""
    calendar = counted_in(policy, commitment)
    target = target_of(policy, commitment, calendar)
    return Terms(start, later(start, target, calendar=calendar), target, calendar, policy)


@dataclass(frozen=True, slots=True)
class Told:
    """How a promise's time has gone, span by span; with its target, and whether only opening hours or whole working days count."""

    account: Account
    target: timedelta
    is_opening: bool
    is_working_days: bool = False

    @property
    def used(self) -> timedelta:
        """In whole minutes, which are what is shown."""
        return self.account.used - self.account.used % deadlines.ONE_MINUTE

    @property
    def left(self) -> timedelta:
        """What is shown adds up to the target."""
        return self.target - self.used


def told_of(row: Clocked, commitment: Commitment, *, until: datetime) -> Told:
    """By UNTIL: when it was kept or given up, or now."""
    calendar = counted_in(row.policy, commitment)
    target = target_of(row.policy, commitment, calendar)
    passed = account(row.started_at, until, target=target, calendar=calendar, pauses=row.stood_still)
    return Told(passed, target, calendar is not None)


def night_until(instant: datetime | None = None) -> datetime:
    """When the night ends in which INSTANT (now) lies; INSTANT itself by day."""
    instant = instant or now()
    wall = instant.astimezone(PARIS)
    if deadlines.NIGHT_ENDS <= wall.time() < deadlines.NIGHT_BEGINS:
        return instant
    morning = wall.date() + timedelta(days=wall.time() >= deadlines.NIGHT_BEGINS)
    return datetime.combine(morning, deadlines.NIGHT_ENDS, PARIS)


def due_ids(table: str, *, limit: int, chosen: str = "TRUE") -> list[UUID]:
    """Rows of a table that are due and fulfil CHOSEN, a constant of SQL, whoever holds them."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT id FROM {} WHERE next_action_at <= clock_now() AND {} ORDER BY next_action_at, id LIMIT %s")
            .format(sql.Identifier(table), sql.SQL(chosen))
            .as_string(),
            [limit],
        )
        return [subject_id for (subject_id,) in cursor.fetchall()]


def oldest_due(table: str) -> timedelta:
    """How long the row waits that is due for longest; nothing when none is. Rows that others hold are seen too."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT coalesce(max(clock_now() - next_action_at), '0') FROM {} WHERE next_action_at <= clock_now()")
            .format(sql.Identifier(table)).as_string()
        )  # fmt: skip
        (waits,) = cursor.fetchone()
    return waits  # type: ignore[no-any-return]


def has_many_due(table: str) -> bool:
    """Whether more than a batch is due, and for `STEPS_FIRST` at most: sweeping is at it and gets on."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT EXISTS (SELECT FROM {table} WHERE next_action_at <= clock_now() ORDER BY next_action_at OFFSET %s)"
                " AND (SELECT min(next_action_at) FROM {table}) > clock_now() - make_interval(secs => %s)"
            ).format(table=sql.Identifier(table)).as_string(),
            [deadlines.BATCH, deadlines.STEPS_FIRST.total_seconds()],
        )  # fmt: skip
        (is_so,) = cursor.fetchone()
    return bool(is_so)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened to a promise, with what there is to say of it. `due_at` is of a step of its clock, None for what somebody did."""

    at: datetime
    what: str
    who: User | None = None
    process: str = ""
    due_at: datetime | None = None
    more: str = ""


def lines_of(commitment: Commitment, subject_id: UUID) -> list[Line]:
    """What the clock of a promise did, in order."""
    return [
        Line(one.fired_at, str(StepKind(one.kind).label), process=one.fired_by, due_at=one.due_at)
        for one in steps_done(commitment, subject_id)
    ]


def steps_done(commitment: Commitment, subject_id: UUID) -> QuerySet[Escalation]:
    return Escalation.objects.filter(commitment=commitment, subject_id=subject_id).order_by("step")


@dataclass(frozen=True, slots=True)
class Health:
    """`since_sweep` is None when there never was one. `oldest_due` is of all tables; `oldest_alert` of alerts that wait."""

    since_sweep: timedelta | None
    oldest_due: timedelta
    oldest_alert: timedelta

    @property
    def faults(self) -> list[str]:
        """What is wrong, as codes: `sweep`, `due`, `alerts`."""
        found = []
        if self.since_sweep is None or self.since_sweep > deadlines.HEARTBEAT_OLD:
            found.append("sweep")
        if self.oldest_due > deadlines.DUE_OLD:
            found.append("due")
        if self.oldest_alert > deadlines.ALERT_OLD:
            found.append("alerts")
        return found


def health(tables: list[str]) -> Health:
    """Of what is swept, seen with plain statements: locked rows count. In the caller's scope."""
    instant = now()
    seen = Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first()
    return Health(
        since_sweep=instant - seen if seen else None,
        oldest_due=max((oldest_due(table) for table in tables), default=timedelta()),
        oldest_alert=instant - min(_alerts_since(instant), default=instant),
    )


def _alerts_since(instant: datetime) -> list[Any]:
    """Since when alerts wait that should have left: those nobody takes, and those that fail again and again."""
    waiting = Alert.objects.filter(next_at__isnull=False)
    untaken = waiting.filter(next_at__lte=instant - deadlines.ALERT_OLD).order_by("next_at")
    failing = waiting.filter(attempts__gt=deadlines.ALERT_FAILS, created_at__lte=instant - deadlines.ALERT_OLD)
    return [
        *untaken.values_list("next_at", flat=True)[:1],
        *failing.order_by("created_at").values_list("created_at", flat=True)[:1],
    ]


ROLES: dict[Audience, Role] = {
    Audience.SUPERVISORS: Role.SUPERVISOR,
    Audience.ON_CALL: Role.SUPERVISOR,
    Audience.QUALITY: Role.QUALITY,
    Audience.ADMINISTRATORS: Role.ADMINISTRATOR,
}


def people_of(alert: Alert) -> QuerySet[User]:
    """Who is told: the person named, or everybody of the audience's role who may work for the mutual today."""
    people = User.objects.filter(is_active=True)
    if alert.user_id is not None:
        return people.filter(pk=alert.user_id)
    return _granted(people.filter(role=ROLES[Audience(alert.audience)].value), alert.mutual_id)


def _granted(people: QuerySet[User], mutual_id: int) -> QuerySet[User]:
    today = now().astimezone(PARIS).date()
    open_ended = Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=today)
    granted = people.filter(
        open_ended, grants__mutual=mutual_id, grants__approved_at__isnull=False, grants__starts_on__lte=today
    )
    return (granted | people.filter(role=Role.ADMINISTRATOR.value)).distinct().order_by("pk")


def alerts_for(user: User) -> QuerySet[Alert]:
    """What this person was or will be told and nobody has seen yet, newest first."""
    audiences = [audience.value for audience, role in ROLES.items() if role.value == user.role]
    return Alert.objects.filter(
        Q(user=user) | Q(user__isnull=True, audience__in=audiences), seen_at__isnull=True
    ).order_by("-created_at", "-id")
