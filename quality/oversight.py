"""Whether contacts were drawn as they should be."""

from collections.abc import Iterator

from quality import draw
from quality.models import Draw, Sample


def is_as_drawn(made: Draw) -> bool:
    """Whether the contacts of a draw are those that its seed draws; in a scope that sees them all."""
    drawn = set(Sample.objects.filter(draw=made).values_list("case_id", flat=True))
    return drawn == set(draw.drawn(draw.unpacked(bytes(made.candidates)), bytes(made.seed), wanted=made.wanted))


def draws_that_differ() -> Iterator[Draw]:
    """Draws whose contacts are not what their seed draws, oldest first. None is how it must be."""
    return (made for made in Draw.objects.order_by("pk").iterator() if not is_as_drawn(made))
