"""Usual prices beside those of the quotes, drawn on one scale a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quotes.money import hundredths

WIDTH, EDGE = 220, 6


@dataclass(frozen=True, slots=True)
class UsualShown:
    """Cents; `box` is where the two middle quarters stand, `dots` the quotes' own prices by their numbers."""

    code: str
    label: str
    count: int
    low: int
    median: int
    high: int
    box: tuple[float, float]
    middle: float
    dots: list[tuple[int, float]]


def usual_of(result: Mapping[str, Any]) -> list[UsualShown]:
    """Codes of the quotes for which at least eleven cases are known."""
    shown = []
    for code, said in result["usual"].items():
        low, median, high = (hundredths(said[name]) for name in ("low", "median", "high"))
        prices = [
            (number, hundredths(line["price"]), line["label"])
            for number, offer in enumerate(result["quotes"], 1)
            for line in offer["lines"]
            if line["code"] == code
        ]
        every = [low, high, *(price for _number, price, _label in prices)]
        first, span = min(every), max(max(every) - min(every), 1)

        def at(cents: int, first: int = first, span: int = span) -> float:
            return round(EDGE + (cents - first) * (WIDTH - 2 * EDGE) / span, 1)

        dots = [(number, at(price)) for number, price, _label in prices]
        box = (at(low), round(max(at(high) - at(low), 1), 1))
        label = prices[0][2] if prices else ""
        shown.append(UsualShown(code, label, said["count"], low, median, high, box, at(median), dots))
    return shown
