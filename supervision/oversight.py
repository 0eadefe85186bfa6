"""The floor as it is now: who waits, who works, what falls due, and the figures of the day. In the caller's scope."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Grant
from accounts.scopes import current_mutual_ids
from callbacks import queries as callbacks
from callbacks.models import Callback
from clock import oversight as promised
from clock import queries as clock
from clock.models import PeriodRun
from complaints import queries as complaints
from contacts import queries as contacts
from contacts.enums import Channel, Direction, EntryKind, PresenceState
from contacts.models import Call, Case, Entry, Presence
from prevention.models import Prompt
from quality.enums import SATISFIED
from quality.models import Answer, Review
from quotes.enums import RUNNING
from quotes.models import Analysis
from referrals.models import Referral
from supervision import deadlines, indicators, queries
from supervision.indicators import Tally

MOST_CALLBACKS: Final = 10
MOST_BEHIND: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A queue of the telephones: its label, and since when each caller waits, longest first."""

    label: str
    since: list[datetime]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work, and since when they do what they do."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Floor:
    """One look. `day` and `hour` are counts of today and of the last hour; `arrivals` calls by half-hour of the day from 0.

    `callbacks` are the first of `callbacks_open`, due first; `quotes` instants of receipt and deadline; `written` how many are late, due within 12 hours, within a day, later.
    """

    at: datetime
    lines: list[Line]
    states: dict[str, list[Person]]
    day: Tally
    hour: Tally
    arrivals: Counter[int]
    callbacks: list[Callback]
    callbacks_open: int
    callbacks_late: int
    quotes: list[tuple[datetime, datetime]]
    written: list[int]
    complaints: complaints.Due
    health: clock.Health
    reconciled: PeriodRun | None

    @property
    def waiting(self) -> list[datetime]:
        return sorted(since for line in self.lines for since in line.since)


def floor() -> Floor:
    """Everything that the board shows, in a fixed number of queries."""
    at = clock.now()
    day, hour, arrivals = today(at)
    due = callbacks.open_by_deadline()
    counted = Callback.objects.filter(pk__in=due.order_by().values("pk")).aggregate(
        all=Count("pk"), late=Count("pk", Q(deadline_at__lt=at, reached_at__isnull=True))
    )
    return Floor(
        at=at,
        lines=_lines(at),
        states=_states(),
        day=day,
        hour=hour,
        arrivals=arrivals,
        callbacks=list(due.filter(reached_at__isnull=True)[:MOST_CALLBACKS]),
        callbacks_open=counted["all"],
        callbacks_late=counted["late"],
        quotes=list(open_quotes().values_list("started_at", "deadline_at")),
        written=written_by_due(at),
        complaints=complaints.due(at),
        health=clock.health(promised.tables()),
        reconciled=PeriodRun.objects.filter(job="reconcile").order_by("-period").first(),
    )


# ---- calls


def waiting_calls(at: datetime) -> QuerySet[Call]:
    """Incoming calls that ring, longest first."""
    ringing = Call.objects.filter(ended_at__isnull=True, answered_at__isnull=True, direction=Direction.IN)
    return ringing.filter(rang_at__gt=at - deadlines.WAITS_LONG).select_related("case__queue").order_by("rang_at")


def _lines(at: datetime) -> list[Line]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for label, since in waiting_calls(at).values_list("case__queue__label", "rang_at"):
        found[label].append(since)
    return [Line(label, since) for label, since in sorted(found.items(), key=lambda one: one[1][0])]


# What `indicators.of_call` says of a call, for a whole day at once; a test holds both together.
TODAY = """
WITH calls AS (
  SELECT rang_at, answered_at, ended_at, opening.mutual_id IS NOT NULL AS is_open,
         trunc(extract(epoch FROM coalesce(answered_at, ended_at) - rang_at)) AS waited,
         trunc(extract(epoch FROM ended_at - answered_at)) AS talked, held_seconds
    FROM contacts_call AS call
    LEFT JOIN unnest(%(mutuals)s::bigint[], %(opens)s::timestamptz[], %(closes)s::timestamptz[]) AS opening (mutual_id, opens, closes)
      ON opening.mutual_id = call.mutual_id AND call.rang_at >= opens AND call.rang_at < closes
   WHERE direction = 'in' AND rang_at >= %(start)s AND rang_at < %(at)s)
SELECT trunc(extract(epoch FROM rang_at - %(start)s) / %(half_hour)s)::int, rang_at > %(recent)s, count(*),
       count(*) FILTER (WHERE is_open AND (answered_at IS NOT NULL OR ended_at IS NOT NULL)),
       count(*) FILTER (WHERE is_open AND answered_at IS NOT NULL),
       count(*) FILTER (WHERE is_open AND answered_at IS NOT NULL AND waited <= %(within)s),
       count(*) FILTER (WHERE is_open AND answered_at IS NULL AND ended_at IS NOT NULL),
       count(*) FILTER (WHERE is_open AND answered_at IS NULL AND ended_at IS NOT NULL AND waited < %(soon)s),
       count(*) FILTER (WHERE NOT is_open),
       coalesce(sum(waited) FILTER (WHERE is_open AND answered_at IS NOT NULL), 0)::bigint,
       count(*) FILTER (WHERE is_open AND talked IS NOT NULL),
       coalesce(sum(talked - least(held_seconds, talked)) FILTER (WHERE is_open), 0)::bigint,
       coalesce(sum(least(held_seconds, talked)) FILTER (WHERE is_open), 0)::bigint
  FROM calls GROUP BY 1, 2
"""
IN_ORDER = (
    indicators.Count.OFFERED, indicators.Count.ANSWERED, indicators.Count.ANSWERED_SOON, indicators.Count.ABANDONED,
    indicators.Count.ABANDONED_SOON, indicators.Count.OUT_OF_HOURS, indicators.Count.WAITED, indicators.Count.TALKS,
    indicators.Count.TALK, indicators.Count.HOLD,
)  # fmt: skip


def today(at: datetime) -> tuple[Tally, Tally, Counter[int]]:
    """Under the thresholds and hours of now: counts of the day and of its last hour, and calls by half-hour."""
    day, hour, arrivals = Tally(), Tally(), Counter[int]()
    start = queries.midnight(timezone.localdate(at))
    with connection.cursor() as cursor:
        cursor.execute(TODAY, _asked(start, at))
        for half_hour, is_recent, rang, *counts in cursor:
            found = {count.value: number for count, number in zip(IN_ORDER, counts, strict=True)}
            day.update(found)
            arrivals[half_hour] += rang
            if is_recent:
                hour.update(found)
    day.update(_wrap_up(start))
    hour.update(_wrap_up(max(start, at - deadlines.RECENT)))
    return day, hour, arrivals


def _asked(start: datetime, at: datetime) -> dict[str, Any]:
    terms = queries.terms_now()
    whole = ((start, start + 2 * deadlines.ONE_DAY),)
    opening = queries.opening_on(timezone.localdate(at))
    windows = [
        (mutual_id, *window) for mutual_id, found in opening.items() for window in (whole if found is None else found)
    ]
    return {
        "start": start,
        "at": at,
        "recent": at - deadlines.RECENT,
        "half_hour": deadlines.HALF_HOUR.total_seconds(),
        "within": terms.answered_within,
        "soon": terms.soon,
        "mutuals": [mutual_id for mutual_id, _, _ in windows],
        "opens": [opens for _, opens, _ in windows],
        "closes": [closes for _, _, closes in windows],
    }


def _wrap_up(since: datetime) -> dict[str, int]:
    """The work after the calls whose contacts were closed since then."""
    seconds = Cast(KeyTextTransform("wrap_up", "detail"), IntegerField())
    said = Entry.objects.filter(kind=EntryKind.CLOSED, at__gte=since, detail__has_key="wrap_up")
    found = said.aggregate(wraps=Count("pk"), total=Sum(seconds))
    return {indicators.Count.WRAPS: found["wraps"], indicators.Count.WRAP: found["total"] or 0}


# ---- people


def _states() -> dict[str, list[Person]]:
    """People at work for a mutual of this scope, by what they do, longest first. A break is named by its reason."""
    today = timezone.localdate()
    granted = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        mutual_id__in=current_mutual_ids() or (),
        approved_at__isnull=False,
        starts_on__lte=today,
    )
    at_work = (
        Presence.objects.exclude(state=PresenceState.OFFLINE)
        .filter(user__is_active=True, user_id__in=granted.values("user_id"))
        .select_related("user")
        .order_by("since")
    )
    found: dict[str, list[Person]] = defaultdict(list)
    for one in at_work:
        found[one.reason or one.state].append(Person(_short(one.user.get_full_name()), one.since))
    return dict(found)


def _short(name: str) -> str:
    """Claire D.: a board hangs where everybody sees it."""
    first, _, last = name.partition(" ")
    return f"{first} {last[:1]}." if last else first


# ---- what falls due


def open_quotes() -> QuerySet[Analysis]:
    """Analyses whose clock runs, due first."""
    return Analysis.objects.filter(state__in=RUNNING).order_by("deadline_at", "pk")


def written_by_due(at: datetime) -> list[int]:
    """Of the answers that are owed: how many are late, due within 12 hours, within a day, later."""
    ends = [at, at + deadlines.SOON, at + deadlines.ONE_DAY]
    within = {f"until_{place}": Count("pk", Q(deadline_at__lt=end)) for place, end in enumerate(ends)}
    found = contacts.awaited_now().order_by().aggregate(**within, all=Count("pk"))
    reached = list(found.values())
    return [count - before for before, count in zip([0, *reached], reached, strict=False)]


# ---- the cases behind a figure


@dataclass(frozen=True, slots=True)
class Behind:
    """One contact behind a figure, without a word of whose it is."""

    case: Case
    due_at: datetime | None = None
    started_at: datetime | None = None


def _of_calls(found: QuerySet[Call]) -> list[Behind]:
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, started_at=one.rang_at) for one in rows]


def _calls_today(at: datetime) -> QuerySet[Call]:
    start = queries.midnight(timezone.localdate(at))
    return Call.objects.filter(direction=Direction.IN, rang_at__gte=start, rang_at__lt=at).order_by("-rang_at")


def _quotes_behind(at: datetime, *, late: bool) -> list[Behind]:
    found = open_quotes().filter(deadline_at__lt=at) if late else open_quotes()
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, one.deadline_at, one.started_at) for one in rows]


def _written_behind(at: datetime, *, late: bool) -> list[Behind]:
    found = contacts.awaited_now().filter(deadline_at__lt=at) if late else contacts.awaited_now()
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, one.deadline_at, one.started_at) for one in rows]


BEHIND: Final[dict[str, Callable[[datetime], list[Behind]]]] = {
    "attente": lambda at: _of_calls(waiting_calls(at)),
    "presentes": lambda at: _of_calls(_calls_today(at)),
    "decroches": lambda at: _of_calls(_calls_today(at).filter(answered_at__isnull=False)),
    "abandons": lambda at: _of_calls(_calls_today(at).filter(answered_at__isnull=True, ended_at__isnull=False)),
    "devis": lambda at: _quotes_behind(at, late=False),
    "devis-en-retard": lambda at: _quotes_behind(at, late=True),
    "ecrits": lambda at: _written_behind(at, late=False),
    "ecrits-en-retard": lambda at: _written_behind(at, late=True),
}
"""The cases behind each figure of the board, by its name in the address; at most `MOST_BEHIND`."""


def _cases(found: QuerySet[Case]) -> list[Behind]:
    rows = found.select_related("mutual", "queue", "holder", "reason").order_by("received_at", "pk")[:MOST_BEHIND]
    return [Behind(case, None if case.channel == Channel.PHONE else case.due_at, case.received_at) for case in rows]


def _having(rows: QuerySet[Any]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=rows.order_by().values("case_id"))


def _calls_of(start: datetime, end: datetime) -> QuerySet[Call]:
    return Call.objects.filter(direction=Direction.IN, rang_at__gte=start, rang_at__lt=end)


def _closings_of(start: datetime, end: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=EntryKind.CLOSED, at__gte=start, at__lt=end)


BEHIND_DAY: Final[dict[str, Callable[[datetime, datetime], QuerySet[Case]]]] = {
    "presentes": lambda start, end: _having(_calls_of(start, end)),
    "decroches": lambda start, end: _having(_calls_of(start, end).filter(answered_at__isnull=False)),
    "abandons": lambda start, end: _having(_calls_of(start, end).filter(answered_at__isnull=True)),
    "clos": lambda start, end: _having(_closings_of(start, end)),
    "non-resolus": lambda start, end: _having(_closings_of(start, end).filter(detail__solved=False)),
    "ecrits-recus": lambda start, end: Case.objects.exclude(channel=Channel.PHONE).filter(
        received_at__gte=start - deadlines.PAPER_LATE, received_at__lt=end, created_at__gte=start, created_at__lt=end
    ),
    "devis-rendus": lambda start, end: _having(Analysis.objects.filter(told_at__gte=start, told_at__lt=end)),
    "rappels-dus": lambda start, end: _having(Callback.objects.filter(deadline_at__gte=start, deadline_at__lt=end)),
    "orientations": lambda start, end: _having(Referral.objects.filter(at__gte=start, at__lt=end)),
    "prevention": lambda start, end: _having(Prompt.objects.filter(at__gte=start, at__lt=end)),
    "revenus": lambda start, end: _having(queries.watched(start, end).exclude(comes_back=False, detail__solved=True)),
    "insatisfaits": lambda start, end: Case.objects.filter(
        pk__in=Answer.objects.filter(at__gte=start, at__lt=end, score__lt=SATISFIED).values("question__case_id")
    ),
    "ecoutes": lambda start, end: Case.objects.filter(
        pk__in=Review.objects.filter(at__gte=start, at__lt=end).values("sample__case_id")
    ),
}
"""The cases behind a figure of a closed day, by its name in the address."""

DRILL: Final = {
    **dict.fromkeys(("offered", "service_level"), "presentes"),
    **dict.fromkeys(("answered", "wait", "talk", "hold", "handling"), "decroches"),
    **dict.fromkeys(("abandoned", "pick_up", "efficacy", "abandonment"), "abandons"),
    **dict.fromkeys(("closed", "wrap_up"), "clos"),
    "solved": "non-resolus",
    "written": "ecrits-recus",
    "written_in_time": "clos",
    **dict.fromkeys(("quotes", "quote_time", "quotes_in_time"), "devis-rendus"),
    **dict.fromkeys(("callbacks_due", "callbacks_kept", "callback_lateness"), "rappels-dus"),
    "referrals": "orientations",
    **dict.fromkeys(("prevention_shown", "prevention_told"), "prevention"),
    "settled": "revenus",
    **dict.fromkeys(("satisfaction_answers", "satisfaction"), "insatisfaits"),
    **dict.fromkeys(("reviews", "quality_score"), "ecoutes"),
}
"""By indicator: behind a rate stand those that lower it."""


def of_day(figure: str, day: date) -> list[Behind]:
    """The first `MOST_BEHIND` in the order of their receipt."""
    return _cases(BEHIND_DAY[figure](queries.midnight(day), queries.midnight(day + deadlines.ONE_DAY)))
