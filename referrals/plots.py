"""The exposure of places as a picture: how often each was drawn, between the bands of chance. SVG that needs no script."""

from dataclasses import dataclass
from typing import Final

from referrals.oversight import Exposure

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 44, 24, 10
MOST_COLUMNS: Final = 120
"""Places that have a column each; of more, every so manieth is drawn, those outside their band always."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where one place stands, in the picture's units; `low` and `high` are the ends of its band."""

    x: float
    y: float
    low: float
    high: float
    width: float
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Picture:
    columns: list[Column]
    marks: list[tuple[float, int]]
    """Heights of the scale, with what they say."""


def picture(exposures: list[Exposure]) -> Picture:
    """Places in the order of their expectation, so that bands of the same height stand together."""
    shown = _some(exposures)
    most = max((max(one.times, one.band[1]) for one in shown), default=1) or 1
    step = (WIDTH - LEFT) / max(1, len(shown))

    def height(times: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * times / most, 1)

    columns = [
        Column(
            round(LEFT + step * (place + 0.5), 1),
            height(one.times),
            height(one.band[0]),
            height(one.band[1]),
            round(step * 0.7, 1),
            one.is_outside,
        )
        for place, one in enumerate(shown)
    ]
    return Picture(columns, [(height(value), value) for value in sorted({0, most // 2, most})])


def _some(exposures: list[Exposure]) -> list[Exposure]:
    if len(exposures) <= MOST_COLUMNS:
        return exposures
    step = -(-len(exposures) // MOST_COLUMNS)
    return [one for place, one in enumerate(exposures) if place % step == 0 or one.is_outside]
