"""Contact cases for tests. What a test depends on, it says."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Mutual, MutualPolicy, User
from contacts.enums import Channel, PresenceState
from contacts.models import Case, Presence, Queue, QueueMember, Reason
from contacts.services import cases
from tests.factories import accounts


def queue_for_all() -> Queue:
    return Queue.objects.get(code="generale")


def trained(user: User, *queues: Queue) -> User:
    """USER at work and trained for these queues, by default for the one that takes everything."""
    for queue in queues or (queue_for_all(),):
        QueueMember.objects.create(user=user, queue=queue)
    Presence.objects.update_or_create(user=user, defaults={"state": PresenceState.AVAILABLE})
    return user


def policy(mutual: Mutual, **fields: Any) -> MutualPolicy:
    return MutualPolicy.objects.create(**{"mutual": mutual, "valid_from": "2020-01-01", **fields})


def case(mutual: Mutual, *, holder: User | None = None, hours_ago: float = 0, **fields: Any) -> Case:
    """An e-mail that came HOURS_AGO, unless said otherwise."""
    if not MutualPolicy.objects.filter(mutual=mutual).exists():
        policy(mutual)
    received = timezone.now() - timedelta(hours=hours_ago)
    demand = cases.Demand(**{"mutual_id": mutual.pk, "channel": Channel.EMAIL, "received_at": received, **fields})
    return cases.open_case(demand, holder=holder)[0]


def reason(code: str = "autre") -> Reason:
    return Reason.objects.get(code=code)


def stranger(mutual: Mutual, *, extension: str) -> User:
    """An adviser who works for another MUTUAL only."""
    return accounts.user(on=[mutual], extension=extension)
