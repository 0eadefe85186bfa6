"""Everything that happened with a member, newest first. Each app tells its own events; this page only puts them in order."""

from collections.abc import Callable, Iterable
from itertools import islice

from contacts.events import events_of as contact_events
from correspondence.events import events_of as mailing_events
from members.events import Event
from members.events import events_of as file_events
from members.models import Member

Source = Callable[[Member], Iterable[Event]]
SOURCES: tuple[Source, ...] = (contact_events, mailing_events, file_events)
SHOWN = 10


def timeline_of(member: Member, *, shown: int = SHOWN) -> tuple[list[Event], bool]:
    """The newest events of every source, and whether there are more. Each source gives its own newest first."""
    told = [event for source in SOURCES for event in islice(source(member), shown + 1)]
    told.sort(key=lambda event: event.at, reverse=True)
    return told[:shown], len(told) > shown
