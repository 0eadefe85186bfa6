"""Until when the law has something kept, and what stands against an erasure. Plain Python, without Django.

What must be kept for a while is taken out of the tables and sealed: the intermediate archiving of the CNIL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from privacy.deadlines import months_after


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of a category of durations that ended on a day."""

    category: str
    ended_on: date


def kept_until(matters: Iterable[Matter], months: Mapping[str, int], today: date) -> dict[str, date]:
    """By category, the last day on which something is still kept; what is over by TODAY is not there."""
    last: dict[str, date] = {}
    for matter in matters:
        until = months_after(matter.ended_on, months[matter.category])
        if until >= today:
            last[matter.category] = max(until, last.get(matter.category, until))
    return last
