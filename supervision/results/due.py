"""What falls due on the board: promised calls, quotes by age, written contacts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from supervision import deadlines
from supervision.oversight import Floor


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
