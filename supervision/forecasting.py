"""What the calls of a day will be and how many advisers they need, in the caller's scope: each mutual by its own hours and holidays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from django.core.cache import cache
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import current_mutual_ids
from clock.hours import Calendar
from clock.queries import calendar_of
from supervision import deadlines, forecast, staffing
from supervision.asking import Asked, courses, targets_on, total
from supervision.forecast import Error, Forecast, Kind
from supervision.indicators import BY_CODE, HALF_HOURS, Course
from supervision.models import ClosedDay, StaffPlan
from supervision.staffing import Load

WITHIN: Final = deadlines.ANSWERED_WITHIN.total_seconds()
"""Seconds within which the service level counts a call."""


def forecast_on(day: date) -> Forecast | None:
    """Of all mutuals in scope together, from what was over before the day; None when no mutual has enough of a past."""
    latest = ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()
    keys = {f"supervision:forecast:{pk}:{day.isoformat()}:{latest}": pk for pk in current_mutual_ids() or ()}
    kept: dict[str, Forecast | None] = cache.get_many(keys)
    missing = {pk: key for key, pk in keys.items() if key not in kept}
    if missing:
        made = {missing[mutual.pk]: _of_mutual(mutual, day) for mutual in _mutuals() if mutual.pk in missing}
        cache.set_many(made, deadlines.FORECAST_KEPT.total_seconds())
        kept |= made
    return forecast.summed(one for one in kept.values() if one is not None)


def _mutuals() -> list[Mutual]:
    return list(Mutual.objects.filter(pk__in=current_mutual_ids() or ()).prefetch_related("opening_windows"))


def _of_mutual(mutual: Mutual, day: date) -> Forecast | None:
    calendar = calendar_of(mutual)
    found = forecast.forecast(_history(mutual, day), day, kinds_in(calendar))
    return found and within_hours(found, calendar)


def kinds_in(calendar: Calendar) -> Callable[[date], Kind]:
    """Holidays are those of the calendar's territory, and the days on which it is closed besides."""
    return forecast.kinds_of(lambda day: bool(calendar.reason_closed(day)))


def _history(mutual: Mutual, day: date) -> dict[date, list[int]]:
    past = courses(day - forecast.FURTHEST_BACK, day - deadlines.ONE_DAY, mutual.pk)
    return {one: counts[Course.OFFERED] for one, counts in past.items()}


def within_hours(found: Forecast, calendar: Calendar) -> Forecast:
    """Nothing is offered outside the opening hours; a mutual whose hours nobody entered is always open."""
    if not calendar.windows:
        return found
    windows = calendar.windows_on(found.day)
    is_open = [
        any(start < starts + deadlines.HALF_HOUR and starts < end for start, end in windows)
        for starts in (starts_at(found.day, place) for place in range(HALF_HOURS))
    ]
    kept = sum(mean for mean, one in zip(found.expected, is_open, strict=True) if one)
    return replace(
        found,
        expected=tuple(mean if one else 0.0 for mean, one in zip(found.expected, is_open, strict=True)),
        variance=tuple(its if one else 0.0 for its, one in zip(found.variance, is_open, strict=True)),
        total_variance=found.total_variance * kept / found.total if found.total else 0.0,
    )


def starts_at(day: date, half_hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(half_hour // 2, 30 * (half_hour % 2))))


def came_on(day: date) -> list[int] | None:
    """Calls offered by half-hour of a closed day; None of one that is not closed."""
    found = courses(day, day).get(day)
    return None if found is None else found[Course.OFFERED]


def error_of(since: date, until: date) -> list[tuple[Mutual, Error | None]]:
    """How wrong the forecasts of a period's days would have been the day before, by mutual."""
    found = []
    for mutual in _mutuals():
        past = courses(since - forecast.FURTHEST_BACK, until, mutual.pk)
        history = {day: counts[Course.OFFERED] for day, counts in past.items()}
        days = [day for day in history if day >= since]
        found.append((mutual, forecast.back_test(history, days, kinds_in(calendar_of(mutual)))))
    return found


# ---- advisers


@dataclass(frozen=True, slots=True)
class Habits:
    """Of the last four weeks: what a call takes in all, and how long callers wait at most on average, in seconds; None when not known."""

    handling: float | None
    patience: float | None


def habits(before: date) -> Habits:
    until = before - deadlines.ONE_DAY
    since = until - deadlines.USUAL_PERIOD
    handling = BY_CODE["handling"].value(total(Asked(since=since, until=until)))
    past = courses(since, until).values()
    waited = sum(sum(counts[Course.WAITED]) for counts in past)
    abandoned = sum(sum(counts[Course.ABANDONED]) for counts in past)
    return Habits(None if handling is None else float(handling), waited / abandoned if waited and abandoned else None)


@dataclass(frozen=True, slots=True)
class Need:
    """Of a half-hour: calls expected, advisers for the promised service level if everybody waits and if callers give up, and those planned.

    None is out of reach, or not planned. `reached` is the share answered in time with those planned, by the second model.
    """

    half_hour: int
    calls: float
    patient: int | None
    impatient: int | None
    planned: int | None
    reached: float | None

    @property
    def gap(self) -> int | None:
        return None if self.planned is None or self.impatient is None else self.planned - self.impatient


def share_on(day: date) -> int:
    """Percentage of the calls that is to be answered `WITHIN`: the strictest of the mutuals in scope."""
    return BY_CODE["service_level"].aimed(targets_on(day, current_mutual_ids() or ())).target or 0


def needs(found: Forecast, known: Habits, planned: Sequence[int] | None) -> list[Need]:
    """From the first half-hour in which calls are expected or people planned to the last; none when nobody knows how long a call takes."""
    some = [place for place, calls in enumerate(found.expected) if calls or (planned and planned[place])]
    if known.handling is None or not some:
        return []
    rows, share = [], share_on(found.day) / 100
    for place in range(some[0], some[-1] + 1):
        calls, there = found.expected[place], planned[place] if planned is not None else None
        load = Load(calls, known.handling, known.patience)
        reached = staffing.erlang_a(load, there, WITHIN).in_time if there else None
        if there == 0 and calls:
            reached = 0.0
        rows.append(
            Need(
                place,
                calls,
                staffing.needed(load, share=share, within=WITHIN),
                staffing.needed(load, share=share, within=WITHIN, model=staffing.erlang_a),
                there,
                reached,
            )
        )
    return rows


def plan_of(day: date) -> StaffPlan | None:
    """The version that stands."""
    return StaffPlan.objects.filter(day=day).select_related("by").order_by("-version").first()
