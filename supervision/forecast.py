"""How many calls each half-hour of a day will bring, from days that are over. Plain Python.

A half-hour is expected to bring the weighted mean of the same half-hour on the same weekdays of ten weeks, the latest weighing most
(simple exponential smoothing by week, Brown 1959; Hyndman and Athanasopoulos 2021, section 8.1). Holidays and the days after them are
left out of it, and are expected at the ratio to it that such days had. With a year of history the same weeks of last year say how the season
moves. The band is of a half-hour alone: it holds eight of ten when days go on differing as they did (quasi-Poisson).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from typing import Final

from supervision.deadlines import LAST_YEAR, ONE_DAY, ONE_WEEK

WEEKS: Final = 10
FADES: Final = 0.8
"""What a week weighs against the one after it."""

LEAST: Final = 3
"""Of fewer like days nothing is forecast."""

BAND: Final = 1.2816
"""So many standard deviations on either side hold 80 % (normal law)."""

SEASON: Final = (0.5, 2.0)
"""Last year's move counts within these: beyond them something else happened."""

FURTHEST_BACK: Final = LAST_YEAR + (WEEKS + 2) * ONE_WEEK
"""No day before that changes a forecast, but for holidays."""


class Kind(StrEnum):
    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    AFTER = "after"


Counts = Sequence[int]
History = Mapping[date, Counts]
"""Calls by half-hour of each day that is over."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """By half-hour: calls expected and their variance. `is_guess` says that no such day was ever seen, and nothing was changed for it."""

    day: date
    kind: Kind
    expected: tuple[float, ...]
    variance: tuple[float, ...]
    total_variance: float
    days: int
    ratio: float = 1.0
    season: float = 1.0
    is_guess: bool = False

    @property
    def total(self) -> float:
        return sum(self.expected)

    def band(self, place: int) -> tuple[float, float]:
        """Between what eight of ten such half-hours bring."""
        return _band(self.expected[place], self.variance[place])

    @property
    def total_band(self) -> tuple[float, float]:
        return _band(self.total, self.total_variance)


def _band(middle: float, variance: float) -> tuple[float, float]:
    reach = BAND * sqrt(variance)
    return max(0.0, middle - reach), middle + reach


def kinds_of(is_holiday: Callable[[date], bool]) -> Callable[[date], Kind]:
    """What a day is, by what says whether it is a holiday where the calls are taken."""

    def kind_of(day: date) -> Kind:
        if is_holiday(day):
            return Kind.HOLIDAY
        return Kind.AFTER if is_holiday(day - ONE_DAY) else Kind.ORDINARY

    return kind_of


def forecast(history: History, day: date, kind_of: Callable[[date], Kind]) -> Forecast | None:
    """Of what was over before DAY alone. None when too few like days are known."""
    past = {one: counts for one, counts in history.items() if one < day}
    like = _like(past, day, kind_of)
    if len(like) < LEAST:
        return None
    base, spread = _base(past, like, day)
    kind = kind_of(day)
    ratio, is_guess = (1.0, False) if kind is Kind.ORDINARY else _ratio(past, kind, kind_of)
    season = _season(past, day, kind_of)
    factor = ratio * season
    expected = tuple(mean * factor for mean in base)
    return Forecast(
        day, kind, expected,
        tuple(max(mean, mean * _dispersion(past, like, base)) * spread for mean in expected),
        sum(expected) * max(1.0, _dispersion_of_days(past, like, sum(base))) * spread,
        len(like), ratio, season, is_guess,
    )  # fmt: skip


def summed(parts: Iterable[Forecast]) -> Forecast | None:
    """Of several parts of one centre that are forecast apart; None of none. The first says what day it is."""
    known = list(parts)
    if not known:
        return None
    first = known[0]
    return Forecast(
        first.day,
        first.kind,
        tuple(map(sum, zip(*(one.expected for one in known), strict=True))),
        tuple(map(sum, zip(*(one.variance for one in known), strict=True))),
        sum(one.total_variance for one in known),
        max(one.days for one in known),
        _weighted(known, "ratio"),
        _weighted(known, "season"),
        any(one.is_guess for one in known),
    )


def _weighted(parts: Sequence[Forecast], name: str) -> float:
    whole = sum(one.total for one in parts)
    return sum(getattr(one, name) * one.total for one in parts) / whole if whole else float(getattr(parts[0], name))


def _like(past: History, day: date, kind_of: Callable[[date], Kind]) -> list[date]:
    """Ordinary days of the same weekday, the latest first."""
    days = [day - week * ONE_WEEK for week in range(1, WEEKS + 1)]
    return [one for one in days if one in past and kind_of(one) is Kind.ORDINARY]


def _weights(like: Sequence[date], day: date) -> list[float]:
    raw = [FADES ** ((day - one).days // 7) for one in like]
    return [weight / sum(raw) for weight in raw]


def _base(past: History, like: Sequence[date], day: date) -> tuple[list[float], float]:
    """The weighted mean of each half-hour, and by how much its own uncertainty widens the band."""
    weights = _weights(like, day)
    columns = zip(*(past[one] for one in like), strict=True)
    base = [sum(weight * count for weight, count in zip(weights, counts, strict=True)) for counts in columns]
    return base, 1 + sum(weight**2 for weight in weights)


def _ratio(past: History, kind: Kind, kind_of: Callable[[date], Kind]) -> tuple[float, bool]:
    """What days of this kind brought of what ordinary ones would have, and whether none is known."""
    brought = would = 0.0
    for one, counts in past.items():
        if kind_of(one) is not kind:
            continue
        before = {other: its for other, its in past.items() if other < one}
        like = _like(before, one, kind_of)
        if len(like) >= LEAST:
            brought += sum(counts)
            would += sum(_base(before, like, one)[0])
    return (brought / would, False) if would else (1.0, True)


def _season(past: History, day: date, kind_of: Callable[[date], Kind]) -> float:
    """How the same weeks of last year stood to the ten before them; 1 when too little of it is known."""
    then = day - LAST_YEAR
    near = [then + week * ONE_WEEK for week in (-1, 0, 1)]
    near = [one for one in near if one in past and kind_of(one) is Kind.ORDINARY]
    before = [one for one in _like(past, then, kind_of) if one < then - ONE_WEEK]
    if len(near) < 2 or len(before) < LEAST:
        return 1.0
    weights = _weights(before, then)
    usual = sum(weight * sum(past[one]) for weight, one in zip(weights, before, strict=True))
    if not usual:
        return 1.0
    return min(max(sum(sum(past[one]) for one in near) / len(near) / usual, SEASON[0]), SEASON[1])


def _dispersion(past: History, like: Sequence[date], base: Sequence[float]) -> float:
    """By how many times counts of half-hours differ more than chance (Pearson)."""
    parts = [(count - mean) ** 2 / mean for one in like for count, mean in zip(past[one], base, strict=True) if mean]
    cells = sum(mean > 0 for mean in base) * (len(like) - 1)
    return sum(parts) / cells if cells else 1.0


def _dispersion_of_days(past: History, like: Sequence[date], total: float) -> float:
    """The same of whole days: half-hours of one day rise and fall together."""
    return sum((sum(past[one]) - total) ** 2 / total for one in like) / (len(like) - 1) if total else 1.0


# ---- how good it was


@dataclass(frozen=True, slots=True)
class Error:
    """Of days that were forecast from what was over the day before, as shares of the calls that came.

    `naive` is the error by half-hour of taking the same day of last week; `held` the share of half-hours with calls inside their band.
    """

    days: int
    calls: int
    half_hour: float
    day: float
    bias: float
    naive: float
    held: float


def back_test(history: History, days: Iterable[date], kind_of: Callable[[date], Kind]) -> Error | None:
    """None when no day could be forecast."""
    rows = [(history[day], found, history.get(day - ONE_WEEK)) for day in days if day in history
            for found in [forecast(history, day, kind_of)] if found is not None]  # fmt: skip
    calls = sum(sum(counts) for counts, _found, _last in rows)
    if not calls:
        return None
    cells = [
        (count, found.expected[place], found.band(place), last[place] if last else 0)
        for counts, found, last in rows
        for place, count in enumerate(counts)
    ]
    shown = [(count, low, high) for count, mean, (low, high), _last in cells if count or mean]
    return Error(
        len(rows),
        calls,
        sum(abs(count - mean) for count, mean, _band, _last in cells) / calls,
        sum(abs(sum(counts) - found.total) for counts, found, _last in rows) / calls,
        sum(mean - count for count, mean, _band, _last in cells) / calls,
        sum(abs(count - last) for count, _mean, _band, last in cells) / calls,
        sum(low <= count <= high for count, low, high in shown) / max(1, len(shown)),
    )
