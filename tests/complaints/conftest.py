"""A contact in the hands of somebody with a browser, by e-mail and by telephone."""

import pytest
from django.test import Client

from accounts.models import Mutual, User
from complaints.models import Complaint
from contacts.enums import Channel
from contacts.models import Case
from tests.factories import accounts as make_accounts
from tests.factories import complaints as make
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    """An e-mail of a member, come just now."""
    member = make_members.member(within, email="helene@exemple.fr")
    return make_contacts.case(
        within, member_id=member.pk, holder=make_contacts.trained(adviser), caller_email="helene@exemple.fr"
    )


@pytest.fixture
def call(within: Mutual, other_adviser: User) -> Case:
    """In the hands of another adviser."""
    member = make_members.member(within)
    return make_contacts.case(
        within, member_id=member.pk, holder=make_contacts.trained(other_adviser), channel=Channel.PHONE
    )


@pytest.fixture
def complaint(case: Case, adviser: User) -> Complaint:
    return make.complaint(case, adviser)


@pytest.fixture
def said(call: Case, other_adviser: User) -> Complaint:
    return make.complaint(call, other_adviser)


@pytest.fixture
def claire(adviser: User) -> Client:
    return make_accounts.browser(adviser)
