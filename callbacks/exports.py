"""An expert's booked times as an iCalendar feed: "Rappel" and when, and nothing of whom or what about."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from callbacks.models import Slot

MEDIA_TYPE = "text/calendar"


def feed(booked: Iterable[Slot], *, stamp: datetime) -> bytes:
    """The file that an agenda subscribes to. The identifier of an event is the slot's, which leads nowhere."""
    calendar = Calendar()
    calendar.add("prodid", "-//contactcenter//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Promised calls"))
    for slot in booked:
        event = Event()
        event.add("uid", f"{slot.pk}@contactcenter")
        event.add("dtstamp", stamp)
        event.add("dtstart", slot.starts_at)
        event.add("dtend", slot.ends_at)
        event.add("summary", _("Call back"))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
