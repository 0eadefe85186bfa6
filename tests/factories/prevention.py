"""Campaigns for tests. What a test depends on, it says."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from prevention import services
from prevention.enums import SourceKind
from prevention.models import Arrival, Campaign
from tests.factories import accounts

_numbers = count(1)

SAID: dict[str, Any] = {
    "title": "Mon bilan prévention",
    "organiser": "Assurance Maladie",
    "theme": "prévention générale",
    "territory": ["FR"],
    "starts_on": date(2020, 1, 1),
    "recurrence": "permanent",
    "sentence": "« Un bilan de prévention est pris en charge. Le connaissez-vous ? »",
    "source": "ameli.fr",
}


def documentalist(**fields: Any) -> User:
    return accounts.user(Role.DOCUMENTALIST, **fields)


def draft(author: User | None = None, **fields: Any) -> Campaign:
    """A permanent campaign for everybody in France unless told otherwise, to be checked again in a month."""
    due = timezone.localdate() + timedelta(days=30)
    return services.keep(user=author or documentalist(), said={"check_again_on": due, **SAID, **fields})


def to_read(author: User | None = None, **fields: Any) -> Campaign:
    return services.submit(campaign_id=draft(author, **fields).pk)


def campaign(**fields: Any) -> Campaign:
    """A published one."""
    return services.publish(user=documentalist(), campaign_id=to_read(**fields).pk)


def arrival(title: str, *, text: str = "") -> Arrival:
    """Brought by a feed of its own."""
    source = services.keep_source(
        user=documentalist(), title="Ligue", kind=SourceKind.FEED, address=f"https://exemple.fr/{next(_numbers)}"
    )
    services.take_in(source=source, found=[services.Found(title, title, "https://exemple.fr/", text, None)])
    return Arrival.objects.get(source=source)
