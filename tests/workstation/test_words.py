"""What the timeline and the outbox say of the same message."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.enums import Channel
from contacts.models import Entry
from correspondence.enums import ENTRIES, MessageState
from correspondence.models import Message
from workstation.templatetags.contacts import entry_words


@pytest.mark.parametrize(
    ("channel", "state", "words"),
    [
        (Channel.LETTER, MessageState.WAITING, "À imprimer"),
        (Channel.FAX, MessageState.WAITING, "À faxer"),
        (Channel.EMAIL, MessageState.WAITING, "En cours d’envoi"),
        (Channel.EMAIL, MessageState.SENDING, "En cours d’envoi"),
        (Channel.EMAIL, MessageState.GIVEN_UP, "Non envoyé, abandonné"),
        (Channel.LETTER, MessageState.CANCELLED, "Annulé"),
    ],
)
def test_a_message_stands_in_the_same_words_everywhere(channel: Channel, state: MessageState, words: str) -> None:
    line = Entry(kind=ENTRIES[channel], detail={"state": state})
    row = render_to_string(
        "correspondence/_message.html", {"message": Message(channel=channel, state=state, undo_until=timezone.now())}
    )
    assert (entry_words(line), f"{words}</span>" in row) == (words, True)
