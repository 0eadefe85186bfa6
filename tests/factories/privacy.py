"""Requests of people for tests, inside the scope of their mutual. What a test depends on, it says."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from accounts.sealing import seal
from members.models import Member
from privacy.deadlines import answer_due
from privacy.enums import Asker, Ground, Kind, Origin, RequestState
from privacy.models import Erasure, Request
from privacy.sealing import seal_file
from tests.factories import members


def request(of: Member, by: User, *, received_on: date | None = None, **fields: Any) -> Request:
    """Entered today unless told otherwise."""
    day = received_on or timezone.localdate()
    said = {"kind": Kind.ACCESS, "ground": Ground.ACCESS, "asker": Asker.PERSON, "due_on": answer_due(day), **fields}
    return Request.objects.create(mutual_id=of.mutual_id, member=of, received_on=day, entered_by=by, **said)


def to_approve(of: Member, by: User, **fields: Any) -> Request:
    """An erasure that waits for a second person, whatever stands against it."""
    return request(of, by, kind=Kind.ERASURE, ground=Ground.NOT_NEEDED, state=RequestState.TO_APPROVE, **fields)


def answered(of: Member, by: User, content: bytes = b"PK", **fields: Any) -> Request:
    """An access whose archive holds CONTENT, with a medical part."""
    made = request(of, by, state=RequestState.DONE, ended_at=timezone.now(), size=len(content), **fields)
    made.file = stored(content, made.pk, made.mutual_id)
    made.expires_on = timezone.localdate() + timedelta(days=30)
    made.code_sealed = seal("CODE-CODE-CODE-CODE", bound_to=b"privacy.request.code" + made.pk.bytes)
    made.save(update_fields=["file", "expires_on", "code_sealed"])
    return made


def erasure(of: Member, content: bytes = b"PK") -> Erasure:
    """Of somebody of whom an extract is kept for a year."""
    made = Erasure(mutual_id=of.mutual_id, member=of, origin=Origin.REQUEST)
    made.extract = stored(content, made.pk, made.mutual_id)
    made.keep_until = timezone.localdate() + timedelta(days=365)
    made.save(force_insert=True)
    return made


def stored(content: bytes, owner_id: UUID, mutual_id: int) -> Any:
    sealed = io.BytesIO()
    seal_file(io.BytesIO(content), sealed, owner_id=owner_id)
    return default_storage.save(f"mutuals/{mutual_id}/privacy/{owner_id}", ContentFile(sealed.getvalue()))


def requests(of: Member, by: User, mark: str) -> dict[str, Any]:
    """One of each sort of row that an address names."""
    gone = members.member(of.mutual, birth_name=f"Effacée{mark}")
    return {
        "erasing": to_approve(of, by).pk,
        "answered": answered(of, by, b"PK" + mark.encode()).pk,
        "erasure": erasure(gone, b"PK" + mark.encode()).pk,
    }
