"""What a beneficiary used of a guarantee, told by the mutual's system or noted by an adviser."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.models import User
from members.models import Member
from quotes.enums import UseOrigin
from quotes.models import Consumption


@transaction.atomic
def note_use(
    *, member_id: UUID, key: str, spent_on: date, cents: int, origin: UseOrigin, by: User | None = None
) -> Consumption:
    """CENTS used of the purse KEY on a day; `queries.GLASSES` also dates the latest glasses. Raises Member.DoesNotExist."""
    member = Member.objects.get(pk=member_id)
    return Consumption.objects.create(
        mutual_id=member.mutual_id, member=member, key=key, spent_on=spent_on, cents=cents, origin=origin, noted_by=by
    )
