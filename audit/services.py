"""The only writers of the journal."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Min, QuerySet

from audit import actors
from audit.enums import Act
from audit.errors import JournalUnavailableError
from audit.models import JournalEntry, JournalSeal


def record(
    *,
    act: Act,
    mutual_id: int | None = None,
    member_id: UUID | None = None,
    ground: str = "",
    route: str = "",
    detail: dict[str, Any] | None = None,
) -> JournalEntry:
    """Add one entry for the current actor, in the caller's transaction: what cannot be journalled is not shown.

    `detail` holds kinds and counts, never a name, number or note. Raises NobodyActsError or JournalUnavailableError.
    """
    actor = actors.current()
    entry = JournalEntry(
        act=act,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.user_id,
        role=actor.role,
        mutual_id=mutual_id,
        member_id=member_id,
        ground=ground,
        route=route,
        detail=detail or {},
        request_id=actor.request_id,
        network=actor.network,
    )
    try:
        entry.save(force_insert=True)
    except DatabaseError as error:
        raise JournalUnavailableError from error
    return entry


def seal_journal(*, lag_seconds: int = 60) -> JournalSeal | None:
    """Seal the entries that no running transaction can still precede; None when there are none, or another is sealing.

    Ids are drawn before commit, so a younger id may be visible before an older one: entries wait until every transaction
    of our role that was open when they were written has ended, an import of an hour too, and `lag_seconds` on top.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('audit.seal_journal'))")
            if not cursor.fetchone()[0]:
                return None
        last = JournalSeal.objects.order_by("-last_id").first()
        entries = list(_unsealed(after=last.last_id if last else 0, lag_seconds=lag_seconds))
        if not entries:
            return None
        return JournalSeal.objects.create(
            first_id=entries[0].pk,
            last_id=entries[-1].pk,
            entries=len(entries),
            digest=digest_of(entries, previous=last.digest if last else ""),
        )


def broken_seals() -> list[JournalSeal]:
    """Seals whose entries no longer give their digest, oldest first: empty when nothing was changed or removed.

    Of what is over its duration only the digests are left: the oldest that is kept follows from the last of them.
    """
    broken, previous = [], ""
    for seal in JournalSeal.objects.order_by("first_id").iterator():
        if seal.forgotten_at is not None:
            previous = seal.digest
            continue
        entries = list(JournalEntry.objects.filter(pk__range=(seal.first_id, seal.last_id)).order_by("pk"))
        if len(entries) != seal.entries or digest_of(entries, previous=previous) != seal.digest:
            broken.append(seal)
        previous = seal.digest
    return broken


def digest_of(entries: list[JournalEntry], *, previous: str) -> str:
    """SHA-256 over the previous digest and every field of the entries in order, as 64 hexadecimal digits."""
    digest = hashlib.sha256(previous.encode())
    names = [field.attname for field in JournalEntry._meta.concrete_fields]
    for entry in entries:
        digest.update(json.dumps([str(getattr(entry, name)) for name in names]).encode())
    return digest.hexdigest()


def _unsealed(*, after: int, lag_seconds: int) -> QuerySet[JournalEntry]:
    settled = _settled_before(lag_seconds)
    later = JournalEntry.objects.filter(pk__gt=after)
    entries = later.filter(at__lt=settled).order_by("pk")
    # Ids and instants are not drawn together: a seal covers a range of ids without holes that could be filled later.
    youngest = later.filter(at__gte=settled).aggregate(first=Min("pk"))["first"]
    return (entries if youngest is None else entries.filter(pk__lt=youngest))[:50_000]


def _settled_before(lag_seconds: int) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(min(xact_start), statement_timestamp()) - make_interval(secs => %s) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user",
            [lag_seconds],
        )
        instant: datetime = cursor.fetchone()[0]
    return instant
