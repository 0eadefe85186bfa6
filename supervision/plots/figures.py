"""Figures of periods as tables and pictures: one line through time, or one bar a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Mutual, Site, Team
from contacts.enums import Channel
from contacts.models import Reason
from supervision import deadlines
from supervision.asking import Asked, Step, by_group, by_step, targets_by_mutual, targets_of, total
from supervision.indicators import BY_CODE, INDICATORS, Dimension, Indicator, Unit, Value, is_on_target
from supervision.wording import SAID, Said
from ui import formats
from ui.drawing import LEFT, WIDTH, Box, Dot, Drawing, Scale, Text, middles
from ui.tables import Cell, Table, text

BASE, TOP = 190, 14
"""Heights of nothing and of the most, in a drawing of the usual height."""

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
    tally, targets = total(asked), targets_of(asked)
    found = []
    for indicator in (one.aimed(targets) for one in INDICATORS):
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
    """A row of the table. `day` is its day when it is of one; `asks` is what the page is asked for to show what it is made of."""

    label: str
    value: Value
    shown: str
    is_on_target: bool | None
    day: date | None = None
    asks: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The same as points and as a drawing; `table` is what a file holds."""

    points: list[Point]
    drawing: Drawing
    table: Table
    has_bars: bool = False


def line_of(indicator: Indicator, asked: Asked) -> Picture:
    """Through time; a period without a known figure breaks the line."""
    known = asked.is_known(indicator)
    points = [
        replace(_point(indicator, _period(day, asked.step), value), **_days_of(day, asked))
        for day, tally in by_step(asked, indicator.value.needs)
        for value in [indicator.value(tally) if known else None]
    ]
    label = _("%(name)s through time; the table says the same") % {"name": SAID[indicator.code].label}
    drawing = Drawing(label)
    scale = Scale(0, most_of(indicator, [point.value for point in points]), BASE, TOP)
    drawing.mark(marks_of(indicator, scale))
    if indicator.target is not None:
        drawing.rule(LEFT, scale(indicator.target), WIDTH, scale(indicator.target), "b-target-l")
    places = [
        (x, None if point.value is None else scale(point.value))
        for x, point in zip(middles(len(points)), points, strict=True)
    ]
    drawing.line("line-a", places)
    drawing.dots += [
        Dot(x, y, f"{point.label} – {point.shown}", is_odd=point.is_on_target is False)
        for (x, y), point in zip(places, points, strict=True)
        if y is not None
    ]
    if points:
        drawing.texts += [Text(LEFT, 214, points[0].label), Text(WIDTH, 214, points[-1].label, anchor="end")]
    return Picture(points, drawing, _as_table(indicator, _("Period"), points))


def _days_of(first: date, asked: Asked) -> dict[str, Any]:
    """Of a row through time: its day, or how its days are asked for, as far as they lie in the period."""
    if asked.step is Step.DAY:
        return {"day": first}
    last = first + deadlines.ONE_WEEK if asked.step is Step.WEEK else deadlines.month_after(first)
    since, until = max(first, asked.since), min(last - deadlines.ONE_DAY, asked.until)
    return {"asks": {"pas": Step.DAY.value, "du": f"{since:%d/%m/%Y}", "au": f"{until:%d/%m/%Y}"}}


def _point(indicator: Indicator, label: str, value: Value) -> Point:
    return Point(label, value, written(value, indicator.unit), is_on_target(indicator, value))


def _as_table(indicator: Indicator, group: str, points: Sequence[Point]) -> Table:
    said = SAID[indicator.code].label
    rows = [
        [text(point.day.isoformat() if point.day else point.label), Cell(point.shown, point.value)] for point in points
    ]
    return Table(str(said), [(group, False), (headed(said, indicator.unit), True)], rows)


def headed(label: object, unit: Unit) -> str:
    """The head of a column whose cells are bare numbers."""
    return f"{label} ({'%' if unit is Unit.PERCENT else 's'})" if unit is not Unit.NUMBER else str(label)


def most_of(indicator: Indicator, values: Sequence[Value]) -> Any:
    """The upper end of the scale; of a percentage always a hundred."""
    if indicator.unit is Unit.PERCENT:
        return 100
    return max([value for value in values if value is not None] + [indicator.target or 0, 1])


def least_of(indicator: Indicator, values: Sequence[Value]) -> Fraction:
    """The lower end of a scale on which rates and means are seen to move; of numbers, and of what falls by half, it is nothing."""
    known = [Fraction(value) for value in values if value is not None]
    if indicator.unit is Unit.NUMBER or not known or 2 * min(known) < max(known):
        return Fraction(0)
    return max(Fraction(0), 2 * min(known) - max(known))


def marks_of(indicator: Indicator, scale: Scale) -> list[tuple[int, str]]:
    """Three lines of the scale, with what they say."""
    values = [Fraction(scale.high * part) / 2 for part in range(3)]
    return [(scale(value), written(value, indicator.unit)) for value in values]


def _period(day: date, step: Step) -> str:
    language = get_language() or "fr"
    if step is Step.MONTH:
        return f"{formats.MONTHS[formats.language(language)][day.month - 1]} {day.year}"
    if step is Step.WEEK:
        return _("week %(number)s of %(day)s") % {"number": f"{day:%V}", "day": formats.day(day)}
    return f"{formats.agenda_day(day, language)}/{day.year}"


def bars_of(indicator: Indicator, asked: Asked) -> Picture:
    """By group, the largest first; what is not known comes last and has no bar. A mutual is compared with its own target."""
    known = asked.is_known(indicator)
    names = names_of(asked)
    own = targets_by_mutual(asked.until, names) if asked.by is Dimension.MUTUAL else {}
    points = [
        replace(
            _point(
                BY_CODE[indicator.code].aimed(own.get(group, {})) if asked.by is Dimension.MUTUAL else indicator,
                names.get(group, _("nobody’s")),
                indicator.value(tally) if known else None,
            ),
            asks=_group_of(group, asked),
        )
        for group, tally in by_group(asked, indicator.value.needs)
    ]
    points.sort(key=lambda one: (one.value is None, -(one.value or 0), one.label))
    label = _("%(name)s by group; the table says the same") % {"name": SAID[indicator.code].label}
    drawing = bars(label, [(point.label, point.value, point.shown, point.is_on_target is False) for point in points])
    return Picture(points, drawing, _as_table(indicator, _("Group"), points), has_bars=True)


ASKED_AS: Final = {
    Dimension.MUTUAL: "mutuelle",
    Dimension.SITE: "site",
    Dimension.TEAM: "equipe",
    Dimension.CHANNEL: "canal",
    Dimension.REASON: "motif",
}
"""Names of the fields that narrow (`forms.PeriodForm`)."""


def _group_of(group: Any, asked: Asked) -> dict[str, Any] | None:
    """How a group alone is asked for, through time; None for what has no name."""
    return None if group is None or asked.by is None else {ASKED_AS[asked.by]: group, "par": None}


def bars(label: str, rows: Sequence[tuple[str, Value, str, bool]]) -> Drawing:
    """The first rows as bars that lie: label, value, what is said of it, and whether it is marked."""
    drawn = rows[:MOST_BARS]
    drawing = Drawing(label, height=ROW_HEIGHT * max(1, len(drawn)))
    scale = Scale(0, max([value for _, value, _, _ in drawn if value is not None] + [1]), 0, WIDTH - 320)
    for place, (name, value, said, is_marked) in enumerate(drawn):
        y, width = ROW_HEIGHT * place, 0 if value is None else scale(value)
        drawing.texts.append(Text(0, y + 17, Truncator(name).chars(34), "t t-2"))
        drawing.texts.append(Text(226 + width, y + 17, said, "t t-b"))
        if width:
            drawing.boxes.append(Box(220, y + 6, width, 14, "m-warn" if is_marked else "m-fg"))
    return drawing


def table_of(asked: Asked) -> Table:
    """Every figure of every period or group, as a file holds them; figures that cannot be told apart are left out."""
    known = [indicator for indicator in INDICATORS if asked.is_known(indicator)]
    columns = [(headed(SAID[one.code].label, one.unit), True) for one in known]
    names = names_of(asked)
    groups = [
        (names.get(group, "–"), tally) for group, tally in by_group(asked)
    ] if asked.by else [(day.isoformat(), tally) for day, tally in by_step(asked)]  # fmt: skip
    rows = [
        [text(name), *(Cell(written(value, one.unit), value) for one in known for value in [one.value(tally)])]
        for name, tally in groups
    ]
    return Table(_("Indicators"), [("", False), *columns], rows)


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
    """Beside the target of the whole (`asking.targets_of`)."""
    aimed = indicator.aimed(targets_of(asked))
    return bars_of(aimed, asked) if asked.by else line_of(aimed, asked)
