"""Which queue a case belongs to. Plain Python; the queues themselves are data of the administration."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Traits:
    """What a case is known by. `reasons` holds its reason's code and those above it in the tree."""

    mutual_id: int
    channel: str
    language: str = "fr"
    department: str = ""
    reasons: frozenset[str] = frozenset()


class Lane(Protocol):
    """A queue as routing sees it: an empty list takes everything."""

    mutual_ids: list[int]
    channels: list[str]
    languages: list[str]
    departments: list[str]
    reasons: list[str]


LaneT = TypeVar("LaneT", bound=Lane)


def takes(lane: Lane, traits: Traits) -> bool:
    return (
        (not lane.mutual_ids or traits.mutual_id in lane.mutual_ids)
        and (not lane.channels or traits.channel in lane.channels)
        and (not lane.languages or traits.language in lane.languages)
        and (not lane.departments or traits.department in lane.departments)
        and (not lane.reasons or not traits.reasons.isdisjoint(lane.reasons))
    )


def chosen(lanes: Iterable[LaneT], traits: Traits) -> LaneT | None:
    """The first lane in order that takes the case, None when none does."""
    return next((lane for lane in lanes if takes(lane, traits)), None)
