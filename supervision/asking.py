"""Figures of closed days, as somebody asks for them: of a period, by day, week or month, by a dimension, in the caller's scope."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Model, QuerySet, Sum

from supervision import deadlines
from supervision.indicators import COUNTS, STAFFED, STAFFING, Dimension, Indicator, Tally, grain_for
from supervision.models import ClosedDay, DayCount, DayStaffing


class Step(StrEnum):
    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"


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
    found = Tally(_sums(_counts(asked), COUNTS))
    if staffing := _staffing(asked):
        found.update(_sums(staffing[0], STAFFING))
    return found


def _sums(rows: QuerySet[Any], names: list[str]) -> dict[str, int]:
    return {name: value or 0 for name, value in rows.aggregate(**{name: Sum(name) for name in names}).items()}


def by_step(asked: Asked) -> list[tuple[date, Tally]]:
    """By the first day of each day, week or month of which at least one day is closed, oldest first."""
    found: dict[date, Tally] = defaultdict(Tally)
    for day in closed_days(asked):
        found[first_of(day, asked.step)] = Tally()
    parts: list[tuple[QuerySet[Any], list[str]]] = [(_counts(asked), COUNTS)]
    parts += [(rows, STAFFING) for rows in _staffing(asked)]
    for rows, names in parts:
        sums = {f"of_{name}": Sum(name) for name in names}
        for row in rows.order_by().values("day").annotate(**sums):
            found[first_of(row["day"], asked.step)].update({name: row[f"of_{name}"] for name in names})
    return sorted(found.items())


def by_group(asked: Asked) -> list[tuple[Any, Tally]]:
    """Of the whole period, by value of the dimension asked for; None is what nobody's team did, or has no reason."""
    assert asked.by is not None  # noqa: S101  for the type checker: who asks by nothing asks for the total
    found: dict[Any, Tally] = defaultdict(Tally)
    parts: list[tuple[QuerySet[Any], list[str]]] = [(_counts(asked), COUNTS)]
    if asked.by in STAFFED:
        parts += [(rows, STAFFING) for rows in _staffing(asked)]
    column = COLUMNS[asked.by]
    for rows, names in parts:
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


def closed_days(asked: Asked) -> list[date]:
    closed = ClosedDay.objects.filter(day__gte=asked.since, day__lte=asked.until)
    return list(closed.order_by("day").values_list("day", flat=True))


def is_closed(day: date) -> bool:
    return ClosedDay.objects.filter(day=day).exists()


def first_of(day: date, step: Step) -> date:
    """Of its week, which begins on Monday, or of its month; the day itself."""
    if step is Step.WEEK:
        return day - deadlines.ONE_DAY * day.weekday()
    return day.replace(day=1) if step is Step.MONTH else day


def _counts(asked: Asked) -> QuerySet[DayCount]:
    rows = DayCount.objects.filter(day__gte=asked.since, day__lte=asked.until, grain=grain_for(asked.parted))
    return rows.filter(**{COLUMNS[dimension]: value for dimension, value in asked.only.items()})


def _staffing(asked: Asked) -> list[QuerySet[Any]]:
    """None or one: presences have no mutual, channel or reason."""
    if not asked.staffed or not set(asked.only) <= STAFFED:
        return []
    rows: QuerySet[Model] = DayStaffing.objects.filter(day__gte=asked.since, day__lte=asked.until)
    return [rows.filter(**{COLUMNS[dimension]: value for dimension, value in asked.only.items()})]
