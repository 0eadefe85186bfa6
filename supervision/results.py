"""What the board shows: the floor in words and in the units of its pictures. Coordinates are whole numbers, for any language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import deadlines as contact_deadlines
from contacts.enums import BreakReason, PresenceState
from supervision import deadlines
from supervision.forecast import Forecast
from supervision.indicators import BY_CODE, Value, is_on_target
from supervision.oversight import Floor, Line, Person
from ui.drawing import Drawing, Scale, middles


def _seconds(start: datetime, end: datetime) -> int:
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
    waits = [_seconds(since, at) for line in lines for since in line.since]
    longest = max(waits, default=None)
    step = 30 * max(1, ceil((longest or 0) / 120))
    target = _seconds(at, at + deadlines.WAIT_TARGET)

    def place(seconds: int) -> int:
        return STRIP_FROM + (STRIP_TO - STRIP_FROM) * min(seconds, 4 * step) // (4 * step)

    rows = [
        Row(
            line.label,
            10 + STRIP_ROW * number,
            [
                Dot(place(wait), 10 + STRIP_ROW * number, wait, wait > target)
                for wait in (_seconds(since, at) for since in line.since)
            ],
        )
        for number, line in enumerate(lines[:MOST_LINES])
    ]
    late = sum(wait > target for wait in waits)
    return Strip(rows, [(place(step * part), step * part) for part in range(5)], place(target), late, longest)


# ---- who works

MOST_TILES: Final = 12


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    since: datetime
    seconds: int
    share: int
    is_over: bool

    @property
    def clock(self) -> str:
        """04:01, moved on by the browser."""
        hours, rest = divmod(self.seconds, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


@dataclass(frozen=True, slots=True)
class Lane:
    """People who do the same, longest first; `more` are not drawn. `figure` names the contacts that they work on, if any."""

    label: str
    icon: str
    count: int
    tiles: list[Tile]
    median: int
    figure: str

    @property
    def more(self) -> int:
        return self.count - len(self.tiles)


USUAL = {
    PresenceState.IN_CALL.value: (contact_deadlines.CALL_TARGET, deadlines.CALL_LONG),
    PresenceState.WRAP_UP.value: (contact_deadlines.WRAP_UP_TARGET, deadlines.WRAP_UP_LONG),
    BreakReason.REST.value: (deadlines.BREAK_USUAL, None),
}
"""How long a state usually lasts, which fills its bar, and from when on it is marked."""

LANES = {
    PresenceState.IN_CALL.value: (PresenceState.IN_CALL.label, "phone"),
    PresenceState.WRAP_UP.value: (PresenceState.WRAP_UP.label, "pencil"),
    PresenceState.AVAILABLE.value: (PresenceState.AVAILABLE.label, "circle-check"),
    BreakReason.REST.value: (BreakReason.REST.label, "coffee"),
    BreakReason.LUNCH.value: (BreakReason.LUNCH.label, "coffee"),
    BreakReason.MEETING.value: (BreakReason.MEETING.label, "users"),
    BreakReason.TRAINING.value: (BreakReason.TRAINING.label, "school"),
    BreakReason.TEAM.value: (BreakReason.TEAM.label, "message-2"),
    PresenceState.AWAY.value: (PresenceState.AWAY.label, "clock"),
}


WORKED_ON = {PresenceState.IN_CALL.value: "en-cours", PresenceState.WRAP_UP.value: "apres-appel"}
"""Contacts behind people at work, by their names in `drill.BEHIND`."""


def lanes_of(floor: Floor) -> list[Lane]:
    return [_lane(state, floor.states[state], floor.at) for state in LANES if state in floor.states]


def _lane(state: str, people: Sequence[Person], at: datetime) -> Lane:
    label, icon = LANES[state]
    tiles = [_tile(state, person, at) for person in people]
    median = tiles[len(tiles) // 2].seconds
    return Lane(str(label), icon, len(tiles), tiles[:MOST_TILES], median, WORKED_ON.get(state, ""))


def _tile(state: str, person: Person, at: datetime) -> Tile:
    seconds = _seconds(person.since, at)
    usual, long = USUAL.get(state, (None, None))
    share = min(100, int(100 * seconds / usual.total_seconds())) if usual else 0
    return Tile(person.name, person.since, seconds, share, long is not None and seconds > long.total_seconds())


# ---- what falls due


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised call: what is left, in seconds, negative when late, and of 132 units of its whole time."""

    pk: object
    skill: str
    owner: str
    planned_at: datetime | None
    left: int
    bar: int
    is_soon: bool

    @property
    def is_late(self) -> bool:
        return self.left < 0


def promises_of(floor: Floor) -> list[Promise]:
    """The red ones first: they were due first."""
    found = []
    for one in floor.callbacks:
        left = int((one.deadline_at - floor.at).total_seconds())
        whole = (one.deadline_at - one.started_at).total_seconds()
        owner = one.owner.get_full_name() if one.owner else ""
        bar = max(0, min(132, int(132 * left / whole)))
        found.append(Promise(one.pk, one.get_skill_display(), owner, one.planned_at, left, bar, one.is_soon))
    return found


AGE_BARS: Final = 12
AGE_BASE, AGE_HIGH = 200, 150


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class Ages:
    """Open quotes by six hours of age; the last bar is of those whose deadline has passed."""

    bars: list[Bar]
    marks: list[tuple[int, int]]
    by_day: list[tuple[str, int]]
    late: int
    soon: int
    total: int


def ages_of(quotes: Iterable[tuple[datetime, datetime]], at: datetime) -> Ages:
    counts, days, soon = [0] * (AGE_BARS + 1), [0] * 4, 0
    for started_at, deadline_at in quotes:
        is_late = deadline_at < at
        age = at - started_at
        counts[AGE_BARS if is_late else min(AGE_BARS - 1, max(0, age // deadlines.AGE_STEP))] += 1
        days[3 if is_late else min(2, max(0, age // deadlines.ONE_DAY))] += 1
        soon += not is_late and deadline_at < at + deadlines.SOON
    most = max([*counts, 4])
    bars = [
        Bar(18 + 16 * place + 4 * (place == AGE_BARS), AGE_BASE - height, height, count, _kind(place))
        for place, count in enumerate(counts)
        for height in [AGE_HIGH * count // most]
    ]
    marks = [(AGE_BASE - AGE_HIGH * value // most, value) for value in sorted({0, most // 2, most})]
    labels = [_("less than a day"), _("1 to 2 days"), _("2 to 3 days"), _("deadline passed")]
    return Ages(bars, marks, list(zip(labels, days, strict=True)), counts[AGE_BARS], soon, sum(counts))


def _kind(place: int) -> str:
    return "q-bad" if place == AGE_BARS else "m-warn" if place >= AGE_BARS - 2 else "m-fg"


@dataclass(frozen=True, slots=True)
class Due:
    """Written contacts by when they are due; `bar` is of 240, `figure` names them."""

    label: str
    count: int
    bar: int
    kind: str
    figure: str


def due_of(counts: Sequence[int]) -> list[Due]:
    most = max([*counts, 1])
    labels = [_("late"), _("within 12 hours"), _("within a day"), _("later")]
    kinds = ["m-bad", "m-warn", "m-fg", "m-fg"]
    figures = ["ecrits-en-retard", "ecrits-bientot", "ecrits-du-jour", "ecrits-plus-tard"]
    return [
        Due(label, count, 240 * count // most, kind, figure)
        for label, count, kind, figure in zip(labels, counts, kinds, figures, strict=True)
    ]


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


# ---- what somebody must see to now


@dataclass(frozen=True, slots=True)
class Todo:
    """`url` leads to it, empty for who may not see the cases."""

    title: str
    text: str
    url: str
    is_bad: bool


def todo_of(floor: Floor, *, opens: bool) -> list[Todo]:
    """Worst first; OPENS says whether the reader may see the cases."""
    strip = strip_of(floor.lines, floor.at)
    ages, due = ages_of(floor.quotes, floor.at), due_of(floor.written)
    long = [person for person in floor.states.get(PresenceState.IN_CALL.value, []) if _is_long(person, floor.at)]
    found = []
    if floor.callbacks_late:
        said = ngettext("%(n)d call-back is late", "%(n)d call-backs are late", floor.callbacks_late)
        found.append(
            (said % {"n": floor.callbacks_late}, _("promised within 24 hours"), reverse("callbacks:board"), True)
        )
    if ages.late:
        said = ngettext("%(n)d quote is late", "%(n)d quotes are late", ages.late)
        found.append((said % {"n": ages.late}, _("promised within three days"), _behind("devis-en-retard"), True))
    if due[0].count:
        said = ngettext("%(n)d written contact is late", "%(n)d written contacts are late", due[0].count)
        found.append(
            (said % {"n": due[0].count}, _("e-mail, fax, letter or portal"), _behind("ecrits-en-retard"), True)
        )
    if floor.complaints.late:
        said = ngettext("%(n)d complaint is late", "%(n)d complaints are late", floor.complaints.late)
        found.append(
            (
                said % {"n": floor.complaints.late},
                _("by the law or by our own target"),
                f"{reverse('complaints:register')}?etat=late",
                True,
            )
        )
    if strip.late:
        said = ngettext("%(n)d caller waits for long", "%(n)d callers wait for long", strip.late)
        found.append((said % {"n": strip.late}, _("more than 30 seconds"), _behind("attente"), False))
    if long:
        said = ngettext("%(n)d call is long", "%(n)d calls are long", len(long))
        found.append(
            (said % {"n": len(long)}, ", ".join(person.name for person in long[:3]), _behind("en-cours"), False)
        )
    return [Todo(title, text, url if opens else "", is_bad) for title, text, url, is_bad in found]


def _behind(figure: str) -> str:
    return f"{reverse('supervision:behind')}?chiffre={figure}"


def _is_long(person: Person, at: datetime) -> bool:
    return at - person.since > deadlines.CALL_LONG
