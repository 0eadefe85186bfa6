"""Many files opened at once by one account: the block comes with the eightieth, not a file later."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.deadlines import READS_BEFORE_BLOCK
from accounts.errors import ReadingBlockedError
from accounts.models import ReadAlarm, User
from accounts.services import note_opening
from audit.actors import Actor, acting
from audit.enums import Act
from audit.models import JournalEntry
from tests.factories import accounts as make
from tests.races.leaving import leave

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def open_file(reader: User) -> bool:
    """As a request does it, in a transaction of its own; False when the account is stopped."""
    try:
        with acting(Actor(kind="user", name=reader.username, user_id=reader.pk)), transaction.atomic():
            note_opening(user=reader, member_id=uuid4())
    except ReadingBlockedError:
        return False
    finally:
        leave()
    return True


@pytest.mark.attack(17)
def test_eight_hands_open_eighty_files_and_no_more() -> None:
    reader = make.user()
    with ThreadPoolExecutor(max_workers=8) as hands:
        shown = list(hands.map(open_file, [reader] * 120))
    opened = JournalEntry.objects.filter(act=Act.OPEN, actor_id=reader.pk).count()
    assert (sum(shown), opened, ReadAlarm.objects.count()) == (READS_BEFORE_BLOCK, READS_BEFORE_BLOCK, 1)
