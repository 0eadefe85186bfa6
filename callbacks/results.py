"""The week as it is shown: rows of half hours, columns of days and experts, or of days alone when the experts are many.

And the history of a promise: what each of its lines, which holds codes and instants, says in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from callbacks import queries
from callbacks.deadlines import AGENDA_CLOSES, AGENDA_OPENS, AGENDA_STEP, ONE_DAY, ONE_MINUTE
from callbacks.enums import AttemptResult, EventKind, ToInform, WhyMoved, WhyPaused, WhyResumed
from callbacks.models import Callback, CallbackEvent, Expert
from callbacks.queries import Cell
from clock.holidays import holiday_on
from clock.hours import instant_of
from clock.queries import PARIS
from ui import formats
from ui.days import EARLIEST_YEAR, LATEST_YEAR

MOST_COLUMNS = 8
"""Experts side by side in one day; of more a day tells how many are free."""

STEP = AGENDA_STEP // ONE_MINUTE
OPENS, CLOSES = (at.hour * 60 + at.minute for at in (AGENDA_OPENS, AGENDA_CLOSES))
ROWS = (CLOSES - OPENS) // STEP
SUNDAY = 6

WORDS: dict[str, str | Promise] = {
    "free": gettext_lazy("free"), "booked": gettext_lazy("taken"), "absent": gettext_lazy("absent"), "": "",
}  # fmt: skip
STRONGER = {"": 0, "absent": 1, "free": 2, "booked": 3}
CSS = {"free": "free", "booked": "busy", "absent": "away", "": ""}


@dataclass(frozen=True, slots=True)
class Load:
    """One expert's week: calls booked and slots free. `weight` is the calls for a full time, of `most`: what fairness compares."""

    expert: Expert
    letters: str
    booked: int
    free: int
    weight: float
    most: float

    @property
    def said(self) -> str:
        booked = ngettext("%(counter)s call", "%(counter)s calls", self.booked) % {"counter": self.booked}
        free = ngettext("%(counter)s slot free", "%(counter)s slots free", self.free) % {"counter": self.free}
        return f"{booked} · {free}"

    @property
    def width(self) -> int:
        """Of the bar, in percent."""
        return round(100 * self.weight / self.most) if self.most else 0


@dataclass(frozen=True, slots=True)
class Day:
    """`holiday` is of metropolitan France, empty on an ordinary day."""

    day: date
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: its classes, what stands in it, and what it says to who does not see it."""

    css: str
    text: str
    word: str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """A half hour; a full one is labelled for two."""

    label: str
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Week:
    """`is_counted` when a cell tells how many experts are free. `outside` are slots before or after the hours shown."""

    monday: date
    days: list[Day]
    loads: list[Load]
    rows: list[Row]
    is_counted: bool
    outside: int

    @property
    def sunday(self) -> date:
        return self.monday + SUNDAY * ONE_DAY

    @property
    def name(self) -> str:
        return iso_week(self.monday)

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def earlier(self) -> str:
        return iso_week(self.monday - 7 * ONE_DAY)

    @property
    def later(self) -> str:
        return iso_week(self.monday + 7 * ONE_DAY)

    @property
    def span(self) -> int:
        """Columns of a day."""
        return 1 if self.is_counted else max(len(self.loads), 1)


def iso_week(day: date) -> str:
    """2026-W48."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(text: str, *, today: date) -> date:
    """The first day of the week that TEXT names; of TODAY's for anything else."""
    year, _sign, week = text.partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        monday = date.min
    is_meant = EARLIEST_YEAR <= monday.year <= LATEST_YEAR
    return monday if is_meant else today - today.weekday() * ONE_DAY


def week_of(experts: Sequence[Expert], monday: date, *, now: datetime) -> Week:
    """The table of a week, and what each expert's load is in it."""
    cells = queries.week(experts, instant_of(monday, time.min, PARIS), now=now)
    openings = [instant_of(monday + place * ONE_DAY, AGENDA_OPENS, PARIS) for place in range(7)]
    states, outside = _states(cells, experts, openings)
    shown = range(7 if any(states[expert.pk, SUNDAY] != [""] * ROWS for expert in experts) else SUNDAY)
    is_counted = len(experts) > MOST_COLUMNS
    today = now.astimezone(PARIS).date()
    days = [Day(day, day == today, holiday_on(day)) for day in (monday + place * ONE_DAY for place in shown)]
    make = _counted if is_counted else _side_by_side
    # By day, then by half hour: what stands there of each expert.
    told = [list(zip(*(states[expert.pk, place] for expert in experts), strict=True)) for place in shown]
    rows = [
        Row(_label(row), [box for place in shown for box in make(told[place][row], _when(openings[place], row, now))])
        for row in range(ROWS if experts else 0)
    ]
    return Week(monday, days, _loads(cells, experts), rows, is_counted, outside)


def _label(row: int) -> str:
    minutes = OPENS + row * STEP
    return f"{minutes // 60:02}:00" if minutes % 60 == 0 else ""


def _when(opens: datetime, row: int, now: datetime) -> str:
    """Classes that say where a row lies beside now."""
    begins = opens + row * AGENDA_STEP
    if begins <= now < begins + AGENDA_STEP:
        return " nowline"
    return " past" if begins < now else ""


States = dict[tuple[int, int], list[str]]
Spot = tuple[int, int]
"""Place of a day and of a row in it."""


def _states(cells: Sequence[Cell], experts: Sequence[Expert], openings: Sequence[datetime]) -> tuple[States, int]:
    """What stands in each row of each day of each expert, and how many slots lie outside of the rows."""
    found: States = {(expert.pk, place): [""] * ROWS for expert in experts for place in range(7)}
    opens = [_minute(opening) for opening in openings]
    # Thousands of cells are of a few hundred times: experts begin at the same hours.
    spots: dict[tuple[datetime, datetime], list[Spot]] = {}
    outside = 0
    for start, end, expert_id, state in cells:
        shown = spots.get((start, end))
        if shown is None:
            shown = spots[start, end] = list(_spots(_minute(start), _minute(end), opens))
        strength = STRONGER[state]
        for place, row in shown:
            column = found[expert_id, place]
            if strength > STRONGER[column[row]]:
                column[row] = state
        outside += not shown and state != "absent"
    return found, outside


def _spots(start: int, end: int, opens: Sequence[int]) -> Iterator[Spot]:
    """Where a stretch shows, which may last for days; in minutes, like the opening of each day."""
    for place, opening in enumerate(opens):
        for row in _rows(start - opening, end - opening):
            yield place, row


def _minute(instant: datetime) -> int:
    """Of the epoch."""
    return int(instant.timestamp()) // 60


def _rows(start: int, end: int) -> range:
    """Rows of which so much is taken, in minutes from the first one's beginning, that they show it: half, or the most."""
    start, end = max(start, 0), min(end, ROWS * STEP)
    if start >= end:
        return range(0)
    first, last = (start + STEP // 2) // STEP, (end + STEP // 2) // STEP
    return range(first, last) if first < last else range(start // STEP, start // STEP + 1)


def _side_by_side(told: Sequence[str], when: str) -> list[Box]:
    names_itself = len(told) == 1
    return [
        Box(
            f"{'d0 ' if number == 0 else ''}{CSS[state]}{when}", str(WORDS[state]) if names_itself else "", WORDS[state]
        )
        for number, state in enumerate(told)
    ]


def _counted(told: Sequence[str], when: str) -> list[Box]:
    free, booked = told.count("free"), told.count("booked")
    if free:
        text = f"{free}"
        return [Box(f"d0 free{when}", text, ngettext("%(n)d free", "%(n)d free", free) % {"n": free})]
    state = "booked" if booked else "absent" if "absent" in told else ""
    return [Box(f"d0 {CSS[state]}{when}", "", WORDS[state])]


def _loads(cells: Sequence[Cell], experts: Sequence[Expert]) -> list[Load]:
    booked, free = dict.fromkeys((one.pk for one in experts), 0), dict.fromkeys((one.pk for one in experts), 0)
    for cell in cells:
        if cell.state == "booked":
            booked[cell.expert_id] += 1
        elif cell.state == "free":
            free[cell.expert_id] += 1
    weights = {one.pk: booked[one.pk] * 100 / one.share for one in experts}
    most = max(weights.values(), default=0.0)
    letters = _letters(experts)
    return [
        Load(one, letters[one.pk], booked[one.pk], free[one.pk], weights[one.pk], most) for one in experts
    ]  # fmt: skip


def _letters(experts: Sequence[Expert]) -> dict[int, str]:
    """The head of each one's column: as many letters of the last name as tell them apart, three at most, or else a number."""
    names = {one.pk: (one.user.last_name or one.user.username).title() for one in experts}
    for length in (1, 2, 3):
        cut = {pk: name[:length] for pk, name in names.items()}
        if len(set(cut.values())) == len(cut):
            return cut
    return {pk: f"{place}" for place, pk in enumerate(names, start=1)}


# ---- the history of a promise

CODES = (("why", WhyMoved), ("why", WhyPaused), ("why", WhyResumed), ("result", AttemptResult), ("what", ToInform))
"""What stands under a name in a line of the history; no reason of one kind is one of another."""


def told_of(callback: Callback) -> list[tuple[CallbackEvent, str]]:
    """Each line of its history, with the words for what stands beside: who, when, why."""
    events = list(callback.events.select_related("by").order_by("id"))
    owners = {event.detail["owner"] for event in events if event.detail.get("owner")}
    people = {one.pk: one.get_full_name() for one in User.objects.filter(pk__in=owners)}
    return [(event, " · ".join(_words_of(event, callback, people))) for event in events]


def _words_of(event: CallbackEvent, callback: Callback, people: dict[int, str]) -> Iterator[str]:
    said = event.detail
    if said.get("owner") in people:
        yield people[said["owner"]]
    if said.get("at"):
        yield _moment(said["at"])
    if said.get("deadline"):
        yield _("due before %(moment)s") % {"moment": _moment(said["deadline"])}
    if said.get("until"):
        yield _("until %(moment)s") % {"moment": _moment(said["until"])}
    for key, names in CODES:
        if said.get(key) in names.values:
            yield str(names(said[key]).label)
    if event.kind in {EventKind.CANCELLED, EventKind.UNREACHABLE} and callback.close_reason:
        yield callback.close_reason


def _moment(text: str) -> str:
    return formats.moment(datetime.fromisoformat(text).astimezone(PARIS))
