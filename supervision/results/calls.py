"""Calls on the board: the rates of the day, who waits, calls by half-hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from django.utils.translation import gettext as _

from supervision import deadlines
from supervision.forecast import Forecast
from supervision.indicators import BY_CODE, Value, is_on_target
from supervision.oversight import Floor, Line
from ui.drawing import Drawing, Scale, middles


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole ones; none when the end comes first."""
    return max(0, int((end - start).total_seconds()))


# ---- figures of the day


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of today, and of the last hour, in tenths of a percent; None when nothing was offered. `bar` is of 420."""

    today: int | None
    hour: int | None
    target: int
    is_on_target: bool | None
    bar: int

    @property
    def mark(self) -> int:
        """Where the target stands on the bullet; one below its beginning stands at it."""
        return max(0, (self.target - LOW) * BULLET // (100 - LOW))

    @property
    def middling(self) -> int:
        """Where the bullet turns from poor to middling: ten points below the target."""
        return max(0, (self.target - 10 - LOW) * BULLET // (100 - LOW))

    @property
    def gap(self) -> int:
        """Tenths of a point below or above the target."""
        return abs((self.today or 0) - self.target * 10)


LOW: Final = 50
"""The bullet begins at this percentage: below it everything is as bad."""

BULLET: Final = 420


def rate_of(code: str, floor: Floor) -> Rate:
    indicator = BY_CODE[code].aimed(floor.targets)
    today = indicator.value(floor.day)
    target = indicator.target or 100
    filled = 0 if today is None else max(0, int((today - LOW) * BULLET / (100 - LOW)))
    return Rate(_tenths(today), _tenths(indicator.value(floor.hour)), target, is_on_target(indicator, today), filled)


def _tenths(value: Value) -> int | None:
    return None if value is None else round(value * 10)


@dataclass(frozen=True, slots=True)
class Mean:
    """Seconds, None while not known; `target` is None where there is none. `figure` names the contacts behind it."""

    label: str
    seconds: int | None
    target: int | None
    is_over: bool
    figure: str


def means_of(floor: Floor) -> list[Mean]:
    """Talk, work after the call, and both with hold against the target."""
    said = {
        "talk": (_("Talk"), "decroches"),
        "wrap_up": (_("After-call work"), "clos"),
        "handling": (_("In all"), "decroches"),
    }
    found = []
    for code, (label, figure) in said.items():
        indicator = BY_CODE[code].aimed(floor.targets)
        value = indicator.value(floor.day)
        is_over = is_on_target(indicator, value) is False
        found.append(Mean(label, None if value is None else round(value), indicator.target, is_over, figure))
    return found


# ---- who waits

STRIP_FROM, STRIP_TO, STRIP_ROW = 110, 462, 19
MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    seconds: int
    is_late: bool

    @property
    def diamond(self) -> str:
        """The path of a mark that is told from a disc without its colour."""
        return f"M{self.x} {self.y - 7}l7 7l-7 7l-7-7z"


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    y: int
    dots: list[Dot]

    @property
    def longest(self) -> Dot:
        return self.dots[0]


@dataclass(frozen=True, slots=True)
class Strip:
    """Callers along an axis of seconds; `marks` are pairs of place and seconds, `target` is where waiting gets long."""

    rows: list[Row]
    marks: list[tuple[int, int]]
    target: int
    late: int
    longest: int | None

    @property
    def over(self) -> int:
        """Width of what lies after the target."""
        return STRIP_TO - self.target


def strip_of(lines: Sequence[Line], at: datetime) -> Strip:
    waits = [seconds_between(since, at) for line in lines for since in line.since]
    longest = max(waits, default=None)
    step = 30 * max(1, ceil((longest or 0) / 120))
    target = seconds_between(at, at + deadlines.WAIT_TARGET)

    def place(seconds: int) -> int:
        return STRIP_FROM + (STRIP_TO - STRIP_FROM) * min(seconds, 4 * step) // (4 * step)

    rows = [
        Row(
            line.label,
            10 + STRIP_ROW * number,
            [
                Dot(place(wait), 10 + STRIP_ROW * number, wait, wait > target)
                for wait in (seconds_between(since, at) for since in line.since)
            ],
        )
        for number, line in enumerate(lines[:MOST_LINES])
    ]
    late = sum(wait > target for wait in waits)
    return Strip(rows, [(place(step * part), step * part) for part in range(5)], place(target), late, longest)


# ---- calls of the day

DAY_FROM, DAY_TO = 16, 40
"""Half-hours that the curve shows: from eight to twenty."""

CURVE_WIDTH, CURVE_BASE, CURVE_HIGH = 424, 74, 64


@dataclass(frozen=True, slots=True)
class Curve:
    """Calls by half-hour as a line, with what was expected of the whole day; `rows` are hour, count and what was expected, None when not known."""

    points: list[tuple[int, int]]
    expected: str
    band: str
    rows: list[tuple[str, int | None, int | None]]
    total: int

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


def curve_of(floor: Floor, now_at: int, forecast: Forecast | None = None) -> Curve:
    """Up to the half-hour NOW_AT that runs; the forecast goes on to the evening."""
    shown = range(DAY_FROM, max(DAY_FROM, min(DAY_TO, now_at + 1)))
    day = range(DAY_FROM, DAY_TO)
    bands = [forecast.band(place) for place in day] if forecast else []
    most = max([*(floor.arrivals[place] for place in shown), *(high for _low, high in bands), 4])
    scale = Scale(0, most, CURVE_BASE, CURVE_BASE - CURVE_HIGH)
    xs = middles(DAY_TO - DAY_FROM, left=0, right=CURVE_WIDTH)
    drawing = Drawing("")
    if forecast:
        drawing.between("band", xs, [scale(low) for low, _high in bands], [scale(high) for _low, high in bands])
        drawing.line("line-b", [(x, scale(forecast.expected[place])) for x, place in zip(xs, day, strict=True)])
    rows = [
        (
            f"{place // 2:02}:{30 * (place % 2):02}",
            floor.arrivals[place] if place in shown else None,
            round(forecast.expected[place]) if forecast else None,
        )
        for place in (day if forecast else shown)
    ]
    points = [(xs[place - DAY_FROM], scale(floor.arrivals[place])) for place in shown]
    expected = drawing.lines[0].points if drawing.lines else ""
    return Curve(points, expected, drawing.areas[0].points if drawing.areas else "", rows, floor.arrivals.total())
