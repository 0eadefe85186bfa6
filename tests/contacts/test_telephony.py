"""What becomes of a call: its case, its desk, its timeline."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Mutual, User
from contacts import queries
from contacts.enums import CallState, CaseState, Channel, Direction, EntryKind, PresenceState
from contacts.errors import EventChangedError, UnknownLineError
from contacts.models import Call, Case, Entry, Presence, Queue, TelephonyEvent, TelephonySystem
from contacts.queries import CallAtHand
from contacts.services import cases, hands, telephony
from contacts.telephony.tellings import ref_of
from members.models import Member
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import BEGAN, CALLER, telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def claire(adviser: User) -> User:
    adviser.extension = "2001"
    adviser.save()
    return make.trained(adviser)


@pytest.fixture
def karim(other_adviser: User) -> User:
    other_adviser.extension = "2002"
    other_adviser.save()
    return make.trained(other_adviser)


@pytest.fixture
def system(within: Mutual) -> TelephonySystem:
    phones.line(within, greeting="Arbelle, bonjour")
    return phones.system()


def tell(system: TelephonySystem, *told: tuple[str, float] | tuple[str, float, str]) -> Call:
    for kind, after, *desk in told:
        telephony.take_event(system=system, telling=telling(kind, after, extension="".join(desk)))
    return Call.objects.select_related("case").get(call_ref="c1")


def test_a_ring_opens_a_case_of_the_line_s_mutual(system: TelephonySystem, within: Mutual) -> None:
    case = tell(system, ("ringing", 0)).case
    assert (case.mutual, case.channel, str(case.caller_phone), case.due_at) == (within, Channel.PHONE, CALLER, BEGAN)


def test_a_ring_in_the_queue_waits_there(system: TelephonySystem) -> None:
    case = tell(system, ("ringing", 0)).case
    assert (case.state, case.holder, case.queue) == (CaseState.WAITING, None, make.queue_for_all())


def test_the_queue_that_is_told_is_the_case_s(system: TelephonySystem) -> None:
    dental = Queue.objects.create(code="dentaire", label="Dentaire", position=5)
    telephony.take_event(system=system, telling=telling("ringing", queue="dentaire"))
    assert Case.objects.get().queue == dental


def test_a_call_in_the_queue_is_not_next_contact(system: TelephonySystem, claire: User) -> None:
    tell(system, ("ringing", 0))
    assert hands.take_next(user=claire) is None


def test_a_call_makes_no_person(system: TelephonySystem) -> None:
    tell(system, ("ringing", 0), ("answered", 5), ("ended", 60))
    assert Member.objects.count() == 0


def test_a_call_at_a_desk_is_in_its_hands(system: TelephonySystem, claire: User) -> None:
    case = tell(system, ("ringing", 0), ("ringing", 4, "2001")).case
    assert (case.state, case.holder) == (CaseState.IN_HAND, claire)


def test_a_call_moves_on_to_the_desk_that_rings_next(system: TelephonySystem, claire: User, karim: User) -> None:
    case = tell(system, ("ringing", 0, "2001"), ("missed", 15, "2001"), ("ringing", 16, "2002")).case
    assert case.holder == karim


def test_a_desk_that_does_not_answer_gives_the_call_back(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("ringing", 0, "2001"), ("missed", 15, "2001"))
    assert (call.state, call.case.state, call.case.holder) == (CallState.RINGING, CaseState.WAITING, None)


def test_of_desks_that_ring_together_the_one_that_answers_has_it(
    system: TelephonySystem, claire: User, karim: User
) -> None:
    call = tell(system, ("ringing", 0, "2001"), ("ringing", 0, "2002"), ("answered", 3, "2001"), ("missed", 3, "2002"))
    assert (call.adviser, call.case.holder) == (claire, claire)


def test_a_call_handed_to_a_colleague_takes_its_case_along(system: TelephonySystem, claire: User, karim: User) -> None:
    case = tell(system, ("answered", 0, "2001"), ("transferred", 60, "2002")).case
    assert case.holder == karim


def test_a_desk_without_grant_gets_no_case_of_the_mutual(system: TelephonySystem, other_mutual: Mutual) -> None:
    make.stranger(other_mutual, extension="2009")
    assert tell(system, ("answered", 0, "2009")).case.holder is None


def test_an_answered_call_is_in_call(system: TelephonySystem, claire: User) -> None:
    tell(system, ("ringing", 0, "2001"), ("answered", 3, "2001"))
    assert Presence.objects.get(user=claire).state == PresenceState.IN_CALL


def test_after_the_call_comes_the_work_after_it(system: TelephonySystem, claire: User) -> None:
    case = tell(system, ("answered", 0, "2001"), ("ended", 90)).case
    assert (case.wrap_up_started_at, case.holder, Presence.objects.get(user=claire).state) == (
        BEGAN + timedelta(seconds=90),
        claire,
        PresenceState.WRAP_UP,
    )


def test_a_break_is_not_ended_by_a_ring(system: TelephonySystem, claire: User) -> None:
    Presence.objects.filter(user=claire).update(state=PresenceState.BREAK, reason="lunch")
    tell(system, ("ringing", 0, "2001"))
    assert Presence.objects.get(user=claire).state == PresenceState.BREAK


def test_holding_is_measured(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("answered", 0, "2001"), ("held", 10), ("resumed", 40), ("held", 50), ("ended", 60))
    assert (call.held_seconds, call.talk_seconds) == (40, 60)


def test_a_held_call_says_so(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("answered", 0, "2001"), ("held", 10))
    assert (call.state, call.held_since) == (CallState.HELD, BEGAN + timedelta(seconds=10))


@pytest.mark.parametrize("desk", ["", "2001"])
def test_who_hangs_up_waiting_is_to_be_called_back(system: TelephonySystem, claire: User, desk: str) -> None:
    call = tell(system, ("ringing", 0, desk), ("abandoned", 30))
    assert (call.state, call.case.state, call.case.holder, call.case.due_at) == (
        CallState.ABANDONED,
        CaseState.WAITING,
        None,
        BEGAN,
    )


def test_a_missed_call_is_next_contact(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("ringing", 0), ("missed", 30))
    assert (call.state, hands.take_next(user=claire)) == (CallState.MISSED, call.case)


def test_a_missed_call_says_so_in_its_timeline(system: TelephonySystem) -> None:
    call = tell(system, ("ringing", 0), ("missed", 30))
    told = Entry.objects.get(case=call.case)
    assert (told.kind, told.detail) == (
        EntryKind.CALL_IN,
        {
            "call": str(call.pk),
            "state": "missed",
            "advisers": [],
            "outcome": "missed",
            "wait": 30,
            "talk": None,
            "held": 0,
        },
    )


def test_a_call_is_one_line_of_the_timeline(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("ringing", 0), ("ringing", 2, "2001"), ("answered", 5, "2001"), ("ended", 65))
    told = Entry.objects.get(case=call.case)
    assert (told.by, told.detail["wait"], told.detail["talk"]) == (claire, 5, 60)


def test_a_closed_case_stays_closed(system: TelephonySystem, claire: User) -> None:
    case = tell(system, ("answered", 0, "2001"), ("ended", 90)).case
    cases.close(user=claire, case_id=case.pk, reason=make.reason(), outcome="done", is_solved=True)
    assert tell(system, ("held", 20, "2001")).case.state == CaseState.CLOSED


def test_a_call_puts_the_letter_aside(system: TelephonySystem, within: Mutual, claire: User) -> None:
    letter = make.case(within, holder=claire)
    tell(system, ("ringing", 0, "2001"))
    letter.refresh_from_db()
    assert (letter.state, letter.holder) == (CaseState.ASIDE, claire)


def test_a_call_that_is_told_late_does_not_push_the_next_one_away(system: TelephonySystem, claire: User) -> None:
    telephony.take_event(system=system, telling=telling("answered", 100, call="c2", extension="2001"))
    assert tell(system, ("answered", 0, "2001"), ("ended", 90)).case.state == CaseState.ASIDE


def test_what_somebody_took_to_call_back_is_not_taken_from_them(
    system: TelephonySystem, claire: User, karim: User
) -> None:
    case = tell(system, ("ringing", 0), ("ended", 30)).case
    hands.take(user=karim, case_id=case.pk)
    assert tell(system, ("answered", 10, "2001")).case.holder == karim


def test_an_event_twice_changes_nothing(system: TelephonySystem) -> None:
    taken = [telephony.take_event(system=system, telling=telling("ringing")) for _ in range(2)]
    assert (taken, TelephonyEvent.objects.count(), Case.objects.count()) == ([True, False], 1, 1)


def test_an_event_told_differently_is_refused(system: TelephonySystem) -> None:
    telephony.take_event(system=system, telling=telling("ringing", event_ref="e1"))
    with pytest.raises(EventChangedError):
        telephony.take_event(system=system, telling=telling("ended", event_ref="e1"))


def test_a_line_that_nobody_knows_is_refused(system: TelephonySystem) -> None:
    with pytest.raises(UnknownLineError):
        telephony.take_event(system=system, telling=telling("ringing", line="+33199009999"))


def test_an_end_before_its_beginning_waits(system: TelephonySystem) -> None:
    telephony.take_event(system=system, telling=telling("ended", 30, line="", caller=""))
    assert tell(system, ("ringing", 0)).state == CallState.ABANDONED


def test_a_hidden_number_pops_all_the_same(system: TelephonySystem, claire: User) -> None:
    telephony.take_event(system=system, telling=telling("ringing", extension="2001", caller=""))
    shown = queries.at_hand(claire)
    assert shown is not None
    assert shown.call == CallAtHand(phone="", mutual="Arbelle", answered_at=None, held_since=None)


def test_the_pop_goes_with_the_call(system: TelephonySystem, claire: User) -> None:
    tell(system, ("answered", 0, "2001"), ("ended", 10))
    shown = queries.at_hand(claire)
    assert shown is not None
    assert shown.call is None


def test_the_first_showing_counts(system: TelephonySystem, claire: User) -> None:
    call = tell(system, ("ringing", 0, "2001"))
    telephony.mark_shown(user=claire, case_id=call.case_id)
    call.refresh_from_db()
    first = call.popped_at
    telephony.mark_shown(user=claire, case_id=call.case_id)
    call.refresh_from_db()
    assert (first is not None, call.popped_at) == (True, first)


def test_a_call_that_we_asked_for_belongs_to_its_case(system: TelephonySystem, within: Mutual, claire: User) -> None:
    case = make.case(within, holder=claire)
    asked: dict[str, Any] = {
        "direction": Direction.OUT,
        "ref": ref_of(within.pk, case.pk),
        "extension": "2001",
        "line": "",
    }
    telephony.take_event(system=system, telling=telling("ringing", **asked))
    call = Call.objects.get()
    assert (call.case, call.direction, call.adviser, Case.objects.count()) == (case, Direction.OUT, claire, 1)


def test_a_call_out_that_nobody_answers_stays_with_its_adviser(
    system: TelephonySystem, within: Mutual, claire: User
) -> None:
    case = make.case(within, holder=claire)
    asked: dict[str, Any] = {"direction": Direction.OUT, "ref": ref_of(within.pk, case.pk), "extension": "2001"}
    telephony.take_event(system=system, telling=telling("ringing", **asked))
    telephony.take_event(system=system, telling=telling("ended", 20, **asked))
    case.refresh_from_db()
    assert (Call.objects.get().state, case.holder, case.wrap_up_started_at) == (CallState.MISSED, claire, None)


def test_a_lost_end_is_supposed(system: TelephonySystem, claire: User) -> None:
    tell(system, ("answered", 0, "2001"))
    assert (telephony.end_lost_calls(), Call.objects.get().state) == (1, CallState.ENDED)


def test_a_call_that_is_heard_of_again_goes_on(system: TelephonySystem, claire: User) -> None:
    tell(system, ("answered", 0, "2001"))
    telephony.end_lost_calls()
    assert tell(system, ("held", 60)).state == CallState.HELD
