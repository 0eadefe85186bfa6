"""What a portal asks once: the same again gets the same case, something else under the same key is refused."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import ApiKey, Mutual
from accounts.scopes import within_mutuals
from contacts import deadlines
from contacts.enums import CallerKind, Channel, EntryKind
from contacts.errors import KeyReusedError
from contacts.models import Case, Idempotency, Reason
from contacts.services.cases import Demand, open_case
from members.models import Member


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
    """The case, and whether it is new. DIGEST stands for the whole request. Raises KeyReusedError for another one under KEY."""
    with connection.cursor() as cursor:
        # Those who come together under one key follow each other, and find what the first one made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"contacts.ask:{api_key.pk}:{key}"])
    if (known := answered(api_key=api_key, key=key, digest=digest)) is not None:
        return known, False
    case, _ = open_case(_demand(api_key.mutual_id, asked))
    Idempotency.objects.create(mutual_id=api_key.mutual_id, api_key=api_key, key=key, body_sha256=digest, case=case)
    return case, True


def answered(*, api_key: ApiKey, key: str, digest: str) -> Case | None:
    """What the same request made before. Raises KeyReusedError."""
    known = Idempotency.objects.filter(api_key=api_key, key=key).select_related("case").first()
    if known is not None and known.body_sha256 != digest:
        raise KeyReusedError
    return known.case if known else None


def _demand(mutual_id: int, asked: Asked) -> Demand:
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
