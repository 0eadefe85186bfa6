"""Figures of closed days, as somebody asks for them: of a period, by day, week or month, by a dimension, in the caller's scope."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count as Aggregate
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from accounts.models import MutualPolicy
from accounts.scopes import current_mutual_ids
from callbacks.enums import CallbackState
from callbacks.models import Attempt, Callback
from contacts.models import Case
from quotes.enums import AnalysisState
from quotes.models import Analysis
from supervision import deadlines, queries
from supervision.indicators import (
    BY_CODE,
    COUNTS,
    HALF_HOURS,
    STAFFED,
    STAFFING,
    Course,
    Dimension,
    Grain,
    Indicator,
    Tally,
    grain_for,
)
from supervision.models import ClosedDay, DayCount, DayCourse, DayStaffing


class Step(StrEnum):
    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"


Needs = AbstractSet[str] | None
"""The counts that somebody sums up; None for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Days from `since` to `until`, both included. `only` narrows to one value of some dimensions.

    `staffed` says whether the reader may know of presences, which are of the whole centre and of no mutual.
    """

    since: date
    until: date
    step: Step = Step.DAY
    by: Dimension | None = None
    only: dict[Dimension, Any] = field(default_factory=dict)
    staffed: bool = True

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def parted(self) -> set[Dimension]:
        """What the answer has to tell apart."""
        return set(self.only) | ({self.by} if self.by else set())

    def is_known(self, indicator: Indicator) -> bool:
        """Whether the figure can be told apart as it is asked for."""
        return self.parted <= indicator.by and (self.staffed or indicator.by != STAFFED)


def total(asked: Asked) -> Tally:
    """Of the whole period."""
    found = Tally()
    for rows, names in _parts(asked):
        found.update(_sums(rows, names))
    return found


def _sums(rows: QuerySet[Any], names: list[str]) -> dict[str, int]:
    return {name: value or 0 for name, value in rows.aggregate(**{name: Sum(name) for name in names}).items()}


def by_step(asked: Asked, needs: Needs = None) -> list[tuple[date, Tally]]:
    """By the first day of each day, week or month of which at least one day is closed, oldest first; from the first day of which anything is counted."""
    found: dict[date, Tally] = defaultdict(Tally)
    first = _began(asked.only.get(Dimension.MUTUAL))
    for day in closed_days(asked):
        if first and day < first:
            continue
        found[first_of(day, asked.step)] = Tally()
    for rows, names in _parts(asked, needs=needs):
        sums = {f"of_{name}": Sum(name) for name in names}
        for row in rows.order_by().values("day").annotate(**sums):
            found[first_of(row["day"], asked.step)].update({name: row[f"of_{name}"] for name in names})
    return sorted(found.items())


def by_group(asked: Asked, needs: Needs = None) -> list[tuple[Any, Tally]]:
    """Of the whole period, by value of the dimension asked for; None is what nobody's team did, or has no reason."""
    assert asked.by is not None  # noqa: S101  for the type checker: who asks by nothing asks for the total
    found: dict[Any, Tally] = defaultdict(Tally)
    column = COLUMNS[asked.by]
    for rows, names in _parts(asked, asked.parted, needs):
        sums = {f"of_{name}": Sum(name) for name in names}
        for row in rows.order_by().values(column).annotate(**sums):
            found[row[column] or None].update({name: row[f"of_{name}"] for name in names})
    return list(found.items())


COLUMNS = {
    Dimension.MUTUAL: "mutual_id",
    Dimension.SITE: "site_id",
    Dimension.TEAM: "team_id",
    Dimension.CHANNEL: "channel",
    Dimension.REASON: "reason",
}


TARGETS = {"pick_up": "pick_up_percent", "service_level": "service_percent", "handling": "handling_seconds"}
"""By indicator, the field of a mutual's policy that it is compared with; the turnaround of quotes with the days that are promised."""


def targets_by_mutual(day: date, mutual_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """By indicator the target of each mutual's policy in force on DAY, in the figure's unit; a mutual without a policy has none."""
    policies = MutualPolicy.objects.filter(mutual_id__in=list(mutual_ids), valid_from__lte=day)
    a_day = int(deadlines.ONE_DAY.total_seconds())
    return {
        policy.mutual_id: {code: getattr(policy, name) for code, name in TARGETS.items()}
        | {"quote_time": policy.quote_days * a_day}
        for policy in policies.order_by("mutual_id", "-valid_from").distinct("mutual_id")
    }


def targets_on(day: date, mutual_ids: Iterable[int]) -> dict[str, int]:
    """By indicator the strictest of `targets_by_mutual`; none without a policy."""
    found: dict[str, int] = {}
    for targets in targets_by_mutual(day, mutual_ids).values():
        for code, target in targets.items():
            stricter = max if BY_CODE[code].is_more_better else min
            found[code] = stricter(found.get(code, target), target)
    return found


def targets_of(asked: Asked) -> dict[str, int]:
    """Those of the last day of the period, of the mutual that is asked for or of all in scope."""
    only = asked.only.get(Dimension.MUTUAL)
    return targets_on(asked.until, current_mutual_ids() or () if only is None else [only])


def closed_days(asked: Asked) -> list[date]:
    closed = ClosedDay.objects.filter(day__gte=asked.since, day__lte=asked.until)
    return list(closed.order_by("day").values_list("day", flat=True))


def _began(mutual_id: int | None) -> date | None:
    """The first day of which anything is counted, of a mutual or of all in scope; None of none.

    Days before the program was there, or a mutual came, are closed with nothing in them: nobody knows what they were like.
    """
    rows = DayCount.objects.filter(grain=Grain.WHOLE, **({"mutual_id": mutual_id} if mutual_id else {}))
    return rows.order_by("day_id").values_list("day_id", flat=True).first()


def is_closed(day: date) -> bool:
    return ClosedDay.objects.filter(day=day).exists()


def first_of(day: date, step: Step) -> date:
    """Of its week, which begins on Monday, or of its month; the day itself."""
    if step is Step.WEEK:
        return day - deadlines.ONE_DAY * day.weekday()
    return day.replace(day=1) if step is Step.MONTH else day


def courses(since: date, until: date, mutual_id: int | None = None) -> dict[date, dict[str, list[int]]]:
    """Each count of `Course` by half-hour, of every closed day, in the scope's mutuals or one of them."""
    first = max(since, _began(mutual_id) or since)
    closed = ClosedDay.objects.filter(day__gte=first, day__lte=until).order_by("day").values_list("day", flat=True)
    found = {day: {column.value: [0] * HALF_HOURS for column in Course} for day in closed}
    rows = DayCourse.objects.filter(day__gte=first, day__lte=until, **({"mutual_id": mutual_id} if mutual_id else {}))
    for day, *counts in rows.order_by().values_list("day_id", *Course):
        for column, added in zip(Course, counts, strict=True):
            found[day][column.value] = [one + other for one, other in zip(found[day][column.value], added, strict=True)]
    return found


# ---- counted contact by contact


def turnarounds(asked: Asked) -> list[tuple[int, bool]]:
    """Of each quote that was told in the period: seconds that counted, and whether its deadline was kept."""
    told = Analysis.objects.filter(
        state=AnalysisState.TOLD, told_at__gte=queries.midnight(asked.since), told_at__lt=_end(asked)
    )
    rows = _of_mutual(told, asked).only("started_at", "told_at", "deadline_at", "pauses", "paused_at", "pause_reason")
    return [
        (queries.turnaround(one), one.told_at is not None and one.told_at <= one.deadline_at) for one in rows.iterator()
    ]


class Stage(StrEnum):
    """How far a promised call came; each one has come through those before it."""

    PROMISED = "promised"
    TRIED = "tried"
    REACHED = "reached"
    KEPT = "kept"


def stages(asked: Asked) -> dict[Stage, int]:
    """Of the calls that were promised in the period, without those called off."""
    promised = Callback.objects.filter(started_at__gte=queries.midnight(asked.since), started_at__lt=_end(asked))
    rows = _of_mutual(promised, asked).exclude(state=CallbackState.CANCELLED)
    tried = Q(reached_at__isnull=False) | Q(Exists(Attempt.objects.filter(callback=OuterRef("pk"))))
    counted = rows.aggregate(
        promised=Aggregate("pk"),
        tried=Aggregate("pk", tried),
        reached=Aggregate("pk", Q(reached_at__isnull=False)),
        kept=Aggregate("pk", Q(reached_at__lte=F("deadline_at"))),
    )
    return {stage: counted[stage.value] for stage in Stage}


def by_department(asked: Asked) -> dict[str, int]:
    """Contacts received in the period by department of the person, empty where it is not known."""
    came = Case.objects.filter(received_at__gte=queries.midnight(asked.since), received_at__lt=_end(asked))
    if channel := asked.only.get(Dimension.CHANNEL):
        came = came.filter(channel=channel)
    rows = _of_mutual(came, asked).order_by().values("department").annotate(count=Aggregate("pk"))
    return {row["department"]: row["count"] for row in rows}


def _end(asked: Asked) -> datetime:
    return queries.midnight(asked.until + deadlines.ONE_DAY)


def _of_mutual(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    mutual_id = asked.only.get(Dimension.MUTUAL)
    return rows.filter(mutual_id=mutual_id) if mutual_id else rows


def _parts(
    asked: Asked, parted: AbstractSet[Dimension] | None = None, needs: Needs = None
) -> list[tuple[QuerySet[Any], list[str]]]:
    """Rows, and what is summed of them: presences only where they can be told apart by PARTED, else by what narrows."""
    parted = set(asked.only) if parted is None else parted
    counts = DayCount.objects.filter(grain=grain_for(asked.parted))
    needed = [name for name in COUNTS if needs is None or name in needs]
    # Days and groups are those of which anything is counted, whatever is asked of them.
    found: list[tuple[QuerySet[Any], list[str]]] = [(counts, needed or COUNTS[:1])]
    if asked.staffed and parted <= STAFFED and (needs is None or not needs.isdisjoint(STAFFING)):
        found.append((DayStaffing.objects.all(), STAFFING))
    within = {"day__gte": asked.since, "day__lte": asked.until}
    narrowed = {COLUMNS[dimension]: value for dimension, value in asked.only.items()}
    return [(rows.filter(**within, **narrowed), names) for rows, names in found]
