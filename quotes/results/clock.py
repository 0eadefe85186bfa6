"""The clock of an analysis, as it is drawn and said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.deadlines import ONE_DAY
from clock import queries as clock
from clock.enums import Commitment
from quotes import queries
from quotes.deadlines import SOON
from quotes.models import Analysis

WIDTH = 150


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` are pieces of the drawing: where each begins, its width, and how much of it is gone. Instants are UTC."""

    due_at: datetime
    left: timedelta
    days: list[tuple[float, float, float]]
    now: float
    paused_at: datetime | None
    told_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.left < timedelta() and self.told_at is None and self.withdrawn_at is None

    @property
    def is_soon(self) -> bool:
        return not self.is_late and self.left < SOON

    @property
    def left_seconds(self) -> int:
        """Whole minutes, as nobody counts seconds of three days."""
        return abs(int(self.left.total_seconds())) // 60 * 60


def clock_of(analysis: Analysis, *, now: datetime) -> Clock:
    """While it stands still, nothing is gone; what was told or withdrawn has the time it took. `left` is as a wall clock shows it."""
    at = analysis.ended_at or analysis.paused_at or now
    left = analysis.deadline_at - at
    total = analysis.first_due_at - analysis.started_at
    count = max(1, round(total / ONE_DAY))
    gone = min(max(1 - left / total, 0), 1) if total else 1
    width = WIDTH / count
    days = [
        (round(place * width, 1), round(width - 1.5, 1), round(min(max(gone * count - place, 0), 1) * (width - 1.5), 1))
        for place in range(count)
    ]
    drawn = round(gone * WIDTH, 1)
    return Clock(analysis.deadline_at, left, days, drawn, analysis.paused_at, analysis.told_at, analysis.withdrawn_at)


def lines_of(analysis: Analysis) -> list[clock.Line]:
    """What people and the clock did to an analysis, in order."""
    people = [clock.Line(one.at, one.title, one.by) for one in queries.entries_of(analysis)]
    return sorted([*people, *clock.lines_of(Commitment.QUOTE, analysis.pk)], key=lambda line: line.at)
