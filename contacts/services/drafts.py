"""What somebody is writing about a case, kept as they type. Only its writer reads it; it opens nothing and closes nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from contacts import deadlines, queries
from contacts.errors import DraftChangedError
from contacts.models import Case, Draft


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it stands, empty when there is none. Who saves next says this version."""

    text: str = ""
    version: int = 0
    at: datetime | None = None


def read(*, user: User, case_id: UUID, field: str) -> Kept:
    """Raises Case.DoesNotExist for a case that is not the account's to read."""
    return of(user=user, case=queries.case_for(user, case_id), field=field)


def of(*, user: User, case: Case, field: str) -> Kept:
    """What USER writes about a case that they were shown."""
    return _kept(Draft.objects.filter(user=user, case=case, field=field).first())


@transaction.atomic
def keep(*, user: User, case_id: UUID, field: str, text: str, version: int) -> Kept:
    """Keep TEXT in place of VERSION. The same text again changes nothing, whatever its version: an answer may be lost.

    Raises DraftChangedError when another text was kept after VERSION was read, and Case.DoesNotExist.
    """
    case = queries.case_for(user, case_id)
    draft = _locked(case, user, field)
    if draft.text != text:
        if draft.version != version:
            raise DraftChangedError
        _write(draft, text)
    return _kept(draft)


@transaction.atomic
def forget(*, user: User, case: Case, field: str) -> None:
    """The text has become what it was for. Its number stays for a while: an old text that arrives late is not kept again."""
    draft = _locked(case, user, field)
    _write(draft, "")


def forget_old() -> int:
    """Drafts that nobody came back to. How many."""
    return Draft.objects.filter(updated_at__lt=Now() - deadlines.DRAFT_KEPT).delete()[0]


def _locked(case: Case, user: User, field: str) -> Draft:
    """The row, locked; a new one has version 0 and no text."""
    whose = {"mutual_id": case.mutual_id, "user": user, "case": case, "field": field}
    Draft.objects.bulk_create([Draft(**whose, version=0)], ignore_conflicts=True)
    return Draft.objects.select_for_update().get(user=user, case=case, field=field)


def _write(draft: Draft, text: str) -> None:
    draft.text, draft.version, draft.updated_at = text, draft.version + 1, Now()
    draft.save(update_fields=["text", "version", "updated_at"])
    draft.refresh_from_db(fields=["updated_at"])


def _kept(draft: Draft | None) -> Kept:
    if draft is None:
        return Kept()
    return Kept(draft.text, draft.version, draft.updated_at if draft.text else None)
