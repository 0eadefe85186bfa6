"""Who else is at a case."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual, User
from contacts import deadlines
from contacts.models import Case
from contacts.services import viewers
from contacts.services.viewers import Doing, Viewer
from live.queries import events_after
from members.services import open_by_contact
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def case(within: Mutual, adviser: User, other_adviser: User) -> Case:
    """In one adviser's hands, of a member whose file the other may read."""
    member = make_members.member(within)
    open_by_contact(user=other_adviser, member_id=member.pk, facts=[])
    return make.case(within, holder=adviser, member_id=member.pk)


def sign(user: User, case: Case, doing: Doing = Doing.LOOKING) -> list[Viewer]:
    return viewers.sign(user=user, case_id=case.pk, doing=doing)


def test_nobody_sees_themselves(adviser: User, case: Case) -> None:
    sign(adviser, case)
    assert sign(adviser, case) == []


@pytest.mark.parametrize(("doing", "expected"), [(Doing.LOOKING, False), (Doing.WRITING, True)])
def test_the_other_is_seen(adviser: User, other_adviser: User, case: Case, doing: Doing, *, expected: bool) -> None:
    sign(adviser, case, doing)
    assert sign(other_adviser, case) == [Viewer(adviser, expected)]


def test_who_left_is_not_seen(adviser: User, other_adviser: User, case: Case) -> None:
    sign(adviser, case)
    sign(adviser, case, Doing.LEFT)
    assert sign(other_adviser, case) == []


def test_who_is_not_heard_any_more_is_not_seen(adviser: User, other_adviser: User, case: Case) -> None:
    sign(adviser, case)
    with time_machine.travel(timezone.now() + deadlines.VIEWER_LOST):
        assert sign(other_adviser, case) == []


def test_the_other_is_told_of_news_once(
    adviser: User, other_adviser: User, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    sign(adviser, case)
    place = events_after(adviser.pk, "").last
    with django_capture_on_commit_callbacks(execute=True):
        sign(other_adviser, case)
        sign(other_adviser, case)
    told = [(event.kind, event.subject_id) for event in events_after(adviser.pk, place).events]
    assert told == [("viewers", str(case.pk))]


def test_without_valkey_nobody_is_seen_and_nothing_fails(adviser: User, case: Case, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert sign(adviser, case) == []


def test_a_case_that_is_not_readable_has_no_viewers(adviser: User, within: Mutual) -> None:
    with pytest.raises(Case.DoesNotExist):
        sign(adviser, make.case(within))


def test_the_other_s_name_is_shown(adviser: User, other_adviser: User, case: Case) -> None:
    User.objects.filter(pk=adviser.pk).update(first_name="Karim", last_name="Benali")
    sign(adviser, case, Doing.WRITING)
    client: Client = make_accounts.browser(other_adviser)
    answer = client.post(reverse("contacts:viewers", args=[case.pk]), {"state": "looking"})
    assert "Karim Benali écrit" in answer.content.decode()


def test_an_unknown_state_is_refused(adviser: User, case: Case) -> None:
    client = make_accounts.browser(adviser)
    assert client.post(reverse("contacts:viewers", args=[case.pk]), {"state": "asleep"}).status_code == 400
