"""A canary in both sealed parts leaves by no export: what goes out in bulk or to other systems has nothing of it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks import exports, queries
from callbacks.enums import AttemptResult
from callbacks.models import Callback, CallbackEvent, Expert
from callbacks.serializers import CallbackSerializer
from callbacks.services import calling
from clock.queries import now
from contacts.models import Entry
from members.exports import export_members
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make

pytestmark = pytest.mark.usefixtures("within")

CANARY = "ZZ-CANARI-MED-42"
AROUND = timedelta(days=3)


@pytest.fixture
def expert(within: Mutual) -> Expert:
    return make.expert(within)


@pytest.fixture
def sealed(within: Mutual, adviser: User, expert: Expert) -> Callback:
    """Promised, called and answered, with a medical part at either end."""
    promise = make.promise(within, adviser, medical=f"Ostéoporose, {CANARY}")
    held: dict[str, Any] = {"user": expert.user, "callback_id": promise.pk}
    fence = calling.start(**held, fence=promise.fence).fence
    calling.log_attempt(**held, fence=fence, result=AttemptResult.REACHED)
    return calling.finish(**held, fence=fence, answer="Un avis est donné.", medical=f"Fracture, {CANARY}")


def exported(promise: Callback, expert: Expert) -> dict[str, str]:
    people = io.StringIO()
    export_members(mutual=promise.mutual, file=people, with_nir=True)
    booked = queries.feed_of(expert, now() - AROUND, now() + AROUND)
    supervisor = make_accounts.browser(make_accounts.user(role=Role.SUPERVISOR, on=[promise.mutual]))
    return {
        "file of members": people.getvalue(),
        "feed of an agenda": exports.feed(booked, stamp=now()).decode(),
        "API": str(CallbackSerializer(promise).data),
        "history to be printed": supervisor.get(reverse("callbacks:history", args=[promise.pk])).content.decode(),
        "lines of the contact and of the promise": str([*Entry.objects.values(), *CallbackEvent.objects.values()]),
    }


@pytest.mark.attack(22)
def test_what_is_sealed_is_in_no_export(sealed: Callback, expert: Expert) -> None:
    assert [name for name, text in exported(sealed, expert).items() if CANARY in text or not text] == []
