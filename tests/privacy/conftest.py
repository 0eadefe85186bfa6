"""Somebody with everything, and the officers who answer."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Mutual, User
from accounts.roles import Role
from tests.factories import accounts, lives
from tests.factories.lives import Life


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(mutual: Mutual) -> User:
    return accounts.user(Role.DPO, on=[mutual])


@pytest.fixture
def second(mutual: Mutual) -> User:
    return accounts.user(Role.DPO, on=[mutual])


@pytest.fixture
def life(within: Mutual) -> Life:
    """Inside the mutual's scope; everything of the person is over, and kept no more."""
    return lives.life(within)
