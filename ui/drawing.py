"""What a plot is made of, in whole units of its picture; templates draw it as SVG (`components/plot.html`). Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

WIDTH: Final = 720
LEFT: Final = 56
"""Where the area begins: the scale stands before it."""

Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie between two ends of the picture; what lies outside of `low` and `high` is drawn at the end."""

    low: Number
    high: Number
    start: int
    end: int

    def __call__(self, value: Number) -> int:
        span = self.high - self.low
        share = (min(max(value, self.low), self.high) - self.low) / span if span else 0
        return round(self.start + (self.end - self.start) * share)


@dataclass(frozen=True, slots=True)
class Box:
    """A bar or a tile. Its title is read by who points at it: it stands in the table too."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark: a disc, or a diamond for what has to be told from it without its colour."""

    x: int
    y: int
    title: str = ""
    is_odd: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points or the outline of an area, `kind` as its style."""

    kind: str
    points: str


@dataclass(frozen=True, slots=True)
class Text:
    x: int
    y: int
    text: str
    kind: str = "t"
    anchor: str = "start"


@dataclass(slots=True)
class Drawing:
    """Parts in the order in which they are drawn: areas, boxes, rules, lines, dots, texts. `label` says what it shows."""

    label: str
    height: int = 220
    width: int = WIDTH
    areas: list[Path] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rules: list[Path] = field(default_factory=list)
    lines: list[Path] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def mark(self, marks: Iterable[tuple[int, str]], *, left: int = LEFT, kind: str = "g") -> None:
        """Lines across the area at these heights, with what they say before it."""
        for y, said in marks:
            self.rule(left, y, self.width, y, kind)
            self.texts.append(Text(left - 6, y + 4, said, anchor="end"))

    def rule(self, x: int, y: int, to_x: int, to_y: int, kind: str) -> None:
        self.rules.append(Path(kind, f"{x},{y} {to_x},{to_y}"))

    def line(self, kind: str, points: Sequence[tuple[int, int | None]]) -> None:
        """Broken where nothing is known; a lone point is no line."""
        self.lines += [Path(kind, run) for run in runs(points)]

    def between(self, kind: str, xs: Sequence[int], lows: Sequence[int], highs: Sequence[int]) -> None:
        """The area between two lines."""
        upper = [f"{x},{y}" for x, y in zip(xs, highs, strict=True)]
        lower = [f"{x},{y}" for x, y in zip(xs, lows, strict=True)]
        self.areas.append(Path(kind, " ".join([*upper, *reversed(lower)])))


def runs(points: Sequence[tuple[int, int | None]]) -> list[str]:
    """Stretches of known points, as SVG writes them; a stretch of one is none."""
    found: list[list[str]] = [[]]
    for x, y in points:
        if y is None:
            found.append([])
        else:
            found[-1].append(f"{x},{y}")
    return [" ".join(run) for run in found if len(run) > 1]


def middles(count: int, *, left: int = LEFT, right: int = WIDTH) -> list[int]:
    """The middles of so many columns of one width."""
    return [left + (right - left) * (2 * place + 1) // (2 * max(1, count)) for place in range(count)]
