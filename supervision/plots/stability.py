"""Whether a figure moves by more than it does by itself, day by day: a control chart with its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from supervision import limits
from supervision.asking import Asked, by_step
from supervision.indicators import STAFFED, Count, Indicator, Ratio, Tally, Unit
from supervision.limits import Limit
from supervision.plots.figures import BASE, TOP, least_of, written
from supervision.wording import SAID
from ui import formats
from ui.drawing import LEFT, WIDTH, Dot, Drawing, Scale, Text, middles
from ui.tables import Cell, Table, text

FORMULAS: dict[str, str | Promise] = {
    "shares": gettext_lazy(
        "Shares (p′ after Laney): middle p̄ = all of the period; limits p̄ ± 3 σz √(p̄ (1 − p̄) ÷ n) with n the cases of the day, σz"
        " the mean moving range of the days’ scores ÷ 1.128, at least 1."
    ),
    "seasonal": gettext_lazy(
        "Numbers (XmR by weekday): middle = mean of the weekday in the period; limits = middle ± 2.66 × the mean moving range of"
        " what is left without it."
    ),
    "individuals": gettext_lazy(
        "Means (XmR): middle = mean of the days; limits = middle ± 2.66 × the mean moving range between one day and the next."
    ),
}
"""In words that a supervisor can recompute; 2.66 is 3 ÷ 1.128 (ISO 7870-2)."""


WORK: Final = frozenset({Count.OFFERED, Count.WRITTEN, Count.CLOSED})
"""A day without any of them is a holiday, or a Sunday."""


@dataclass(frozen=True, slots=True)
class Chart:
    """`signals` is how many days are outside, or end a long run; `drawing` is None of too few days."""

    kind: str
    drawing: Drawing | None
    table: Table
    signals: int

    @property
    def formula(self) -> str | Promise:
        return FORMULAS[self.kind]


def chart_of(indicator: Indicator, asked: Asked) -> Chart:
    """Of every closed day of which the figure is known; numbers of nothing count on days on which people worked."""
    days = by_step(asked, indicator.value.needs | WORK) if asked.is_known(indicator) else []
    rows = [(day, tally) for day, tally in days if _counts(indicator, tally)]
    kind = kind_of(indicator)
    values = [indicator.value(tally) or 0 for _day, tally in rows]
    if kind == "shares" and isinstance(indicator.value, Ratio):
        found = [_in_percent(one) for one in limits.shares([indicator.value.parts(tally) for _day, tally in rows])]
    elif kind == "seasonal":
        found = limits.seasonal([float(value) for value in values], [day.weekday() for day, _tally in rows])
    else:
        found = limits.individuals([float(value) for value in values])
    charted = [day for day, _tally in rows]
    drawing = _drawn(indicator, charted, values, found) if found else None
    return Chart(
        kind, drawing, _table(indicator, charted, values, found), sum(one.is_out or one.in_run for one in found)
    )


def _counts(indicator: Indicator, tally: Tally) -> bool:
    value = indicator.value(tally)
    return value is not None and (indicator.unit is not Unit.NUMBER or value > 0 or any(tally[name] for name in WORK))


def kind_of(indicator: Indicator) -> str:
    """Seconds that people were busy are no cases: their share is charted as a mean."""
    if indicator.unit is Unit.PERCENT and indicator.by != STAFFED:
        return "shares"
    return "seasonal" if indicator.unit is Unit.NUMBER else "individuals"


def _in_percent(one: Limit) -> Limit:
    return Limit(100 * one.centre, 100 * one.low, 100 * one.high, one.is_out, one.in_run)


def _drawn(
    indicator: Indicator, days: Sequence[date], values: Sequence[Fraction | int], found: Sequence[Limit]
) -> Drawing:
    drawing = Drawing(_("%(name)s with its limits; the table says the same") % {"name": SAID[indicator.code].label})
    ends = [*values, *(Fraction(end) for one in found for end in (one.low, one.high))]
    least, most = least_of(indicator, ends), max([*ends, 1])
    scale = Scale(least, most, BASE, TOP)
    drawing.mark([(scale(mark), written(mark, indicator.unit)) for mark in (least, Fraction(least + most) / 2, most)])
    xs = middles(len(days))
    drawing.between("band", xs, [scale(one.low) for one in found], [scale(one.high) for one in found])
    drawing.line("b-target-l", [(x, scale(one.centre)) for x, one in zip(xs, found, strict=True)])
    drawing.line("line-a", [(x, scale(value)) for x, value in zip(xs, values, strict=True)])
    drawing.dots += [
        Dot(x, scale(value), f"{formats.day(day)} – {written(value, indicator.unit)}", is_odd=one.is_out or one.in_run)
        for x, day, value, one in zip(xs, days, values, found, strict=True)
    ]
    drawing.texts += [Text(LEFT, 214, formats.day(days[0])), Text(WIDTH, 214, formats.day(days[-1]), anchor="end")]
    return drawing


def _table(
    indicator: Indicator, days: Sequence[date], values: Sequence[Fraction | int], found: Sequence[Limit]
) -> Table:
    columns = [(_("Day"), False), (_("Figure"), True), (_("Middle"), True), (_("Low limit"), True)]
    columns += [(_("High limit"), True), (_("Signal"), False)]
    table = Table(str(SAID[indicator.code].label), columns)
    for place, (day, value) in enumerate(zip(days, values, strict=True)):
        row = [Cell(formats.day(day), day.isoformat()), Cell(written(value, indicator.unit), value)]
        if found:
            one = found[place]
            row += [Cell(written(Fraction(end), indicator.unit), end) for end in (one.centre, one.low, one.high)]
            row.append(text(_signal(one)))
        else:
            row += [Cell("–", None)] * 4
        table.rows.append(row)
    return table


def _signal(one: Limit) -> str:
    if one.is_out:
        return _("outside the limits")
    return _("eight days on one side") if one.in_run else "–"
