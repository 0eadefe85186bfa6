import pytest
from django.core.management import CommandError, call_command

from accounts.matrix import MATRIX, TABLES, Action
from accounts.roles import DESCRIPTIONS, Role


def test_page_of_rights_is_what_the_matrix_says() -> None:
    call_command("access_table", check=True)


def test_changed_right_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLES, "accounts.site")
    with pytest.raises(CommandError):
        call_command("access_table", check=True)


def test_every_role_is_described() -> None:
    assert set(DESCRIPTIONS) == set(Role)


def test_every_action_has_its_row() -> None:
    assert set(MATRIX) == set(Action) - {Action.PUBLIC}
