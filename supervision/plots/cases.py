"""What is counted contact by contact: how long quotes take, how far promised calls come, where people live. A picture and a table each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Mutual, User
from contacts.enums import CaseState, Channel
from contacts.models import Queue, Reason
from supervision import deadlines
from supervision.asking import Stage
from supervision.drill import Behind
from supervision.plots.figures import BASE, TOP, bars
from supervision.plots.hours import SHADES
from supervision.wording import TILES
from territory.enums import DEPARTMENTS
from ui import formats
from ui.drawing import LEFT, WIDTH, Box, Drawing, Scale, Text
from ui.tables import Cell, LongTable, Table, text

STEPS: Final = 20
"""Bars of six hours; the last one is of all that took five days and more."""


def _number(value: int) -> Cell:
    return Cell(formats.number(value, get_language() or "fr"), value)


def _share(part: int, whole: int) -> Cell:
    share = round(100 * part / whole) if whole else None
    return Cell("–" if share is None else formats.percent(share, get_language() or "fr"), share)


# ---- contacts behind a figure


def table_of(title: object, rows: Sequence[Behind]) -> Table:
    """What the page of these contacts tells of each."""
    table = Table(str(title), _labels())
    for row in rows:
        case = row.case
        said = (case.mutual, case.get_channel_display(), case.queue, case.reason or "", case.get_state_display())
        holder = case.holder.get_full_name() if case.holder else ""
        table.rows.append([_moment(row.started_at), *map(text, said), text(holder), _moment(row.due_at)])
    return table


def list_of(title: object, rows: Iterable[tuple[Any, ...]]) -> LongTable:
    """As `table_of`, of `drill.of_period`: names are looked up once, for there may be half a million rows."""
    mutuals, queues, reasons = ({one.pk: str(one) for one in model.objects.all()} for model in (Mutual, Queue, Reason))
    people = {one.pk: one.get_full_name() for one in User.objects.all()}
    channels, states = ({one.value: str(one.label) for one in kind} for kind in (Channel, CaseState))
    said = (
        [
            _written(received), mutuals[mutual], channels[channel], queues[queue], reasons.get(reason, ""), states[state],
            people.get(holder, ""), None if channel == Channel.PHONE else _written(due),
        ]
        for received, mutual, channel, queue, reason, state, holder, due in rows
    )  # fmt: skip
    return LongTable(str(title), _labels(), said)


def _labels() -> list[tuple[str, bool]]:
    labels = (
        _("Since"), _("Mutual"), _("Channel"), _("Queue"), _("Reason"), _("State"), _("In the hands of"), _("Due"),
    )  # fmt: skip
    return [(label, False) for label in labels]


def _moment(at: datetime | None) -> Cell:
    return Cell("–", None) if at is None else Cell(formats.moment(timezone.localtime(at)), _written(at))


def _written(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


# ---- quotes


def delays_of(quotes: Sequence[tuple[int, bool]], *, target: int) -> tuple[Drawing, Table]:
    """Quotes by time that counted until the member was told, beside the TARGET in seconds; late ones stand on top."""
    width = int(deadlines.AGE_STEP.total_seconds())
    counts, late = Counter[int](), Counter[int]()
    for seconds, is_kept in quotes:
        place = min(STEPS - 1, seconds // width)
        counts[place] += 1
        late[place] += not is_kept
    drawing = Drawing(_("Quotes by turnaround, in steps of six hours; the table says the same"))
    most = max([*counts.values(), 4])
    scale, across = Scale(0, most, BASE, TOP), Scale(0, STEPS, LEFT, WIDTH)
    drawing.mark([(scale(mark), f"{mark}") for mark in sorted({0, most // 2, most})])
    for place in range(STEPS):
        x, size = across(place) + 1, across(place + 1) - across(place) - 2
        in_time, top = scale(counts[place] - late[place]), scale(counts[place])
        title = f"{_step(place)} – {counts[place]}"
        drawing.boxes.append(Box(x, in_time, size, BASE - in_time, "m-fg", title))
        drawing.boxes.append(Box(x, top, size, in_time - top, "m-warn", title))
    place = across(min(STEPS, target // width))
    drawing.rule(place, TOP, place, BASE, "b-target-l")
    for day in range(6):
        drawing.texts.append(Text(across(4 * day), 208, _day(day), anchor="end" if day == 5 else "start"))
    table = Table(
        _("Quotes by turnaround"), [(_("Turnaround"), False), (_("Quotes"), True), (_("Deadline missed"), True)]
    )
    table.rows = [[text(_step(place)), _number(counts[place]), _number(late[place])] for place in range(STEPS)]
    return drawing, table


def _day(number: int) -> str:
    return _("%(n)d d") % {"n": number}


def _step(place: int) -> str:
    hours = int(deadlines.AGE_STEP.total_seconds()) // 3600
    if place == STEPS - 1:
        return _("%(hours)d h and more") % {"hours": hours * place}
    return _("%(low)d to %(high)d h") % {"low": hours * place, "high": hours * (place + 1)}


# ---- promised calls

STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.PROMISED: gettext_lazy("Promised"),
    Stage.TRIED: gettext_lazy("Tried at least once"),
    Stage.REACHED: gettext_lazy("Member reached"),
    Stage.KEPT: gettext_lazy("Reached by the deadline"),
}


def funnel_of(counts: Mapping[Stage, int]) -> tuple[Drawing, Table]:
    """How many came how far, with what part of the promises that is."""
    whole = counts[Stage.PROMISED]
    rows = [
        (str(STAGES[stage]), count, f"{_number(count).shown} ({_share(count, whole).shown})", False)
        for stage, count in counts.items()
    ]
    drawing = bars(_("Promised calls and how far they came; the table says the same"), rows)
    table = Table(
        _("Promised calls"),
        [(_("Stage"), False), (_("Calls"), True), (_("Of the promises"), True), (_("Lost here"), True)],
    )
    before = whole
    for stage, count in counts.items():
        table.rows.append([text(STAGES[stage]), _number(count), _share(count, whole), _number(before - count)])
        before = count
    return drawing, table


# ---- departments

TILE_WIDTH, TILE_HEIGHT = 48, 34


def map_of(counts: Mapping[str, int]) -> tuple[Drawing, Table]:
    """A tile a department, about where it lies: all are of one size, so that a small one is seen."""
    known = {code: counts.get(code, 0) for code in DEPARTMENTS}
    most = max([*known.values(), 1])
    height = TILE_HEIGHT * (1 + max(row for _column, row in TILES.values()))
    drawing = Drawing(_("Contacts by department; the table says the same"), height=height)
    for code, (column, row) in TILES.items():
        count = known[code]
        x, y = TILE_WIDTH * column, TILE_HEIGHT * row
        shade = 0 if not count else min(SHADES, 1 + int(SHADES * count / most * 0.999))
        title = f"{DEPARTMENTS[code]} ({code}) – {_number(count).shown}"
        drawing.boxes.append(Box(x, y, TILE_WIDTH - 2, TILE_HEIGHT - 2, f"h-{shade}", title))
        drawing.texts.append(Text(x + 4, y + 12, code, "t t-h"))
        if count:
            drawing.texts.append(Text(x + TILE_WIDTH - 6, y + 27, _number(count).shown, "t t-b", "end"))
    whole = sum(counts.values())
    table = Table(
        _("Contacts of each department"), [(_("Department"), False), (_("Contacts"), True), (_("Share"), True)]
    )
    rows = sorted(((count, code) for code, count in known.items() if count), key=lambda one: (-one[0], one[1]))
    table.rows = [[text(f"{DEPARTMENTS[code]} ({code})"), _number(count), _share(count, whole)] for count, code in rows]
    if unknown := whole - sum(known.values()):
        table.rows.append([text(_("not known")), _number(unknown), _share(unknown, whole)])
    return drawing, table
