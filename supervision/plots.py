"""Figures of periods as tables and pictures: one line through time, or one bar a group. Coordinates are whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Mutual, Site, Team
from contacts.enums import Channel
from contacts.models import Reason
from supervision.asking import Asked, Step, by_group, by_step, total
from supervision.indicators import INDICATORS, Dimension, Indicator, Unit, Value, is_on_target
from supervision.wording import SAID, Said
from ui import formats

WIDTH, HEIGHT, LEFT, BASE, TOP = 720, 220, 56, 190, 14
MOST_BARS: Final = 20
ROW_HEIGHT: Final = 26


def written(value: Value, unit: Unit) -> str:
    """A figure in the page's language; a dash for what is not known."""
    language = get_language() or "fr"
    if value is None:
        return "–"
    if unit is Unit.SECONDS:
        return formats.duration(float(value), language)
    tenths = round(value * 10)
    if unit is Unit.NUMBER:
        return formats.number(round(value), language)
    return formats.percent(Decimal(tenths).scaleb(-1), language)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the overview. `is_on_target` is None where there is no target, or nothing is known."""

    code: str
    said: Said
    shown: str
    target: str
    is_on_target: bool | None


def figures_of(asked: Asked) -> list[Figure]:
    """Every figure of a period; what cannot be told apart so is a dash."""
    tally = total(asked)
    found = []
    for indicator in INDICATORS:
        value = indicator.value(tally) if asked.is_known(indicator) and tally else None
        target = "" if indicator.target is None else written(indicator.target, indicator.unit)
        found.append(
            Figure(
                indicator.code,
                SAID[indicator.code],
                written(value, indicator.unit),
                target,
                is_on_target(indicator, value),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the table and its mark; `x` and `y` are None for what is not known. `day` is the first of the period."""

    label: str
    shown: str
    x: int | None
    y: int | None
    is_on_target: bool | None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """`lines` are runs of known points; `bars` says that points are ends of bars. `target` is where the target lies."""

    points: list[Point]
    lines: list[str]
    marks: list[tuple[int, str]]
    target: int | None
    height: int
    has_bars: bool


def line_of(indicator: Indicator, asked: Asked) -> Picture:
    """Through time; a period without a known figure breaks the line."""
    known = asked.is_known(indicator)
    values = [(day, indicator.value(tally) if known else None) for day, tally in by_step(asked)]
    most = _most(indicator, [value for _, value in values])
    step = (WIDTH - LEFT) // max(1, len(values))
    points = [
        Point(
            _period(day, asked.step),
            written(value, indicator.unit),
            LEFT + step // 2 + (WIDTH - LEFT) * place // max(1, len(values)),
            None if value is None else _height(value, most),
            is_on_target(indicator, value),
            day if asked.step is Step.DAY else None,
        )
        for place, (day, value) in enumerate(values)
    ]
    target = None if indicator.target is None else _height(indicator.target, most)
    marks = [(_height(most * part / 2, most), written(most * part / 2, indicator.unit)) for part in range(3)]
    return Picture(points, _runs(points), marks, target, HEIGHT, has_bars=False)


def _runs(points: Sequence[Point]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{point.x},{point.y}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _most(indicator: Indicator, values: Sequence[Value]) -> Any:
    if indicator.unit is Unit.PERCENT:
        return 100
    return max([value for value in values if value is not None] + [indicator.target or 0, 1])


def _height(value: Any, most: Any) -> int:
    return int(BASE - (BASE - TOP) * min(value, most) / most)


def _period(day: date, step: Step) -> str:
    language = get_language() or "fr"
    if step is Step.MONTH:
        return f"{formats.MONTHS[formats.language(language)][day.month - 1]} {day.year}"
    if step is Step.WEEK:
        return _("week %(number)s of %(day)s") % {"number": f"{day:%V}", "day": formats.day(day)}
    return f"{formats.agenda_day(day, language)}/{day.year}"


def bars_of(indicator: Indicator, asked: Asked) -> Picture:
    """By group, the largest first; what is not known comes last and has no bar."""
    known = asked.is_known(indicator)
    names = names_of(asked)
    values = [
        (names.get(group, _("nobody’s")), indicator.value(tally) if known else None) for group, tally in by_group(asked)
    ]
    values.sort(key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
    most = _most(indicator, [value for _, value in values])
    points = [
        Point(
            name,
            written(value, indicator.unit),
            None if value is None else int((WIDTH - 320) * value / most),
            ROW_HEIGHT * place,
            is_on_target(indicator, value),
        )
        for place, (name, value) in enumerate(values)
    ]
    return Picture(points, [], [], None, ROW_HEIGHT * min(MOST_BARS, max(1, len(points))), has_bars=True)


def names_of(asked: Asked) -> dict[Any, str]:
    """Of the values of the dimension asked for, as they are called now."""
    found: dict[Any, str] = {}
    if asked.by is Dimension.CHANNEL:
        found = {channel.value: str(channel.label) for channel in Channel}
    elif asked.by is Dimension.REASON:
        found = dict(Reason.objects.values_list("code", "label"))
    elif asked.by is Dimension.MUTUAL:
        found = dict(Mutual.objects.values_list("pk", "name"))
    elif asked.by is Dimension.SITE:
        found = dict(Site.objects.values_list("pk", "name"))
    elif asked.by is Dimension.TEAM:
        found = {team.pk: str(team) for team in Team.objects.select_related("site")}
    return found


def picture_of(indicator: Indicator, asked: Asked) -> Picture:
    return bars_of(indicator, asked) if asked.by else line_of(indicator, asked)
