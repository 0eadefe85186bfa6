"""What every verb on a case does: locks it, writes it with its next version, adds a line to its timeline, tells who waits."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts import queries
from contacts.enums import HELD, CaseState, EntryKind
from contacts.errors import NotHeldError
from contacts.models import Case, Entry
from live.services import announce, stir


def add_entry(
    case: Case,
    kind: EntryKind,
    *,
    by: User | None = None,
    at: datetime | None = None,
    title: str = "",
    text: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """One line of the timeline, in the caller's transaction; now unless AT."""
    entry = Entry(
        mutual_id=case.mutual_id,
        case=case,
        member_id=case.member_id,
        kind=kind,
        at=at or Now(),
        by=by,
        title=title,
        text=text,
        detail=detail or {},
    )
    entry.save(force_insert=True)
    stir()
    return entry


def amend_entry(entry_id: int, **detail: Any) -> None:
    """Add to what a line's `detail` says: what became of something that leaves later."""
    for entry in Entry.objects.select_for_update(no_key=True).filter(pk=entry_id):
        entry.detail = {**entry.detail, **detail}
        entry.save(update_fields=["detail"])


def change(case: Case, **fields: Any) -> None:
    """Write these fields and the next version."""
    for name, value in fields.items():
        setattr(case, name, value)
    case.version = F("version") + 1
    case.save(update_fields=[*fields, "version"])
    case.refresh_from_db(fields=[*fields, "version"])


def tell_queue(case: Case) -> None:
    announce("queue", to=queries.listeners_of(case.queue_id), subject_id=case.queue_id)


def held_case(user: User, case_id: UUID) -> Case:
    """The case locked until the transaction ends. Raises NotHeldError unless USER has it."""
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=case_id, holder=user, state__in=HELD)
        .first()
    )
    if case is None:
        raise NotHeldError
    return case


def locked(case_id: UUID) -> Case:
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)


def one_at_a_time(user: User) -> None:
    """Two clicks of one person follow each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contacts.hands'), %s)", [user.pk])


def everywhere() -> AbstractContextManager[None]:
    """Work that is about a person and not about a mutual: what is in somebody's hands may be of any."""
    return within_mutuals(list(Mutual.objects.values_list("pk", flat=True)))


def free_hands(user: User, *, but: Case | None = None) -> None:
    """What is in hand goes aside: a call does not wait for a letter. Nothing is given back behind somebody's back.

    Whatever mutual it is of: a person has two hands, and the telephone rings for one mutual only.
    """
    with everywhere():
        in_hand = Case.objects.filter(holder=user, state=CaseState.IN_HAND)
        for held in in_hand if but is None else in_hand.exclude(pk=but.pk):
            change(held, state=CaseState.ASIDE)
            add_entry(held, EntryKind.SET_ASIDE, by=user)
