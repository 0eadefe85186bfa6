"""A replica that cannot be read is left alone, and the view reads from the primary. That one is read is shown by `bench.day --replica`."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.models import Mutual, User
from accounts.postgresql import replica
from accounts.postgresql.replica import ReplicaRouter
from accounts.roles import Role
from tests.factories import accounts as make
from tests.factories.accounts import browser

pytestmark = pytest.mark.django_db
TWO = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make.user(Role.SUPERVISOR, on=[mutual])


@pytest.fixture
def bad_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that answers and follows nobody: the owner's connection to this very one."""
    monkeypatch.setattr(replica, "_left_until", 0.0)
    monkeypatch.setattr(replica, "ALIAS", "owner")


@TWO
@pytest.mark.usefixtures("bad_replica")
def test_the_board_reads_from_the_primary(samia: User) -> None:
    assert browser(samia).get("/plateau/").status_code == 200
    assert replica._left_until > 0


@TWO
@pytest.mark.usefixtures("bad_replica")
def test_a_replica_that_failed_is_not_asked_again_at_once(samia: User) -> None:
    browser(samia).get("/plateau/")
    with CaptureQueriesContext(connections["owner"]) as asked:
        assert browser(samia).get("/plateau/").status_code == 200
    assert len(asked) == 0


def test_what_was_read_there_is_written_on_the_primary(samia: User) -> None:
    samia._state.db = "replica"
    router = ReplicaRouter()
    assert (router.db_for_write(User, instance=samia), router.db_for_read(User, instance=samia)) == ("default",) * 2


def test_what_was_read_elsewhere_stays_where_it_is(samia: User) -> None:
    router = ReplicaRouter()
    assert (router.db_for_write(User, instance=samia), router.db_for_read(User)) == (None, None)


def test_nothing_is_migrated_on_a_replica() -> None:
    router = ReplicaRouter()
    assert (router.allow_migrate("replica", "members"), router.allow_migrate("default", "members")) == (False, None)
