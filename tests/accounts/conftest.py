import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_tries_counted(db: None) -> None:
    """Each test starts with no wrong password counted."""
    cache.clear()
