"""What a member was written to in a mailing; what was written in a contact is a line of that contact."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contacts.enums import Channel
from correspondence.enums import MessageState
from correspondence.models import Message
from members.events import Event
from members.models import Member
from members.queries import of_person

ICONS = {Channel.EMAIL: "mail", Channel.LETTER: "file-text", Channel.FAX: "printer"}
MOODS = {MessageState.SENT: "good", MessageState.FAILED: "warn", MessageState.GIVEN_UP: "bad"}
LATELY = 10


def mailed(member: Member) -> QuerySet[Message]:
    """Newest first, to files merged into this one too."""
    messages = Message.objects.filter(of_person(member), mutual_id=member.mutual_id, mailing__isnull=False)
    return messages.order_by("-created_at")


def events_of(member: Member) -> Iterator[Event]:
    """The newest mailings as lines of the member's page."""
    for message in mailed(member).defer("body")[:LATELY]:
        yield Event(
            message.created_at,
            ICONS[Channel(message.channel)],
            message.subject,
            text=_("Mailing to many members"),
            outcome=message.stands,
            mood=MOODS.get(MessageState(message.state), ""),
        )
