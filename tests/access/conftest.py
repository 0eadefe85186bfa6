import pytest

from tests.guards import gets_only_read

__all__ = ["gets_only_read"]


@pytest.fixture(autouse=True)
def _guarded(gets_only_read: None) -> None:
    """A GET of any of these tests that writes is a failure."""
