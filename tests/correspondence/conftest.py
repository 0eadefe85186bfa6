from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Mutual, User
from contacts.enums import Channel
from contacts.models import Case
from members.models import Member
from tests.correspondence.post_office import PostOffice, open_office
from tests.factories import contacts as make
from tests.factories import members as make_members


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    with open_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def helene(within: Mutual) -> Member:
    return make_members.member(within, number="20418", email="helene@exemple.fr")


@pytest.fixture
def case(within: Mutual, adviser: User, helene: Member) -> Case:
    """An e-mail of Hélène's, in the adviser's hands."""
    return make.case(
        within,
        holder=adviser,
        channel=Channel.EMAIL,
        member_id=helene.pk,
        caller_email="helene@exemple.fr",
        subject="Ma carte",
    )
