"""A closed call of an adviser, drawn to be scored, with the grid in force and who scores."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.enums import CaseState, Channel, EntryKind, Outcome
from contacts.models import Case
from contacts.services.base import add_entry
from quality.models import Grid, Sample
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import quality as make


def closed(mutual: Mutual, by: User, *, hours_ago: float = 2, email: str = "helene@exemple.fr") -> Case:
    """A call of a new member that BY closed."""
    member = make_members.member(mutual, email=email)
    case = make_contacts.case(mutual, channel=Channel.PHONE, member_id=member.pk, hours_ago=hours_ago + 1)
    at = timezone.now() - timedelta(hours=hours_ago)
    reason = make_contacts.reason()
    add_entry(case, EntryKind.NOTE, by=by, at=at, text="Remboursement expliqué.")
    add_entry(case, EntryKind.CLOSED, by=by, at=at, detail={"reason": reason.code, "solved": True})
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_at=at, closed_by=by, reason=reason, outcome=Outcome.INFORMED, is_solved=True
    )
    case.refresh_from_db()
    return case


@pytest.fixture
def manager(mutual: Mutual) -> User:
    return make_accounts.user(Role.QUALITY, on=[mutual])


@pytest.fixture
def grid(db: None) -> Grid:
    """Must not fail, weight 2; from 0 to 3, weight 3; weight 1."""
    return make.grid()


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return closed(within, adviser)


@pytest.fixture
def sample(case: Case, adviser: User) -> Sample:
    return make.sample(case, adviser)


@pytest.fixture
def paul(manager: User) -> Client:
    return make_accounts.browser(manager)


@pytest.fixture
def claire(adviser: User) -> Client:
    return make_accounts.browser(adviser)
