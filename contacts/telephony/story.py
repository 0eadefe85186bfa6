"""A call, told by all its events. Plain Python: the same events in any order, repeated or not, tell the same call."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contacts.enums import CallState, Direction, TelephonyKind


class Event(Protocol):
    """As it is kept: who and which queue are the ids of our rows."""

    @property
    def event_ref(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def adviser_id(self) -> int | None: ...
    @property
    def queue_id(self) -> int | None: ...


# Of events of the same instant: a system that counts in seconds tells a ring and its answer at once.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            TelephonyKind.RINGING,
            TelephonyKind.MISSED,
            TelephonyKind.ANSWERED,
            TelephonyKind.HELD,
            TelephonyKind.RESUMED,
            TelephonyKind.TRANSFERRED,
            TelephonyKind.ABANDONED,
            TelephonyKind.ENDED,
        )
    )
}
_RINGS = {TelephonyKind.RINGING, TelephonyKind.MISSED}
_UNHEARD = {CallState.ABANDONED, CallState.MISSED}
_TALKING = {TelephonyKind.ANSWERED, TelephonyKind.HELD, TelephonyKind.RESUMED}
_OVER = {TelephonyKind.ENDED, TelephonyKind.ABANDONED}
_OFF_HOLD = {TelephonyKind.RESUMED, TelephonyKind.TRANSFERRED, *_OVER}


@dataclass(slots=True)
class Story:
    """`adviser_id` is whom the call is at, or was at when it ended; `adviser_since` is from when; `advisers` all it was at."""

    rang_at: datetime
    last_event_at: datetime
    state: CallState = CallState.RINGING
    answered_at: datetime | None = None
    held_since: datetime | None = None
    held_seconds: int = 0
    ended_at: datetime | None = None
    adviser_id: int | None = None
    adviser_since: datetime | None = None
    queue_id: int | None = None
    advisers: list[int] = field(default_factory=list)

    @property
    def is_talked(self) -> bool:
        return self.answered_at is not None and self.ended_at is None


def told(events: Iterable[Event], direction: str = Direction.IN) -> Story:
    """Needs one event at least. What is told of a time after the end tells nothing more of the call."""
    ordered = sorted(events, key=lambda event: (event.occurred_at, _RANK[TelephonyKind(event.kind)], event.event_ref))
    story = Story(rang_at=ordered[0].occurred_at, last_event_at=ordered[-1].occurred_at)
    final: TelephonyKind | None = None
    missed = False
    for event in ordered:
        kind = TelephonyKind(event.kind)
        story.queue_id = event.queue_id or story.queue_id
        _move(story, kind, event)
        _hold(story, kind, event.occurred_at)
        if kind in _TALKING and story.answered_at is None:
            story.answered_at = event.occurred_at
        if kind in _RINGS:
            missed = kind is TelephonyKind.MISSED
        if kind in _OVER:
            final, story.ended_at = kind, event.occurred_at
            break
    last = ordered[-1]
    # Missed at one desk, a call rings at the next one; missed by nobody in particular, with nothing after it, it is over.
    is_given_up = last.kind == TelephonyKind.MISSED and last.adviser_id is None and story.answered_at is None
    if final is None and is_given_up:
        final, story.ended_at = TelephonyKind.MISSED, last.occurred_at
    story.state = _state(story, direction, missed=missed and final is not TelephonyKind.ABANDONED)
    if story.state in _UNHEARD and direction == Direction.IN:
        # Nobody has spoken with the caller: to call back is nobody's yet.
        story.adviser_id = story.adviser_since = None
    return story


def _move(story: Story, kind: TelephonyKind, event: Event) -> None:
    """Before the answer the call is where it rang last; after it, where it was answered or handed to."""
    who = event.adviser_id
    if kind is TelephonyKind.TRANSFERRED:
        _be_at(story, who, event.occurred_at)
    elif who is None:
        return
    elif kind is TelephonyKind.ANSWERED or (kind is TelephonyKind.RINGING and _is_open(story)):
        _be_at(story, who, event.occurred_at)
    elif kind is TelephonyKind.MISSED and story.adviser_id == who and story.answered_at is None:
        _be_at(story, None, event.occurred_at)
    elif kind in _TALKING and story.adviser_id is None:
        _be_at(story, who, event.occurred_at)


def _is_open(story: Story) -> bool:
    return story.answered_at is None or story.adviser_id is None


def _be_at(story: Story, who: int | None, since: datetime) -> None:
    if story.adviser_id == who:
        return
    story.adviser_id, story.adviser_since = who, None if who is None else since
    if who is not None and who not in story.advisers:
        story.advisers.append(who)


def _hold(story: Story, kind: TelephonyKind, at: datetime) -> None:
    if kind is TelephonyKind.HELD:
        story.held_since = story.held_since or at
    elif story.held_since is not None and kind in _OFF_HOLD:
        story.held_seconds += int((at - story.held_since).total_seconds())
        story.held_since = None


def _state(story: Story, direction: str, *, missed: bool) -> CallState:
    if story.ended_at is None:
        if story.held_since is not None:
            return CallState.HELD
        return CallState.ANSWERED if story.answered_at else CallState.RINGING
    if story.answered_at is not None:
        return CallState.ENDED
    return CallState.MISSED if missed or direction == Direction.OUT else CallState.ABANDONED
