"""A contact about quotes in the hands of somebody with a browser."""

import pytest
from django.test import Client

from accounts.models import Mutual, User
from contacts.models import Case
from quotes.benefits import Line
from quotes.models import Analysis
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import quotes as make


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=make_contacts.trained(adviser), reason=make_contacts.reason("devis-dentaire"))


@pytest.fixture
def claire(adviser: User) -> Client:
    return make_accounts.browser(adviser)


@pytest.fixture
def analysis(case: Case) -> Analysis:
    return make.analysis(case, label="Dr Castelbon")


@pytest.fixture
def optical(case: Case) -> Analysis:
    return make.analysis(case, Line(code="MONTURE-B", price=14_000), domain="optical")
