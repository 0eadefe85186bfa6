"""A call goes on while Valkey is away: it holds no fact."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from contacts.enums import CaseState, Outcome
from contacts.models import Case
from members.models import Member, Phone
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members
from tests.factories import telephony as telephone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def claire(adviser: User) -> User:
    User.objects.filter(pk=adviser.pk).update(extension="201")
    return make.trained(adviser)


@pytest.fixture
def desk(claire: User) -> Client:
    return make_accounts.browser(claire)


@pytest.fixture
def member(within: Mutual) -> Member:
    make.policy(within)
    person = make_members.member(within)
    Phone.objects.create(mutual=within, member=person, number=telephone.CALLER)
    return person


@pytest.fixture(autouse=True)
def _told(django_capture_on_commit_callbacks: Any) -> Iterator[None]:
    """What a commit would tell, it tries to tell."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


@pytest.fixture
def _away(desk: Client, settings: Any) -> None:
    settings.REDIS_URL = NOWHERE
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}


@pytest.fixture
def call(within: Mutual, member: Member, desk: Client, _away: None) -> Case:
    telephone.line(within)
    standard = telephone.system()
    assert telephone.post(standard, telephone.body("ringing", extension="201")).status_code == 202
    return Case.objects.get()


def test_the_call_reaches_its_desk(call: Case, claire: User) -> None:
    assert (call.holder, call.state) == (claire, CaseState.IN_HAND)


def test_the_whole_call_is_kept(call: Case, desk: Client, member: Member) -> None:
    page = f"/contacts/{call.pk}/"
    desk.post(f"{page}identite/", {"person": member.pk, "kind": "member", "told": ["birth_date"]})
    desk.post(f"{page}note/", {"note": "Tout est noté"})
    said = {"reason": make.reason().pk, "outcome": Outcome.INFORMED, "is_solved": "yes"}
    desk.post(f"{page}cloturer/", said)
    call.refresh_from_db()
    assert (call.state, call.member, call.entries.filter(text="Tout est noté").count()) == (
        CaseState.CLOSED,
        member,
        1,
    )


def test_the_pages_are_shown(call: Case, desk: Client) -> None:
    pages = ["/", "/contacts/", f"/contacts/{call.pk}/"]
    assert [desk.get(page).status_code for page in pages] == [200, 200, 200]
