"""What a policy would have changed, had it been in force. Apps say at their start which table holds which commitment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import MutualPolicy
from accounts.scopes import within_mutuals
from clock.enums import Commitment
from clock.hours import NeverOpenError, later
from clock.models import Alert, Clocked
from clock.queries import PROMISED, now, terms_under

_TABLES: dict[Commitment, type[Clocked]] = {}


def holds(commitment: Commitment, table: type[Clocked]) -> None:
    """Rows of TABLE are promises of that kind; said once, when the app starts."""
    _TABLES[commitment] = table


def tables() -> list[str]:
    """Of everything that is promised within a time, by name, each once."""
    return sorted({table._meta.db_table for table in _TABLES.values()})


@dataclass(frozen=True, slots=True)
class Waiting:
    """Steps of a kind of promise that are due and not done, since when the first of them is, and alerts that should have left."""

    commitment: Commitment
    steps: int
    since: datetime | None
    alerts: int


def waiting(at: datetime) -> list[Waiting]:
    """Of each kind of promise, in the caller's scope. All nothing is how it must be, but for a moment."""
    alerts = Alert.objects.filter(next_at__lte=at).order_by().values("commitment").annotate(count=Count("pk"))
    by_kind = {row["commitment"]: row["count"] for row in alerts}
    found = []
    for commitment, table in _TABLES.items():
        due: QuerySet[Any] = table.objects.filter(next_action_at__lte=at)
        if any(one.name == "commitment" for one in table._meta.fields):
            due = due.filter(commitment=commitment)
        seen = due.aggregate(count=Count("pk"), since=Min("next_action_at"))
        found.append(Waiting(commitment, seen["count"], seen["since"], by_kind.get(commitment.value, 0)))
    return sorted(found, key=lambda one: list(Commitment).index(one.commitment))


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the `open` promises of a kind: how many would have an `earlier` or a `later` deadline. None is moved."""

    commitment: Commitment
    open: int
    earlier: int
    later: int


def effects_of(policy: MutualPolicy) -> list[Effect]:
    """Of a version that is not saved, on what its mutual has promised and not kept yet; a kind after the other, but what the law promises. Raises NeverOpenError."""
    with within_mutuals([policy.mutual_id]):
        return [_effect(policy, commitment) for commitment in PROMISED if commitment in _TABLES]


def _effect(policy: MutualPolicy, commitment: Commitment) -> Effect:
    terms = terms_under(policy, commitment, start=now())
    waits = Q(next_action_at__isnull=False) | Q(paused_at__isnull=False)
    rows = _TABLES[commitment]._default_manager.filter(waits, mutual=policy.mutual)
    count = earlier = afterwards = 0
    for row in rows.only("started_at", "deadline_at", "pauses", "paused_at").iterator(chunk_size=2_000):
        # A pause that lasts still has moved nothing yet.
        over = [pause for pause in row.stood_still if pause.until is not None]
        wanted = later(row.started_at, terms.target, calendar=terms.calendar, pauses=over)
        count += 1
        earlier += wanted < row.deadline_at
        afterwards += wanted > row.deadline_at
    return Effect(commitment, count, earlier, afterwards)


def never_due(policy: MutualPolicy) -> list[Commitment]:
    """Of what a deadline counted as the policy says would never come."""
    return [commitment for commitment in PROMISED if not _comes(policy, commitment)]


def _comes(policy: MutualPolicy, commitment: Commitment) -> bool:
    try:
        terms_under(policy, commitment, start=now())
    except NeverOpenError:
        return False
    return True
