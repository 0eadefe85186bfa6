"""Fixtures of the whole suite: real PostgreSQL as the application's own role, one database a worker."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from tests import migrated
from tests.factories import accounts as make_accounts
from tests.guards import gets_only_read  # noqa: F401  a fixture of every test

# A property holds or not; how long an example takes says how busy the machine is.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

KEPT = (
    "django_migrations",
    "django_content_type",
    "territory_postalplace",
    "contacts_queue",
    "contacts_reason",
    "correspondence_template",
    "correspondence_snippet",
    "quotes_tariffload",
    "quotes_tariffrow",
    "complaints_motive",
    "privacy_duration",
)
"""Tables that migrations fill."""


@pytest.fixture(autouse=True, scope="session")
def _static_files_found_once() -> Iterator[None]:
    """Every client of a test builds the middleware anew; looking at each static file again was half of a request's time."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def add_files(whitenoise: WhiteNoiseMiddleware) -> None:
        if not found:
            find(whitenoise)
            found.update(whitenoise.files)
        whitenoise.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """`gw0`, `gw1`… under xdist, `alone` without it."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_name: str) -> Iterator[None]:
    """A database of this worker's own, made and migrated by the owner; the tests then run as the application's role."""
    name = f"test_{worker_name}"
    migrated.copy(name)
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield
        for alias in connections:
            connections[alias].close()


@pytest.fixture(autouse=True, scope="session")
def _empty_as_owner() -> Iterator[None]:
    """Tests that commit are cleaned up by the owner: the application's role may not empty a table, least of all the journal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: _truncate())
        yield


def _truncate() -> None:
    with connections["owner"].cursor() as cursor:
        tables = [name for name in connections["owner"].introspection.table_names(cursor) if name not in KEPT]
        # Ladders name who added them: they go with the accounts, and those of the migration come back.
        cursor.execute(
            "CREATE TEMPORARY TABLE ladder AS SELECT commitment, valid_from, rungs FROM clock_ladder WHERE created_by_id IS NULL"
        )
        cursor.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, tables)))
        )
        cursor.execute(
            "INSERT INTO clock_ladder (commitment, valid_from, rungs) SELECT * FROM ladder ORDER BY commitment"
        )
        # What a migration laid stays; a queue that a test added would take the next test's cases.
        cursor.execute("DELETE FROM contacts_queue WHERE code <> 'generale'")
    connections["owner"].close()


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttles and marks of sessions do not outlive a test."""
    yield
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture
def mutual(db: None) -> Mutual:
    return make_accounts.mutual(code="arbelle", name="Arbelle")


@pytest.fixture
def other_mutual(db: None) -> Mutual:
    return make_accounts.mutual(code="courlis", name="Courlis")


@pytest.fixture
def adviser(mutual: Mutual) -> User:
    return make_accounts.user(Role.TELEADVISER, on=[mutual])


@pytest.fixture
def other_adviser(mutual: Mutual) -> User:
    return make_accounts.user(Role.TELEADVISER, on=[mutual])


@pytest.fixture
def within(mutual: Mutual) -> Iterator[Mutual]:
    """Work inside `mutual`, under a named job, as the body of a request or a command does."""
    with acting(job("test")), within_mutuals([mutual.pk]):
        yield mutual
