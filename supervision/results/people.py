"""Who works on the board: people by what they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contacts import deadlines as contact_deadlines
from contacts.enums import BreakReason, PresenceState
from supervision import deadlines
from supervision.oversight import Floor, Person
from supervision.results.calls import seconds_between

MOST_TILES: Final = 12


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    since: datetime
    seconds: int
    share: int
    is_over: bool

    @property
    def clock(self) -> str:
        """04:01, moved on by the browser."""
        hours, rest = divmod(self.seconds, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


@dataclass(frozen=True, slots=True)
class Lane:
    """People who do the same, longest first; `more` are not drawn. `figure` names the contacts that they work on, if any."""

    label: str
    icon: str
    count: int
    tiles: list[Tile]
    median: int
    figure: str

    @property
    def more(self) -> int:
        return self.count - len(self.tiles)


USUAL = {
    PresenceState.IN_CALL.value: (contact_deadlines.CALL_TARGET, deadlines.CALL_LONG),
    PresenceState.WRAP_UP.value: (contact_deadlines.WRAP_UP_TARGET, deadlines.WRAP_UP_LONG),
    BreakReason.REST.value: (deadlines.BREAK_USUAL, None),
}
"""How long a state usually lasts, which fills its bar, and from when on it is marked."""

LANES = {
    PresenceState.IN_CALL.value: (PresenceState.IN_CALL.label, "phone"),
    PresenceState.WRAP_UP.value: (PresenceState.WRAP_UP.label, "pencil"),
    PresenceState.AVAILABLE.value: (PresenceState.AVAILABLE.label, "circle-check"),
    BreakReason.REST.value: (BreakReason.REST.label, "coffee"),
    BreakReason.LUNCH.value: (BreakReason.LUNCH.label, "coffee"),
    BreakReason.MEETING.value: (BreakReason.MEETING.label, "users"),
    BreakReason.TRAINING.value: (BreakReason.TRAINING.label, "school"),
    BreakReason.TEAM.value: (BreakReason.TEAM.label, "message-2"),
    PresenceState.AWAY.value: (PresenceState.AWAY.label, "clock"),
}


WORKED_ON = {PresenceState.IN_CALL.value: "en-cours", PresenceState.WRAP_UP.value: "apres-appel"}
"""Contacts behind people at work, by their names in `drill.BEHIND`."""


def lanes_of(floor: Floor) -> list[Lane]:
    return [_lane(state, floor.states[state], floor.at) for state in LANES if state in floor.states]


def _lane(state: str, people: Sequence[Person], at: datetime) -> Lane:
    label, icon = LANES[state]
    tiles = [_tile(state, person, at) for person in people]
    median = tiles[len(tiles) // 2].seconds
    return Lane(str(label), icon, len(tiles), tiles[:MOST_TILES], median, WORKED_ON.get(state, ""))


def _tile(state: str, person: Person, at: datetime) -> Tile:
    seconds = seconds_between(person.since, at)
    usual, long = USUAL.get(state, (None, None))
    share = min(100, int(100 * seconds / usual.total_seconds())) if usual else 0
    return Tile(person.name, person.since, seconds, share, long is not None and seconds > long.total_seconds())
