"""What screens, middleware and services read of accounts and rights."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import Grant, Mutual, MutualPolicy, User


def granted_mutual_ids(user: User, *, on: date | None = None) -> list[int]:
    """Ids of the active mutuals on which the account has an approved grant that day (today in Paris by default)."""
    day = on or timezone.localdate()
    return list(
        Grant.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), user=user, approved_at__isnull=False, starts_on__lte=day
        )
        .filter(mutual__is_active=True)
        .order_by("mutual_id")
        .values_list("mutual_id", flat=True)
    )


def policy_of(mutual: Mutual, *, on: date) -> MutualPolicy:
    """The policy in force on a day. Raises MutualPolicy.DoesNotExist when the mutual has none yet."""
    return mutual.policies.filter(valid_from__lte=on).order_by("-valid_from")[:1].get()
