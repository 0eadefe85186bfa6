"""Whatever order events come in, and however often: the same call, the same case."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Mutual, User
from contacts.enums import TelephonyKind
from contacts.models import Call, Case, Entry, TelephonySystem
from contacts.services import telephony
from contacts.telephony import Telling
from contacts.telephony.story import told
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

DESKS = ("", "2001", "2002")


@pytest.fixture
def system(within: Mutual, adviser: User, other_adviser: User) -> TelephonySystem:
    for user, extension in ((adviser, "2001"), (other_adviser, "2002")):
        user.extension = extension
        user.save()
        make.trained(user)
    phones.line(within)
    return phones.system()


@st.composite
def a_call(draw: st.DrawFn) -> list[Telling]:
    """Any events of one call, some of them without the line, one at least with it."""
    steps = draw(
        st.lists(st.tuples(st.sampled_from(TelephonyKind), st.integers(0, 9), st.sampled_from(DESKS)), max_size=6)
    )
    first = telling("ringing", 0, event_ref="first")
    return [
        first,
        *(
            telling(
                kind, after, extension=desk, event_ref=f"e{place}", **({"line": "", "caller": ""} if place % 2 else {})
            )
            for place, (kind, after, desk) in enumerate(steps)
        ),
    ]


def outcome(system: TelephonySystem, events: list[Telling]) -> dict[str, Any]:
    """All that is kept of a call and its case once these were told, in this order, in a world of its own."""
    with transaction.atomic():
        for event in events:
            telephony.take_event(system=system, telling=event)
        call = Call.objects.values().get()
        case = Case.objects.values().get()
        entry = Entry.objects.values().get()
        transaction.set_rollback(True)
    for row in (call, case, entry):
        for name in {"id", "case_id", "created_at", "version"} & set(row):
            del row[name]  # type: ignore[misc]  # a row of any of the tables
    entry["detail"].pop("call")
    return {"call": call, "case": case, "entry": entry}


@given(events=a_call(), chance=st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_tells_the_same_call(system: TelephonySystem, events: list[Telling], chance: Any) -> None:
    shuffled = [*events, *chance.sample(events, k=min(2, len(events)))]
    chance.shuffle(shuffled)
    assert outcome(system, shuffled) == outcome(system, events)


@pytest.mark.parametrize("turn", range(5))
def test_a_whole_call_from_any_event_on(system: TelephonySystem, turn: int) -> None:
    steps = [
        ("ringing", 0, ""),
        ("ringing", 4, "2001"),
        ("missed", 14, "2001"),
        ("answered", 20, "2002"),
        ("ended", 99, ""),
    ]
    events = [telling(kind, after, extension=desk) for kind, after, desk in steps]
    assert outcome(system, events[turn:] + events[:turn]) == outcome(system, events)


class Kept:
    """An event as it is kept."""

    def __init__(self, kind: str, after: int, adviser_id: int | None = None) -> None:
        self.event_ref = uuid4().hex
        self.kind = kind
        self.occurred_at = telling(kind, after).occurred_at
        self.adviser_id = adviser_id
        self.queue_id = None


@given(
    st.lists(
        st.builds(Kept, st.sampled_from(TelephonyKind.values), st.integers(0, 20), st.sampled_from([None, 1, 2])),
        min_size=1,
    )
)
def test_a_story_holds_together(events: list[Kept]) -> None:
    """A call does not end before it rings, nor is it at two desks; who is at a desk has been since it rang."""
    story = told(events)
    assert (
        story.ended_at is None or story.ended_at >= story.rang_at,
        story.held_seconds >= 0,
        (story.adviser_id is None) == (story.adviser_since is None),
        story.adviser_id is None or story.adviser_id in story.advisers,
    ) == (True, True, True, True)
