"""What a member is told by itself: of another time, of a promise that was not kept; by day, once, unless refused."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Mutual, User
from callbacks import queries
from callbacks.enums import EventKind, ToInform, WhyMoved
from callbacks.models import Callback, CallbackEvent
from callbacks.services import calling, enforcing, informing, replanning
from clock import deadlines
from clock.queries import PARIS
from contacts.enums import Channel
from contacts.models import Awaited
from correspondence.models import Message
from correspondence.services.delivery import deliver_due
from members.enums import ConsentPurpose
from members.models import Consent
from tests.factories import callbacks as make
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories.promises import fall_due
from ui import formats

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "NIGHT_ENDS", time.min)
    monkeypatch.setattr(deadlines, "NIGHT_BEGINS", time.max)


@pytest.fixture
def night(_day: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "NIGHT_BEGINS", time.min)


@pytest.fixture
def promise(within: Mutual, adviser: User) -> Callback:
    make.expert(within)
    make.expert(within)
    member = make_members.member(within, email="helene@exemple.fr")
    return make.promise(within, adviser, case=make_contacts.case(within, holder=adviser, member_id=member.pk))


def moved(promise: Callback) -> Callback:
    """To the other expert, at a time of which the member knows nothing."""
    Callback.objects.filter(pk=promise.pk).update(announced_at=promise.planned_at - timedelta(minutes=7))  # type: ignore[operator]
    promise.refresh_from_db()
    replanning.plan(promise, why=WhyMoved.LATE)
    return promise


def sent() -> list[str]:
    return list(Message.objects.order_by("created_at").values_list("body", flat=True))


def in_prose(at: Any) -> str:
    wall = at.astimezone(PARIS)
    return f"{formats.day_in_words(wall.date())} à {formats.hour_in_prose(wall)}"


def test_another_time_is_told_once(promise: Callback) -> None:
    moved(promise)
    told = [informing.inform_due(), informing.inform_due()]
    promise.refresh_from_db()
    [body] = sent()
    assert (told, in_prose(promise.planned_at) in body, promise.must_tell) == ([1, 0], True, False)


def test_nothing_says_what_it_is_about(promise: Callback) -> None:
    moved(promise)
    informing.inform_due()
    message = Message.objects.get()
    text = f"{message.subject} {message.body}".lower()
    assert [word for word in ("dentiste", promise.subject.lower()) if word in text] == []


def test_a_promise_that_was_not_kept_is_apologised_for(promise: Callback) -> None:
    fall_due(promise, hours=25)
    enforcing.enforce()
    [body] = sent()
    assert (f"avant le {in_prose(promise.deadline_at)}" in body, "présentons nos excuses" in body) == (True, True)
    assert CallbackEvent.objects.get(callback=promise, kind=EventKind.TOLD).by is None


def test_at_night_it_waits(promise: Callback, night: None) -> None:
    moved(promise)
    informing.inform_due()
    assert (sent(), Callback.objects.get().to_inform) == ([], ToInform.MOVED)


def test_what_is_not_true_any_more_is_not_told(promise: Callback, adviser: User) -> None:
    moved(promise)
    calling.cancel(user=adviser, callback_id=promise.pk, reason="N’en veut plus")
    informing.inform_due()
    assert (sent(), Callback.objects.get().to_inform) == ([], "")


@pytest.mark.parametrize("why", ["refused", "prefers calls", "no address"])
def test_who_cannot_be_written_to_is_left_to_be_called(promise: Callback, why: str) -> None:
    member = promise.member
    if why == "refused":
        Consent.objects.create(
            mutual_id=member.mutual_id, member=member, channel=Channel.EMAIL, purpose=ConsentPurpose.SERVICE,
            is_given=False, said_at=timezone.now(),
        )  # fmt: skip
    if why == "prefers calls":
        member.preferred_channel = Channel.PHONE
    if why == "no address":
        member.email = ""
    member.save()
    moved(promise)
    informing.inform_due()
    promise.refresh_from_db()
    assert (sent(), promise.must_tell) == ([], True)


def test_it_answers_nothing_that_the_member_wrote(promise: Callback) -> None:
    moved(promise)
    informing.inform_due()
    assert Awaited.objects.get().ended_at is None


def test_one_that_fails_keeps_no_other(
    within: Mutual, adviser: User, promise: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest comes first, and fails in every round."""
    member = make_members.member(within, email="ines@exemple.fr")
    case = make_contacts.case(within, holder=adviser, member_id=member.pk)
    other = make.promise(within, adviser, case=case, key="other")
    moved(promise), moved(other)
    inform = informing._informed

    def informed(callback_id: UUID) -> bool:
        if callback_id == promise.pk:
            raise DatabaseError
        return inform(callback_id)

    monkeypatch.setattr(informing, "AT_A_TIME", 1)
    monkeypatch.setattr(informing, "_informed", informed)
    assert (informing.inform_due(), list(queries.to_inform())) == (1, [promise])


def test_it_leaves_without_anybody(promise: Callback, mailoutbox: list[EmailMessage]) -> None:
    moved(promise)
    informing.inform_due()
    assert (deliver_due(), [message.to for message in mailoutbox]) == (1, [["helene@exemple.fr"]])
