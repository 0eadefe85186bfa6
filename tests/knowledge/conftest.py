from collections.abc import Iterator

import pytest

from accounts.models import Mutual
from accounts.scopes import within_mutuals


@pytest.fixture
def within(mutual: Mutual) -> Iterator[Mutual]:
    """Work for one mutual, inside its scope."""
    with within_mutuals([mutual.pk]):
        yield mutual
