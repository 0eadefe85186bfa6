"""A figure before and after, as a picture, as tables and in words that say no more than is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clock.holidays import holiday_on
from supervision import comparison
from supervision.asking import Asked, by_step
from supervision.comparison import Compared, Verdict
from supervision.indicators import Indicator, Tally, Unit
from supervision.plots.figures import BASE, TOP, headed, least_of, written
from supervision.wording import SAID
from ui import formats
from ui.drawing import LEFT, WIDTH, Dot, Drawing, Scale, Text, middles
from ui.tables import Cell, Table, text

MINUTE = 60
FINE = 1_000_000
"""Figures are made of whole sums: those of a usual day are counted in millionths."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`found` is None when too little is known. `holidays` is how many days were left out."""

    found: Compared | None
    sentence: str
    drawing: Drawing
    tables: list[Table]
    holidays: int


def answer_of(indicator: Indicator, asked: Asked, since: date, until: date) -> Answer:
    """The period of ASKED against the one from SINCE to UNTIL."""
    known = asked.is_known(indicator)
    first = dict(by_step(asked, indicator.value.needs)) if known else {}
    second = dict(by_step(replace(asked, since=since, until=until), indicator.value.needs)) if known else {}
    before, after = _ordinary(first), _ordinary(second)
    found = comparison.compare(before, after, lambda sums: _value(indicator, sums))
    tables = [_days(indicator, before, after)]
    if found is not None:
        tables.insert(0, _sides(indicator, found))
    return Answer(
        found,
        "" if found is None else sentence_of(indicator.unit, found),
        _drawn(indicator, before, after, found),
        tables,
        len(first) + len(second) - len(before) - len(after),
    )


def _ordinary(days: Mapping[date, Tally]) -> dict[date, Tally]:
    return {day: tally for day, tally in days.items() if not holiday_on(day)}


def _value(indicator: Indicator, sums: Mapping[str, float]) -> float | None:
    value = indicator.value(Tally({name: round(count * FINE) for name, count in sums.items()}))
    if value is None:
        return None
    return float(value) / FINE if indicator.unit is Unit.NUMBER else float(value)


# ---- words


def usual(value: float, unit: Unit) -> str:
    """A figure of a usual day; counts with one decimal."""
    if unit is Unit.NUMBER:
        return formats.number(Decimal(f"{value:.1f}"), get_language() or "fr", places=1)
    return written(Fraction(value), unit)


def gap(value: float, unit: Unit) -> str:
    """A difference with its sign; of percentages in points."""
    language = get_language() or "fr"
    sign = "+" if value > 0 else ""
    tenths = formats.number(Decimal(f"{value:.1f}"), language, places=1)
    if unit is Unit.SECONDS:
        return sign + (formats.duration(value, language) if abs(value) >= MINUTE else f"{tenths}{formats.NBSP}s")
    return sign + (_("%(number)s points") % {"number": tenths} if unit is Unit.PERCENT else tenths)


def sentence_of(unit: Unit, found: Compared) -> str:
    """What may be said: whether days differ by more than days do, and never why."""
    said = {
        "before": usual(found.before.value, unit),
        "after": usual(found.after.value, unit),
        "gap": gap(found.difference, unit),
        "low": gap(found.low, unit),
        "high": gap(found.high, unit),
    }
    measured = _(
        "On a usual day: %(before)s before, %(after)s after; difference %(gap)s, between %(low)s and %(high)s."
    )
    return f"{measured % said} {_verdict(found.verdict)}"


def _verdict(verdict: Verdict) -> str:
    if verdict is Verdict.ROSE:
        return _("The figure rose by more than days differ from each other by themselves.")
    if verdict is Verdict.FELL:
        return _("The figure fell by more than days differ from each other by themselves.")
    return _(
        "Days differ as much by themselves: neither a rise nor a fall can be told, which does not mean that there is none."
    )


# ---- picture and tables


def _drawn(
    indicator: Indicator, before: Mapping[date, Tally], after: Mapping[date, Tally], found: Compared | None
) -> Drawing:
    drawing = Drawing(_("%(name)s, before and after; the tables say the same") % {"name": SAID[indicator.code].label})
    if found is not None:
        before, after = (
            {day: tally for day, tally in days.items() if day.weekday() in found.weekdays} for days in (before, after)
        )
    days = [*before.items(), *after.items()]
    values = [indicator.value(tally) for _day, tally in days]
    least, most = least_of(indicator, values), max([*(value for value in values if value is not None), 1])
    scale = Scale(least, most, BASE, TOP)
    drawing.mark([(scale(mark), written(mark, indicator.unit)) for mark in (least, most)])
    xs = middles(len(days))
    points = [(x, None if value is None else scale(value)) for x, value in zip(xs, values, strict=True)]
    for part, side, name in _parts(points, len(before), found):
        drawing.line("line-a", part)
        drawing.dots += [Dot(x, y) for x, y in part if y is not None]
        if part:
            drawing.texts.append(Text(part[0][0], 214, name))
        if side is not None and part:
            height = scale(side.value)
            drawing.rule(part[0][0], height, part[-1][0], height, "b-target-l")
    if before and after:
        middle = (xs[len(before) - 1] + xs[len(before)]) // 2
        drawing.rule(middle, TOP, middle, BASE, "now-l")
    drawing.rule(LEFT, BASE, WIDTH, BASE, "zero-l")
    return drawing


def _parts(
    points: Sequence[tuple[int, int | None]], count: int, found: Compared | None
) -> list[tuple[Sequence[tuple[int, int | None]], comparison.Side | None, str]]:
    return [
        (points[:count], found.before if found else None, _("before")),
        (points[count:], found.after if found else None, _("after")),
    ]


def _sides(indicator: Indicator, found: Compared) -> Table:
    unit, language = indicator.unit, get_language() or "fr"
    empty = Cell("–", None)
    rows = [
        [
            text(name),
            Cell(formats.number(side.days, language), side.days),
            Cell(usual(side.value, unit), side.value),
            empty,
            empty,
        ]
        for name, side in ((_("Before"), found.before), (_("After"), found.after))
    ]
    ends = (found.difference, found.low, found.high)
    rows.append([text(_("Difference")), empty, *(Cell(gap(value, unit), value) for value in ends)])
    if unit is Unit.NUMBER and found.ratio is not None:
        shares = [(one - 1) * 100 for one in found.ratio]
        rows.append([text(_("Difference in %")), empty, *(Cell(gap(one, Unit.NUMBER), one) for one in shares)])
    columns = [
        (_("On a usual day"), False),
        (_("Days"), True),
        (_("Figure"), True),
        (_("At least"), True),
        (_("At most"), True),
    ]
    return Table(_("Usual day before and after"), columns, rows)


def _days(indicator: Indicator, before: Mapping[date, Tally], after: Mapping[date, Tally]) -> Table:
    rows = [
        [Cell(formats.day(day), day.isoformat()), text(name), Cell(written(value, indicator.unit), value)]
        for name, days in ((_("before"), before), (_("after"), after))
        for day, tally in days.items()
        for value in [indicator.value(tally)]
    ]
    figure = headed(SAID[indicator.code].label, indicator.unit)
    return Table(_("Day by day"), [(_("Day"), False), (_("Period"), False), (figure, True)], rows)
