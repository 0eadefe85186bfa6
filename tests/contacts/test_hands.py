"""Who has a case, and who gets the next one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Mutual, Site, Team, User
from accounts.scopes import within_mutuals
from contacts.enums import CaseState, Channel, DeclineReason, EntryKind
from contacts.errors import CaseTakenError, HandsFullError, NotHeldError, PastError
from contacts.models import Case, Entry, Queue
from contacts.services import hands
from tests.factories import contacts as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def claire(adviser: User) -> User:
    return make.trained(adviser)


@pytest.fixture
def karim(other_adviser: User) -> User:
    return make.trained(other_adviser)


def test_next_is_what_is_due_first(within: Mutual, claire: User) -> None:
    make.case(within, hours_ago=1)
    oldest = make.case(within, hours_ago=3)
    make.case(within, hours_ago=2)
    assert hands.take_next(user=claire) == oldest


def test_next_again_is_the_same_case(within: Mutual, claire: User) -> None:
    make.case(within), make.case(within)
    assert hands.take_next(user=claire) == hands.take_next(user=claire)


def test_nobody_gets_what_another_has(within: Mutual, claire: User, karim: User) -> None:
    make.case(within)
    hands.take_next(user=claire)
    assert hands.take_next(user=karim) is None


def test_the_database_forbids_two_in_hand(within: Mutual, claire: User) -> None:
    one, other = make.case(within), make.case(within)
    hands.take(user=claire, case_id=one.pk)
    with pytest.raises(IntegrityError, match="contacts_case_one_in_hand"), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(state=CaseState.IN_HAND, holder=claire, held_at=timezone.now())


def test_a_queue_that_one_is_not_trained_for_is_not_offered(within: Mutual, claire: User) -> None:
    Queue.objects.create(code="courriers", label="Courriers", position=1, channels=[Channel.LETTER])
    make.case(within, channel=Channel.LETTER)
    assert hands.take_next(user=claire) is None


def test_a_department_of_another_site_is_not_offered(within: Mutual, claire: User) -> None:
    Site.objects.create(name="Lille", town="Lille", departments=["59"])
    make.case(within, department="59")
    assert hands.take_next(user=claire) is None


def test_a_department_of_the_own_site_is_offered(within: Mutual, claire: User) -> None:
    site = Site.objects.create(name="Lille", town="Lille", departments=["59"])
    claire.team = Team.objects.create(site=site, name="A")
    waiting = make.case(within, department="59")
    assert hands.take_next(user=claire) == waiting


def test_what_was_given_back_is_not_offered_again(within: Mutual, claire: User) -> None:
    case = make.case(within, holder=claire)
    hands.decline(user=claire, case_id=case.pk, reason=DeclineReason.LANGUAGE)
    assert hands.take_next(user=claire) is None


def test_what_was_given_back_is_offered_to_another(within: Mutual, claire: User, karim: User) -> None:
    case = make.case(within, holder=claire)
    hands.decline(user=claire, case_id=case.pk, reason=DeclineReason.LANGUAGE)
    assert hands.take_next(user=karim) == case


def test_a_call_puts_the_letter_aside(within: Mutual, claire: User) -> None:
    letter = make.case(within, holder=claire)
    make.case(within, channel=Channel.PHONE, holder=claire)
    letter.refresh_from_db()
    assert (letter.state, letter.holder) == (CaseState.ASIDE, claire)


def test_a_call_of_one_mutual_puts_the_letter_of_another_aside(
    within: Mutual, other_mutual: Mutual, claire: User
) -> None:
    with within_mutuals([other_mutual.pk]):
        letter = make.case(other_mutual, holder=claire)
    make.case(within, channel=Channel.PHONE, holder=claire)
    with within_mutuals([other_mutual.pk]):
        assert Case.objects.get(pk=letter.pk).state == CaseState.ASIDE


def test_a_fourth_case_cannot_be_set_aside(within: Mutual, claire: User) -> None:
    for _ in range(3):
        hands.set_aside(user=claire, case_id=make.case(within, holder=claire).pk)
    fourth = make.case(within, holder=claire)
    with pytest.raises(HandsFullError):
        hands.set_aside(user=claire, case_id=fourth.pk)


def test_only_the_holder_acts(within: Mutual, claire: User, karim: User) -> None:
    case = make.case(within, holder=claire)
    with pytest.raises(NotHeldError):
        hands.set_aside(user=karim, case_id=case.pk)


def test_a_held_case_is_not_taken(within: Mutual, claire: User, karim: User) -> None:
    case = make.case(within, holder=claire)
    with pytest.raises(CaseTakenError):
        hands.take(user=karim, case_id=case.pk)


def test_a_held_case_is_taken_over_with_a_word(within: Mutual, claire: User, karim: User) -> None:
    case = make.case(within, holder=claire)
    hands.take_over(user=karim, case_id=case.pk, why="Claire est partie")
    told = Entry.objects.get(case=case, kind=EntryKind.TAKEN_OVER)
    assert (told.by, told.text, told.detail) == (karim, "Claire est partie", {"from": claire.pk})


def test_a_transfer_waits_aside_for_its_receiver(within: Mutual, claire: User, karim: User) -> None:
    case = make.case(within, holder=claire)
    case = hands.transfer(user=claire, case_id=case.pk, to=karim, word="Tu connais le dossier")
    assert (case.holder, case.state) == (karim, CaseState.ASIDE)


def test_a_case_sleeps_until_its_time(within: Mutual, claire: User) -> None:
    case = make.case(within, holder=claire)
    hands.park(user=claire, case_id=case.pk, until=timezone.now() + timedelta(days=1))
    assert (hands.take_next(user=claire), hands.wake_parked()) == (None, 0)


def test_a_case_wakes_at_its_time(within: Mutual, claire: User) -> None:
    case = make.case(within, holder=claire)
    hands.park(user=claire, case_id=case.pk, until=timezone.now() + timedelta(days=1))
    Case.objects.filter(pk=case.pk).update(parked_until=timezone.now())
    assert (hands.wake_parked(), hands.take_next(user=claire)) == (1, case)


def test_the_past_is_no_time_to_park_until(within: Mutual, claire: User) -> None:
    case = make.case(within, holder=claire)
    with pytest.raises(PastError):
        hands.park(user=claire, case_id=case.pk, until=timezone.now() - timedelta(minutes=1))
