import pytest

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.models import Case
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import practitioners as make


@pytest.fixture
def town(db: None) -> None:
    """Twelve dentists in Béziers."""
    make.town(12)


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    """A contact of a member of Béziers, in the adviser's hands."""
    member = make_members.member(within, email="helene@exemple.fr")
    return make_contacts.case(within, holder=make_contacts.trained(adviser), member_id=member.pk)


@pytest.fixture
def auditor(mutual: Mutual) -> User:
    return make_accounts.user(Role.AUDITOR, on=[mutual])
