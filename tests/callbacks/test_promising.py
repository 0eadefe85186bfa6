"""A promise is given: slot and clock in one act, once however often it is asked for."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import PromiseClock
from accounts.models import Mutual, User
from callbacks.enums import CallbackKind, CallbackState, Skill
from callbacks.errors import (
    AlreadyPromisedError,
    InputError,
    NoSlotError,
    NotOfferedError,
    OtherRequestError,
    SlotTakenError,
)
from callbacks.models import Callback, Slot
from callbacks.services import promising
from clock.hours import NeverOpenError
from contacts.errors import NotHeldError
from contacts.models import Case
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories import contacts as make_contacts

pytestmark = pytest.mark.usefixtures("within")


def promise_at(case: Case, adviser: User, chosen: promising.Chosen, *, key: str = "k", **fields: Any) -> Callback:
    return promising.promise(
        user=adviser,
        case_id=case.pk,
        asked=make.asked(**fields),
        chosen=chosen,
        key=key,
    )


def test_the_deadline_is_twenty_four_hours_later(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    assert promise.deadline_at - promise.started_at == timedelta(hours=24)


def test_slot_and_promise_are_one_act(within: Mutual, adviser: User) -> None:
    expert = make.expert(within)
    promise = make.promise(within, adviser)
    slot = Slot.objects.get(callback_id=promise.pk, is_active=True)
    assert (promise.state, promise.owner, promise.planned_at, slot.expert) == (
        CallbackState.ASSIGNED, expert.user, slot.starts_at, expert
    )  # fmt: skip


def test_the_clock_has_every_step_of_the_ladder(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    minutes = [int((at - promise.started_at).total_seconds() // 60) for at in promise.steps_at]
    assert list(zip(minutes, promise.steps_kind, strict=True)) == [
        (30, "unassigned"), (720, "remind"), (1080, "escalate"), (1260, "reassign"), (1380, "page"), (1440, "breach")
    ]  # fmt: skip


@pytest.mark.attack(28)
def test_the_same_request_twice_is_one_promise(within: Mutual, adviser: User) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    slot = make.first_offer(case)
    chosen = promising.Chosen(slot.expert_id, slot.start)
    assert promise_at(case, adviser, chosen) == promise_at(case, adviser, chosen)


def test_a_key_of_another_case_is_refused(within: Mutual, adviser: User) -> None:
    make.expert(within)
    make.promise(within, adviser, key="same")
    with pytest.raises(OtherRequestError):
        make.promise(within, adviser, key="same")


def test_a_taken_slot_answers_with_the_next_three(within: Mutual, adviser: User) -> None:
    make.expert(within)
    make.promise(within, adviser)
    booked, half = Slot.objects.get(), timedelta(minutes=30)
    with pytest.raises(SlotTakenError) as refused:
        promise_at(
            make.held_case(within, adviser), adviser, promising.Chosen(booked.expert_id, booked.starts_at), key="other"
        )
    assert [slot.start for slot in refused.value.offers] == [booked.starts_at + half * n for n in (1, 2, 3)]


def test_nothing_is_kept_of_a_refused_promise(within: Mutual, adviser: User) -> None:
    make.expert(within)
    make.promise(within, adviser)
    booked = Slot.objects.get()
    chosen = promising.Chosen(booked.expert_id, booked.starts_at)
    with pytest.raises(SlotTakenError), transaction.atomic():
        promise_at(make.held_case(within, adviser), adviser, chosen, key="other")
    assert (Callback.objects.count(), Slot.objects.count()) == (1, 1)


@pytest.mark.parametrize("hours", [-1, 25, 0.1])
def test_a_time_that_is_no_slot_is_refused(within: Mutual, adviser: User, hours: float) -> None:
    """Past, after the deadline, between two slots."""
    expert = make.expert(within)
    case = make.held_case(within, adviser)
    start = make.first_offer(case).start + timedelta(hours=hours)
    with pytest.raises(NotOfferedError):
        promise_at(case, adviser, promising.Chosen(expert.pk, start))


@pytest.mark.attack(2)
def test_an_expert_of_another_mutual_is_not_booked(within: Mutual, adviser: User) -> None:
    make.expert(within)
    stranger = make.expert(make_accounts.mutual())
    case = make.held_case(within, adviser)
    with pytest.raises(NotOfferedError):
        promise_at(case, adviser, promising.Chosen(stranger.pk, make.first_offer(case).start))


def test_an_expert_of_another_skill_is_not_booked(within: Mutual, adviser: User) -> None:
    make.expert(within)
    doctor = make.expert(within, skills=(Skill.DOCTOR,))
    case = make.held_case(within, adviser)
    with pytest.raises(NotOfferedError):
        promise_at(case, adviser, promising.Chosen(doctor.pk, make.first_offer(case).start))


def test_the_database_refuses_two_calls_at_once(within: Mutual, adviser: User) -> None:
    make.expert(within)
    make.promise(within, adviser)
    booked = Slot.objects.get()
    with pytest.raises(IntegrityError, match="callbacks_slot_no_overlap"), transaction.atomic():
        Slot.objects.create(
            expert=booked.expert, callback_id=adviser_uuid(), starts_at=booked.starts_at, ends_at=booked.ends_at,
            busy_until=booked.busy_until,
        )  # fmt: skip


def adviser_uuid() -> str:
    return "0192aaaa-0000-7000-8000-000000000000"


@pytest.mark.attack(28)
def test_a_promise_that_waits_already_is_named(within: Mutual, adviser: User) -> None:
    make.expert(within)
    first = make.promise(within, adviser)
    with pytest.raises(AlreadyPromisedError) as refused:
        make.promise(
            within, adviser, key="other", case=make_contacts.case(within, holder=adviser, member_id=first.member_id)
        )
    assert refused.value.deadline == first.deadline_at


def test_another_skill_is_another_promise(within: Mutual, adviser: User) -> None:
    make.expert(within, skills=(Skill.DENTIST, Skill.DOCTOR))
    first = make.promise(within, adviser)
    case = make_contacts.case(within, holder=adviser, member_id=first.member_id)
    second = make.promise(within, adviser, key="other", case=case, skill=Skill.DOCTOR.value)
    assert second.deadline_at >= first.deadline_at


def test_who_does_not_hold_the_case_promises_nothing(within: Mutual, adviser: User) -> None:
    make.expert(within)
    case = make.held_case(within, make_accounts.user(on=[within]))
    slot = make.first_offer(case)
    with pytest.raises(NotHeldError):
        promise_at(case, adviser, promising.Chosen(slot.expert_id, slot.start))


def test_nobody_free_is_said_at_once(within: Mutual, adviser: User) -> None:
    case = make.held_case(within, adviser)
    with pytest.raises(NoSlotError):
        promising.check_offers(skill=Skill.DENTIST.value, mutual=case.mutual, reachable=None)


def test_a_holding_contact_when_nobody_is_free(within: Mutual, adviser: User) -> None:
    case = make.held_case(within, adviser)
    held = promising.promise_holding(user=adviser, case_id=case.pk, asked=make.asked(), key="k")
    assert (held.kind, held.state, held.deadline_at - held.started_at) == (
        CallbackKind.HOLDING, CallbackState.WAITING, timedelta(hours=24)
    )  # fmt: skip


def test_no_holding_contact_while_an_expert_is_free(within: Mutual, adviser: User) -> None:
    make.expert(within)
    case = make.held_case(within, adviser)
    with pytest.raises(NotOfferedError):
        promising.promise_holding(user=adviser, case_id=case.pk, asked=make.asked(), key="k")


def test_what_is_medical_is_sealed(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser, medical="ZZ-CANARI")
    assert (b"ZZ-CANARI" in bytes(promise.question_sealed or b""), promise.has_sealed_question) == (False, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("phone", "12"),
        ("phone", "0899 12 34 56"),
        ("phone", "0800 12 34 56"),
        ("phone", "+32 2 555 12 12"),
        ("other_phone", "+1 212 555 0100"),
        ("subject", " "),
        ("subject", "x" * 121),
        ("skill", "astrologer"),
        ("question", "x" * 4001),
        ("reachable", (time(14), time(14))),
    ],
)
def test_bad_input_names_its_field(field: str, value: object) -> None:
    assert list(promising.faults_of(make.asked(**{field: value}))) == [field]


@pytest.mark.parametrize("number", ["04/65.71.23.48", "0692 12 34 56", "+33 6 39 98 12 34"])
def test_numbers_that_are_called(number: str) -> None:
    assert promising.phone_fault(number) == ""


def test_a_case_without_member(within: Mutual, adviser: User) -> None:
    make.expert(within)
    case = make_contacts.case(within, holder=adviser)
    slot = make.first_offer(case)
    with pytest.raises(InputError) as refused:
        promise_at(case, adviser, promising.Chosen(slot.expert_id, slot.start))
    assert list(refused.value.faults) == ["member"]


def test_a_policy_in_hours_that_never_come_is_refused(within: Mutual, adviser: User) -> None:
    case = make.held_case(within, adviser)
    make_contacts.policy(within, valid_from="2021-01-01", callback_clock=PromiseClock.OPENING)
    with pytest.raises(NeverOpenError):
        promising.terms_of(case.mutual)


def test_an_open_promise_without_a_clock_cannot_exist(within: Mutual, adviser: User) -> None:
    make.expert(within)
    promise = make.promise(within, adviser)
    with pytest.raises(IntegrityError, match="callbacks_callback_open_implies_armed"), transaction.atomic():
        Callback.objects.filter(pk=promise.pk).update(next_action_at=None)
