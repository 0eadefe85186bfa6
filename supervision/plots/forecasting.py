"""A day as it is forecast, beside what came and who is planned: pictures and their tables."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from supervision.forecast import Forecast
from supervision.forecasting import Need
from supervision.plots.figures import BASE, TOP
from supervision.plots.hours import FROM, UNTIL, hour_of
from ui import formats
from ui.drawing import LEFT, WIDTH, Box, Drawing, Scale, Text, middles
from ui.tables import Cell, Table, text


def tenths(value: float) -> str:
    return formats.number(Decimal(f"{value:.1f}"), get_language() or "fr", places=1)


def whole(value: float | None) -> str:
    return "–" if value is None else formats.number(round(value), get_language() or "fr")


def shown_of(*parts: Sequence[float]) -> range:
    """Half-hours from eight to twenty, and any outside in which something is."""
    some = [place for part in parts for place, value in enumerate(part) if value]
    return range(min([*some, FROM]), max([*some, UNTIL - 1]) + 1)


def day_of(found: Forecast | None, came: Sequence[int] | None, until: int) -> tuple[Drawing, Table]:
    """CAME is known of the half-hours before UNTIL; the forecast has its band."""
    places = shown_of(*(part for part in (found and found.expected, came) if part))
    drawing = Drawing(_("Calls by half-hour, forecast and come; the table says the same"))
    tops = [found.band(place)[1] for place in places] if found else []
    most = max([*tops, *(came or []), 4])
    scale = Scale(0, most, BASE, TOP)
    drawing.mark([(scale(mark), whole(mark)) for mark in (0, most / 2, most)])
    xs = middles(len(places))
    if found:
        bands = [found.band(place) for place in places]
        drawing.between("band", xs, [scale(low) for low, _high in bands], [scale(high) for _low, high in bands])
        drawing.line("line-b", [(x, scale(found.expected[place])) for x, place in zip(xs, places, strict=True)])
    if came is not None:
        known = [(x, scale(came[place])) for x, place in zip(xs, places, strict=True) if place < until]
        drawing.line("line-a", known)
    _hours(drawing, xs, places)
    return drawing, _day_table(found, came, until, places)


def _hours(drawing: Drawing, xs: Sequence[int], places: Sequence[int]) -> None:
    drawing.texts += [
        Text(x, 208, hour_of(place), anchor="middle") for x, place in zip(xs, places, strict=True) if place % 4 == 0
    ]
    drawing.rule(LEFT, BASE, WIDTH, BASE, "zero-l")


def _day_table(found: Forecast | None, came: Sequence[int] | None, until: int, places: Sequence[int]) -> Table:
    columns = [(_("Hour"), False), (_("Forecast"), True), (_("At least"), True), (_("At most"), True)]
    table = Table(_("Calls by half-hour"), [*columns, (_("Came"), True)])
    for place in places:
        ends = (found.expected[place], *found.band(place)) if found else (None, None, None)
        row = [Cell("–" if end is None else tenths(end), end) for end in ends]
        known = came[place] if came is not None and place < until else None
        table.rows.append([text(hour_of(place)), *row, Cell(whole(known), known)])
    return table


def staff_of(rows: Sequence[Need]) -> tuple[Drawing, Table]:
    """Advisers needed, as steps, before those planned, as bars."""
    drawing = Drawing(_("Advisers needed and planned by half-hour; the table says the same"))
    most = max([need for one in rows for need in (one.patient, one.impatient, one.planned) if need is not None] + [4])
    scale = Scale(0, most, BASE, TOP)
    drawing.mark([(scale(mark), whole(mark)) for mark in sorted({0, most // 2, most})])
    across = Scale(0, max(1, len(rows)), LEFT, WIDTH)
    drawing.boxes += [
        Box(
            across(place) + 1,
            scale(one.planned),
            across(place + 1) - across(place) - 2,
            BASE - scale(one.planned),
            "band",
        )
        for place, one in enumerate(rows)
        if one.planned
    ]
    for kind, values in (
        ("line-b", [one.patient for one in rows]),
        ("line-a", [one.impatient for one in rows]),
    ):
        steps = [
            (across(place + end), None if value is None else scale(value))
            for place, value in enumerate(values)
            for end in (0, 1)
        ]
        drawing.line(kind, steps)
    _hours(drawing, [across(place) for place in range(len(rows))], [one.half_hour for one in rows])
    return drawing, _staff_table(rows)


def _signed(value: int) -> str:
    return f"{value:+d}".replace("-", formats.MINUS) if value else "0"


def _staff_table(rows: Sequence[Need]) -> Table:
    columns = [
        (_("Hour"), False),
        (_("Calls forecast"), True),
        (_("Needed (Erlang C)"), True),
        (_("Needed (Erlang A)"), True),
        (_("In the plan"), True),
        (_("Planned − needed (A)"), True),
        (_("Answered in time with the plan (%)"), True),
    ]
    table = Table(_("Advisers by half-hour"), columns)
    for one in rows:
        numbers = [Cell(whole(value), value) for value in (one.patient, one.impatient, one.planned)]
        gap = Cell("–" if one.gap is None else _signed(one.gap), one.gap)
        reached = None if one.reached is None else 100 * one.reached
        table.rows.append([text(hour_of(one.half_hour)), Cell(tenths(one.calls), one.calls), *numbers, gap, Cell(whole(reached), reached)])  # fmt: skip
    return table
