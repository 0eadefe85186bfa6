"""What a machine asks once: the same again gets what was made, something else under the same key is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import ApiKey, Mutual
from accounts.scopes import within_mutuals
from contacts import deadlines
from contacts.enums import CallerKind, Channel, EntryKind
from contacts.errors import KeyReusedError
from contacts.models import Case, Idempotency, Reason
from contacts.services.cases import Demand, open_case
from members.models import Member

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request of the portal's. Without a member, who asks is not known to be one."""

    subject: str
    text: str
    member: Member | None = None
    reason_code: str = ""
    received_at: datetime | None = None


@transaction.atomic
def ask(*, api_key: ApiKey, key: str, digest: str, asked: Asked) -> tuple[Case, bool]:
    """The case of a portal's request, and whether it is new. What `once` raises."""
    demand = demand_of(api_key.mutual_id, asked)

    def make(case_id: UUID) -> Case:
        return open_case(replace(demand, case_id=case_id))[0]

    return once(Case.objects.all(), api_key=api_key, key=key, digest=digest, make=make)


@transaction.atomic
def once(
    rows: QuerySet[Row], *, api_key: ApiKey, key: str, digest: str, make: Callable[[UUID], Row]
) -> tuple[Row, bool]:
    """The row that MAKE adds under an id given to it, or did before; and whether it is new.

    DIGEST stands for the whole request. Raises KeyReusedError for another one under KEY.
    """
    claim = Idempotency(mutual_id=api_key.mutual_id, api_key=api_key, key=key, body_sha256=digest, made_id=uuid7())
    # Those who come together under one key wait here for the first one, and find what it made.
    Idempotency.objects.bulk_create([claim], ignore_conflicts=True)
    known = Idempotency.objects.get(api_key=api_key, key=key)
    if known.made_id == claim.made_id:
        return make(known.made_id), True
    return _same(rows, known, digest), False


def answered(rows: QuerySet[Row], *, api_key: ApiKey, key: str, digest: str) -> Row | None:
    """What the same request made before. Raises KeyReusedError."""
    known = Idempotency.objects.filter(api_key=api_key, key=key).first()
    return _same(rows, known, digest) if known else None


def _same(rows: QuerySet[Row], known: Idempotency, digest: str) -> Row:
    if known.body_sha256 != digest:
        raise KeyReusedError
    return rows.get(pk=known.made_id)


def demand_of(mutual_id: int, asked: Asked) -> Demand:
    """The case that a portal's request opens."""
    member = asked.member
    return Demand(
        mutual_id=mutual_id,
        channel=Channel.PORTAL,
        received_at=asked.received_at or timezone.now(),
        member_id=member.pk if member else None,
        caller_kind=CallerKind.MEMBER if member else CallerKind.OTHER,
        language=member.language if member else "fr",
        subject=asked.subject,
        reason=Reason.objects.filter(code=asked.reason_code).first(),
        kind=EntryKind.REQUEST,
        text=asked.text,
    )


def forget_old() -> int:
    """Keys under which nobody can ask again. How many."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        return Idempotency.objects.filter(created_at__lt=Now() - deadlines.IDEMPOTENCY_KEPT).delete()[0]
