"""The command that loads the demonstration: into an empty database of a demonstration, whole or not at all."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from tests.factories import accounts as make
from workstation import demonstration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.DEMO, settings.VAR, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def _failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load that was stopped at its last step."""
    with monkeypatch.context() as broken:
        broken.setattr(demonstration, "_write_accounts", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("load_demo")


@pytest.mark.usefixtures("_failed")
def test_a_load_that_fails_leaves_nothing_and_the_next_one_works(folder: Path) -> None:
    logos = {path for path in (folder / "files").rglob("*") if path.is_file()}
    assert {path.name for path in logos} == {"arbelle.png", "courlis.png", "tamaris.png"}
    assert (User.objects.exists(), Mutual.objects.exists(), JournalEntry.objects.exists()) == (False, False, False)
    call_command("load_demo", verbosity=0)
    again = {path for path in (folder / "files" / "mutuals").iterdir() if path.is_file()}
    assert again == logos  # replaced, not beside them


def test_a_database_with_somebody_in_it_is_left_alone() -> None:
    make.user(Role.DPO)
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert (User.objects.count(), Mutual.objects.exists()) == (1, False)


def test_outside_the_demonstration_nothing_is_loaded(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not User.objects.exists()
