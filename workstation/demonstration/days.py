"""The weeks behind the demonstration: calls, what was written, who was at work. Once they are closed, every figure has a past.

The same day is lived again under the same date; nothing of it is about the people of the script.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify
from uuid_utils.compat import uuid7

from accounts.deadlines import ONE_DAY
from accounts.models import Team, User
from accounts.roles import Role
from clock.holidays import holiday_on
from contacts.enums import CallState, CaseState, Channel, EntryKind, Outcome, PresenceState
from contacts.models import Call, Case, Entry, PresencePeriod, Queue, Reason, TelephonySystem
from contacts.telephony.day import Day
from members.models import Member

WEEKS = 6
SUNDAY = 7
OPENS, OPEN = time(8), ONE_DAY / 2
CALLS = (64, 56, 52, 54, 50, 24)
"""A day from Monday to Saturday: Mondays are apart."""
WRITTEN = (Channel.EMAIL,) * 6 + (Channel.PORTAL,) * 3 + (Channel.LETTER, Channel.LETTER, Channel.FAX)
COLLEAGUES = ("Nadia Berrada", "Hugo Lemaire", "Solène Arnoux", "Yanis Fertil", "Inès Morel", "Paul Estève")
REASONS = {
    "devis-dentaire": 26, "devis-optique": 22, "remboursement-ou-en-est": 14, "contrat-garanties": 6,
    "contrat-attestation": 5, "orientation": 9, "information-sante": 8, "juridique-social": 4, "hospitalisation": 4,
    "dossier-adresse": 2,
}  # fmt: skip
"""By code, with their weights."""
SOLVED, IN_TIME = 0.82, 0.95
PRESENCE = (
    (PresenceState.AVAILABLE, 0.0, 0.2), (PresenceState.IN_CALL, 0.2, 0.45), (PresenceState.BREAK, 0.45, 0.5),
    (PresenceState.IN_CALL, 0.5, 0.85), (PresenceState.WRAP_UP, 0.85, 0.95), (PresenceState.AVAILABLE, 0.95, 1.0),
)  # fmt: skip


@dataclass(slots=True)
class _Rows:
    cases: list[Case] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    periods: list[PresencePeriod] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Centre:
    people: list[tuple[UUID, int]]
    advisers: list[User]
    reasons: list[Reason]
    weights: list[int]
    queue: Queue
    system: TelephonySystem


def load(advisers: list[User], scripted: frozenset[str]) -> None:
    """In the caller's transaction, within every mutual. SCRIPTED are the numbers of members with a story of their own."""
    centre = _centre(advisers, scripted)
    today, now = timezone.localdate(), timezone.now()
    past = [today - timedelta(days=ago) for ago in range(WEEKS * 7, 0, -1)]
    rows = _Rows()
    for day in (*past, today):
        if day.isoweekday() != SUNDAY and not holiday_on(day):
            _live(rows, centre, day, until=now)
    Case.objects.bulk_create(rows.cases, batch_size=500)
    Call.objects.bulk_create(rows.calls, batch_size=500)
    Entry.objects.bulk_create(rows.entries, batch_size=500)
    PresencePeriod.objects.bulk_create(rows.periods, batch_size=500)


def _centre(advisers: list[User], scripted: frozenset[str]) -> _Centre:
    people = Member.objects.exclude(number__in=scripted).order_by("pk").values_list("pk", "mutual_id")
    reasons = list(Reason.objects.filter(code__in=REASONS).order_by("pk"))
    return _Centre(
        people=list(people),
        advisers=advisers,
        reasons=reasons,
        weights=[REASONS[reason.code] for reason in reasons],
        queue=Queue.objects.get(code="generale"),
        system=TelephonySystem.objects.order_by("pk")[0],
    )


def colleagues() -> dict[str, User]:
    """Advisers of every team by name, who sign in to nothing."""
    teams = list(Team.objects.order_by("pk"))
    found = {}
    for place, name in enumerate(COLLEAGUES):
        first, last = name.split(" ")
        user = User(
            username=slugify(first),
            first_name=first,
            last_name=last,
            role=Role.TELEADVISER.value,
            team=teams[place % len(teams)],
        )
        user.set_unusable_password()
        user.save()
        found[user.username] = user
    return found


def _live(rows: _Rows, centre: _Centre, day: date, *, until: datetime) -> None:
    """One day, as far as it has come."""
    chance = Random(day.toordinal())  # noqa: S311  a day that can be lived again, not a secret
    opens = timezone.make_aware(datetime.combine(day, OPENS))
    calls = CALLS[day.weekday()]
    for call in _told(centre, calls, seed=day.toordinal()):
        if opens + call.over < until:
            _called(rows, centre, chance, opens, call)
    for channel in WRITTEN:
        came = opens + chance.random() * OPEN
        closed = came + timedelta(minutes=chance.randint(20, 240))
        if closed < until:
            _wrote(rows, centre, chance, channel, came, closed)
    for user in centre.advisers:
        for state, since, to in PRESENCE:
            if opens + to * OPEN < until:
                rows.periods.append(
                    PresencePeriod(user=user, state=state, started_at=opens + since * OPEN, ended_at=opens + to * OPEN)
                )


@dataclass(slots=True)
class _Call:
    rang: timedelta
    answered: timedelta | None = None
    over: timedelta = timedelta()
    desk: int | None = None


def _told(centre: _Centre, calls: int, *, seed: int) -> Iterator[_Call]:
    """The calls of a day, each from what the telephone system would have told of it."""
    seconds = OPEN.total_seconds()
    day = Day(calls_per_second=calls / seconds, duration=seconds, desks=len(centre.advisers), seed=seed)
    found: dict[int, _Call] = {}
    for step in day.steps():
        at = timedelta(seconds=step.at)
        call = found.setdefault(step.call, _Call(rang=at))
        call.desk = call.desk if step.desk is None else step.desk
        if step.kind == "answered":
            call.answered = at
        call.over = at
    yield from found.values()


def _called(rows: _Rows, centre: _Centre, chance: Random, opens: datetime, call: _Call) -> None:
    came = opens + call.rang
    over = opens + call.over
    adviser = centre.advisers[call.desk] if call.answered is not None and call.desk is not None else None
    wrap_up = chance.randint(15, 80)
    case = _case(centre, chance, Channel.PHONE, came, over + timedelta(seconds=wrap_up), adviser)
    case.wrap_up_seconds = wrap_up if adviser else None
    rows.cases.append(case)
    rows.calls.append(
        Call(
            id=uuid7(),
            mutual_id=case.mutual_id,
            case=case,
            system=centre.system,
            call_ref=f"demo-{case.pk}",
            adviser=adviser,
            state=CallState.ENDED if adviser else CallState.ABANDONED,
            rang_at=came,
            answered_at=opens + call.answered if adviser and call.answered is not None else None,
            held_seconds=chance.choice((0, 0, 0, 12, 35)) if adviser else 0,
            ended_at=over,
            last_event_at=over,
        )
    )
    rows.entries.append(_line(case, EntryKind.CALL_IN, came, None, {}))
    if adviser:
        rows.entries.append(
            _line(
                case, EntryKind.CLOSED, over + timedelta(seconds=wrap_up), adviser, {**_said(case), "wrap_up": wrap_up}
            )
        )


def _wrote(rows: _Rows, centre: _Centre, chance: Random, channel: Channel, came: datetime, closed: datetime) -> None:
    adviser = chance.choice(centre.advisers)
    case = _case(centre, chance, channel, came, closed, adviser)
    rows.cases.append(case)
    came_as = {
        Channel.EMAIL: EntryKind.EMAIL_IN,
        Channel.FAX: EntryKind.FAX_IN,
        Channel.LETTER: EntryKind.LETTER_IN,
        Channel.PORTAL: EntryKind.REQUEST,
    }[channel]
    rows.entries.append(_line(case, came_as, came, None, {}))
    said = {**_said(case), "in_time": chance.random() < IN_TIME}
    rows.entries.append(_line(case, EntryKind.CLOSED, closed, adviser, said))


def _case(centre: _Centre, chance: Random, channel: Channel, came: datetime, closed: datetime, by: User | None) -> Case:
    member_id, mutual_id = chance.choice(centre.people)
    return Case(
        id=uuid7(),
        mutual_id=mutual_id,
        member_id=member_id,
        channel=channel,
        reason=chance.choices(centre.reasons, centre.weights)[0],
        outcome=Outcome.INFORMED if by else Outcome.NOTHING,
        is_solved=by is not None and chance.random() < SOLVED,
        facts=["birth_date"] if by else [],
        identified_at=came if by else None,
        state=CaseState.CLOSED,
        queue=centre.queue,
        received_at=came,
        due_at=came + 2 * ONE_DAY,
        closed_at=closed,
        closed_by=by,
        created_at=came,
    )


def _said(case: Case) -> dict[str, object]:
    assert case.reason is not None  # noqa: S101  for the type checker: somebody closed it
    return {"reason": case.reason.code, "outcome": case.outcome, "solved": case.is_solved}


def _line(case: Case, kind: EntryKind, at: datetime, by: User | None, detail: dict[str, object]) -> Entry:
    return Entry(mutual_id=case.mutual_id, case=case, member_id=case.member_id, kind=kind, at=at, by=by, detail=detail)
