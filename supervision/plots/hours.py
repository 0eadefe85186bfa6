"""When calls come: weekdays by half-hours, how many on average and how many of them were answered; a picture and a table each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from supervision.indicators import HALF_HOURS, Course
from ui import formats
from ui.drawing import Box, Drawing, Text
from ui.tables import Cell, Table

FROM, UNTIL = 16, 40
"""Half-hours that are always shown, from eight to twenty; calls outside widen the picture."""

SHADES: Final = 5
CELL_HEIGHT: Final = 26
NAMES: Final = 64


@dataclass(frozen=True, slots=True)
class Heat:
    drawing: Drawing
    table: Table


Grid = dict[int, dict[int, tuple[float | None, str]]]
"""By weekday and half-hour: a value, None when it is not known, and what is said of it."""


def hour_of(half_hour: int) -> str:
    """09:30 of 19."""
    return f"{half_hour // 2:02}:{30 * (half_hour % 2):02}"


def heats_of(days: Mapping[date, Mapping[str, list[int]]]) -> list[Heat]:
    """Calls offered on average, and the share of them that was answered. Empty when nothing rang."""
    offered = _summed(days, Course.OFFERED)
    if not any(map(sum, offered.values())):
        return []
    answered = _summed(days, Course.ANSWERED)
    counts = {weekday: sum(day.weekday() == weekday for day in days) for weekday in offered}
    columns = _columns(offered)
    language = get_language() or "fr"
    means: Grid = {}
    rates: Grid = {}
    for weekday, row in offered.items():
        means[weekday], rates[weekday] = {}, {}
        for place in columns:
            mean = row[place] / counts[weekday]
            means[weekday][place] = (mean, formats.number(Decimal(f"{mean:.{0 if mean >= 10 else 1}f}"), language))
            rate = 100 * answered[weekday][place] / row[place] if row[place] else None
            rates[weekday][place] = (rate, "–" if rate is None else formats.percent(round(rate), language))
    return [
        _heat(_("Calls offered on average"), means, columns, best=max(map(_most, means.values()))),
        _heat(_("Pick-up rate"), rates, columns, best=100),
    ]


def _summed(days: Mapping[date, Mapping[str, list[int]]], what: Course) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for day, counts in days.items():
        row = found.setdefault(day.weekday(), [0] * HALF_HOURS)
        for place, count in enumerate(counts[what]):
            row[place] += count
    return dict(sorted(found.items()))


def _columns(offered: Mapping[int, list[int]]) -> list[int]:
    some = [place for row in offered.values() for place, count in enumerate(row) if count]
    return list(range(min([*some, FROM]), max([*some, UNTIL - 1]) + 1))


def _most(row: Mapping[int, tuple[float | None, str]]) -> float:
    return max(value or 0 for value, _said in row.values())


def _heat(caption: str, grid: Grid, columns: list[int], *, best: float) -> Heat:
    names = formats.WEEKDAYS[formats.language(get_language() or "fr")]
    width = (720 - NAMES) // len(columns)
    drawing = Drawing(
        _("%(name)s by weekday and half-hour; the table says the same") % {"name": caption},
        height=CELL_HEIGHT * len(grid) + 20,
    )
    for line, (weekday, row) in enumerate(grid.items()):
        y = CELL_HEIGHT * line
        drawing.texts.append(Text(0, y + 17, names[weekday], "t t-2"))
        for column, place in enumerate(columns):
            value, said = row[place]
            x = NAMES + width * column
            shade = 0 if not value else min(SHADES, 1 + int(SHADES * value / (best or 1) * 0.999))
            title = f"{names[weekday]} {hour_of(place)} – {said}"
            drawing.boxes.append(Box(x, y, width - 1, CELL_HEIGHT - 1, f"h-{shade}", title))
            if value is not None and len(columns) <= UNTIL - FROM:
                drawing.texts.append(Text(x + width // 2, y + 17, _short(value), "t t-h", "middle"))
    for column, place in enumerate(columns):
        if place % 4 == 0:
            drawing.texts.append(Text(NAMES + width * column, drawing.height - 4, hour_of(place)))
    table = Table(caption, [(_("Weekday"), False), *((hour_of(place), True) for place in columns)])
    table.rows = [
        [Cell(names[weekday], names[weekday]), *(Cell(row[place][1], row[place][0]) for place in columns)]
        for weekday, row in grid.items()
    ]
    return Heat(drawing, table)


def _short(value: float) -> str:
    return f"{value:.0f}"
