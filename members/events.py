"""What a member's own file adds to the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from members.queries import merged_into


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline: an aware instant, the name of an icon, a title and what explains it, an outcome and its mood.

    `mood` is empty, `good`, `warn` or `bad`; `by` names who did it; `url` leads to it, empty when there is nothing to open.
    """

    at: datetime
    icon: str
    title: str
    text: str = ""
    by: str = ""
    outcome: str = ""
    mood: str = ""
    url: str = ""


def events_of(member: Member) -> Iterator[Event]:
    """Consents told, contracts entered and left, newest first within each kind, of the files merged into it too."""
    for person in (member, *merged_into(member)):
        yield from _of_file(person)


def _of_file(member: Member) -> Iterator[Event]:
    """The file's own prefetches are used."""
    for consent in member.consents.all():
        outcome, mood, icon = (_("Agreed"), "good", "check") if consent.is_given else (_("Refused"), "bad", "x")
        channel = consent.get_channel_display()
        title = _("%(purpose)s by %(channel)s") % {
            "purpose": consent.get_purpose_display(),
            "channel": channel if channel.isupper() else channel.lower(),
        }
        yield Event(consent.said_at, icon, title, outcome=outcome, mood=mood)
    yield Event(_midnight(member.covered_from), "file-check", _("Cover begins"), text=member.contract.product.name)
    for period in member.past_covers.all():
        yield Event(_midnight(period.ends_on), "file-check", _("Cover ends"), text=period.contract.product.name)
    today = timezone.localdate()
    if member.covered_until is not None and member.covered_until < today:
        yield Event(
            _midnight(member.covered_until),
            "file-check",
            _("Cover ends"),
            text=member.contract.product.name,
            mood="warn",
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
