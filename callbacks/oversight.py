"""What a policy would have changed, had it been in force."""

from dataclasses import dataclass

from accounts.models import MutualPolicy
from accounts.scopes import within_mutuals
from callbacks.enums import OPEN
from callbacks.models import Callback
from clock.enums import Commitment
from clock.hours import NeverOpenError, later
from clock.queries import PROMISED, now, terms_under


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the `open` promises of a mutual: how many would have an `earlier` or a `later` deadline. None is moved."""

    open: int
    earlier: int
    later: int


def effect_of(policy: MutualPolicy) -> Effect:
    """Of a version that is not saved, on the promises that are open now. Raises NeverOpenError."""
    terms = terms_under(policy, Commitment.CALLBACK, start=now())
    count = earlier = afterwards = 0
    with within_mutuals([policy.mutual_id]):
        rows = Callback.objects.filter(mutual=policy.mutual, state__in=OPEN, reached_at__isnull=True)
        for started_at, deadline_at in rows.values_list("started_at", "deadline_at").iterator(chunk_size=2_000):
            wanted = later(started_at, terms.target, calendar=terms.calendar)
            count += 1
            earlier += wanted < deadline_at
            afterwards += wanted > deadline_at
    return Effect(count, earlier, afterwards)


def never_due(policy: MutualPolicy) -> list[Commitment]:
    """Of what a deadline counted as the policy says would never come."""
    return [commitment for commitment in PROMISED if not _comes(policy, commitment)]


def _comes(policy: MutualPolicy, commitment: Commitment) -> bool:
    try:
        terms_under(policy, commitment, start=now())
    except NeverOpenError:
        return False
    return True
