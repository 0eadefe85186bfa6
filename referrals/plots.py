"""The exposure of places as a picture: how often each was drawn, between the bands of chance."""

from typing import Final

from django.utils.translation import gettext as _

from referrals.oversight import Exposure
from ui.drawing import Box, Dot, Drawing, Scale, middles

BASE, TOP, LEFT = 196, 10, 44
MOST_COLUMNS: Final = 120
"""Places that have a column each; of more, every so manieth is drawn, those outside their band always."""


def picture(exposures: list[Exposure]) -> Drawing:
    """Places in the order of their expectation, so that bands of the same height stand together."""
    shown = _some(exposures)
    drawing = Drawing(
        _("How often each place was drawn, with the band that chance alone gives; the table says the same.")
    )
    most = max((max(one.times, one.band[1]) for one in shown), default=1) or 1
    scale = Scale(0, most, BASE, TOP)
    drawing.mark([(scale(value), f"{value}") for value in sorted({0, most // 2, most})], left=LEFT)
    width = max(1, (drawing.width - LEFT) * 7 // (10 * max(1, len(shown))))
    for x, one in zip(middles(len(shown), left=LEFT), shown, strict=True):
        low, high = (scale(end) for end in one.band)
        drawing.boxes.append(Box(x - width // 2, high, width, max(1, low - high), "band"))
        drawing.dots.append(Dot(x, scale(one.times), is_odd=one.is_outside))
    return drawing


def _some(exposures: list[Exposure]) -> list[Exposure]:
    if len(exposures) <= MOST_COLUMNS:
        return exposures
    step = -(-len(exposures) // MOST_COLUMNS)
    return [one for place, one in enumerate(exposures) if place % step == 0 or one.is_outside]
