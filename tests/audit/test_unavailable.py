"""What cannot be journalled is not shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.models import JournalEntry
from members.models import Ground
from tests.access.scene import CANARY, Scene, address, form, lay

READING = ["workstation:search", "workstation:member", "workstation:nir", "workstation:break_glass"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def closed_journal() -> Iterator[None]:
    """The application's role may no longer add an entry."""
    role = connection.settings_dict["USER"]
    with connections["owner"].cursor() as owner:
        owner.execute(f"REVOKE INSERT ON audit_journalentry FROM {role}")
        yield
        owner.execute(f"GRANT INSERT ON audit_journalentry TO {role}")


@pytest.fixture
def scene(settings: Any, tmp_path: Any) -> Scene:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    return lay(Role.SUPERVISOR)


def ask(client: Client, route: str, scene: Scene) -> Any:
    method = "get" if route == "workstation:member" else "post"
    return getattr(client, method)(address(route, scene.own), form(route, scene.own))


@pytest.mark.parametrize("route", READING)
@pytest.mark.attack(18)
def test_without_a_journal_nothing_is_shown(route: str, scene: Scene, closed_journal: None) -> None:
    response = ask(scene.browser(), route, scene)
    shown = response.content.decode()
    assert (response.status_code, "Marchandeau" in shown, "20411873" in shown) == (503, False, False)


@pytest.mark.parametrize("route", READING)
@pytest.mark.attack(18)
def test_with_a_journal_each_leaves_one_entry(route: str, scene: Scene) -> None:
    before = JournalEntry.objects.count()
    ask(scene.browser(), route, scene)
    assert JournalEntry.objects.count() - before == 1


@pytest.fixture
def machine(settings: Any, tmp_path: Any) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return lay(Role.API_CLIENT)


@pytest.mark.attack(18)
def test_machine_without_a_journal_is_told_so(machine: Scene, closed_journal: None) -> None:
    response = machine.browser().get(address("api:member-detail", machine.own))
    assert (response.status_code, CANARY in response.content.decode()) == (503, False)


@pytest.mark.attack(20)
def test_nothing_half_done_is_left_by_a_refused_reason(scene: Scene, closed_journal: None) -> None:
    with transaction.atomic(), within_mutuals([scene.own.mutual]):
        before = Ground.objects.count()
    ask(scene.browser(), "workstation:break_glass", scene)
    with transaction.atomic(), within_mutuals([scene.own.mutual]):
        assert Ground.objects.count() == before
