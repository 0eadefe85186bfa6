"""The floor as it is now: who waits, who works, what falls due, and the figures of the day. In the caller's scope."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connections, router
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
from contacts.enums import Direction, EntryKind, PresenceState
from contacts.models import Call, Entry, Presence
from quotes.enums import RUNNING
from quotes.models import Analysis
from supervision import deadlines, indicators, queries
from supervision.asking import targets_on
from supervision.indicators import Tally

MOST_CALLBACKS: Final = 10


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

    `callbacks` are the first of `callbacks_open`, due first; `quotes` instants of receipt and deadline; `written` how many are late, due within 12 hours, within a day, later;
    `targets` the strictest of today's policies (`asking.targets_on`).
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
    targets: dict[str, int]

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
        reconciled=reconciled(),
        targets=targets_on(timezone.localdate(at), current_mutual_ids() or ()),
    )


def reconciled() -> PeriodRun | None:
    """The last night in which promises were compared with what was done about them."""
    return PeriodRun.objects.filter(job="reconcile").order_by("-period").first()


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
    with connections[router.db_for_read(Entry)].cursor() as cursor:
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
        .order_by("since")
        .values_list("reason", "state", "since", "user__first_name", "user__last_name")
    )
    found: dict[str, list[Person]] = defaultdict(list)
    for reason, state, since, first_name, last_name in at_work:
        found[reason or state].append(Person(_short(f"{first_name} {last_name}".strip()), since))
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
