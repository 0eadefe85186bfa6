"""What the timeline and the outbox say of the same message."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.enums import Channel, EntryKind
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


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (EntryKind.CALL_IN, {"outcome": "abandoned", "talk": None}, "Abandonné"),
        (EntryKind.CALL_IN, {"outcome": "ended", "talk": 192}, "3\u00a0min\u00a012\u00a0s"),
        (EntryKind.CALL_OUT, {"outcome": "missed"}, "Manqué"),
        (EntryKind.CALL_IN, {"state": "ringing"}, ""),
        (EntryKind.PARKED, {"until": "2026-11-27T08:00:00+00:00"}, "jusqu’au 27/11/2026\u00a009:00"),
        (EntryKind.TRANSFERRED, {"queue": "devis", "name": "Devis"}, "à Devis"),
        (EntryKind.SPLIT, {"to": "0-1"}, '<a href="/contacts/0-1/">Ce qui en a été tiré</a>'),
        (EntryKind.SPLIT, {"from": "0-1", "pages": [2]}, '<a href="/contacts/0-1/">L’envoi entier</a>'),
    ],
)
def test_a_line_of_the_timeline_says_what_became_of_it(kind: EntryKind, detail: dict[str, Any], words: str) -> None:
    assert entry_words(Entry(kind=kind, detail=detail)) == words
