"""The clock of an analysis, as it is drawn and said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.deadlines import ONE_DAY
from quotes.deadlines import SOON
from quotes.enums import AnalysisState
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

    @property
    def is_late(self) -> bool:
        return self.left < timedelta() and self.told_at is None

    @property
    def is_soon(self) -> bool:
        return not self.is_late and self.left < SOON

    @property
    def left_seconds(self) -> int:
        """Whole minutes, as nobody counts seconds of three days."""
        return abs(int(self.left.total_seconds())) // 60 * 60


def clock_of(analysis: Analysis, *, now: datetime) -> Clock:
    """While it stands still, nothing is gone; what was told has the time it took."""
    paused_at = analysis.paused_at if analysis.state == AnalysisState.INCOMPLETE else None
    at = analysis.told_at or paused_at or now
    left = analysis.due_at - at
    total = analysis.first_due_at - analysis.received_at
    count = max(1, round(total / ONE_DAY))
    gone = min(max(1 - left / total, 0), 1) if total else 1
    width = WIDTH / count
    days = [
        (round(place * width, 1), round(width - 1.5, 1), round(min(max(gone * count - place, 0), 1) * (width - 1.5), 1))
        for place in range(count)
    ]
    return Clock(analysis.due_at, left, days, round(gone * WIDTH, 1), paused_at, analysis.told_at)
