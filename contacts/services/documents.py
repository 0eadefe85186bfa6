"""Files that came in: looked at, kept under names of ours outside the web's root, joined to cases, taken apart.

Looking at a file takes long and needs no database: it is done before the transaction that keeps it, never inside.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import uuid_utils.compat
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from contacts import inspection
from contacts.enums import Apart, Channel, DocumentState, EntryKind
from contacts.errors import NoSuchPagesError
from contacts.inspection import Verdict
from contacts.mail import safe_name
from contacts.models import Case, Document, Entry
from contacts.services.base import add_entry, held_case
from contacts.services.cases import Demand, open_case


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was looked at and is stored, not yet joined to anything. Its id will be its document's."""

    id: UUID
    path: str
    name: str
    size: int
    sha256: str
    verdict: Verdict


def look_at(content: bytes, *, mutual_id: int, name: str, claimed: str = "", verdict: Verdict | None = None) -> Paper:
    """Inspect and store a file of a stranger, unless VERDICT says what it is. Never raises over its content."""
    paper_id = uuid_utils.compat.uuid7()
    found = verdict or inspection.inspect(content, name=name, claimed=claimed)
    path = default_storage.save(f"mutuals/{mutual_id}/documents/{paper_id}", ContentFile(content))
    return Paper(
        id=paper_id,
        path=path,
        name=safe_name(name) or str(paper_id)[:8],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        verdict=found,
    )


def discard(papers: Iterable[Paper]) -> None:
    """Forget files that were joined to nothing after all."""
    for paper in papers:
        default_storage.delete(paper.path)


def add_document(
    case: Case, paper: Paper, *, received_at: datetime, scanned_at: datetime | None = None, entry: Entry | None = None
) -> Document:
    """Join a file to a case, in the caller's transaction. A dubious one is set apart; the case has it all the same."""
    document = Document(
        id=paper.id,
        mutual_id=case.mutual_id,
        case=case,
        entry=entry,
        file=paper.path,
        name=paper.name,
        media_type=paper.verdict.media_type[:80],
        size=paper.size,
        sha256=paper.sha256,
        pages=paper.verdict.pages,
        state=DocumentState.QUARANTINED if paper.verdict.why else DocumentState.SAFE,
        why=paper.verdict.why or "",
        received_at=received_at,
        scanned_at=scanned_at,
    )
    document.save(force_insert=True)
    return document


def content_of(document: Document) -> bytes:
    with document.file.open("rb") as file:
        content: bytes = file.read()
    return content


def split(*, user: User, case_id: UUID, document_id: UUID, pages: Sequence[int] = (), subject: str = "") -> Case:
    """A case of its own, received when the envelope was, for a document of it, or for these PAGES of a document.

    The document that pages are taken from stays whole where it is: it is what was received. The new case waits in its queue,
    for nobody in particular. Raises NotHeldError, Document.DoesNotExist, and NoSuchPagesError for pages that are not there,
    or when nothing would be left.
    """
    document = Document.objects.get(pk=document_id, case_id=case_id)
    paper = _taken_out(document, sorted(set(pages))) if pages else None
    try:
        return _split(user, case_id, document, paper, list(pages), subject)
    except BaseException:
        discard([paper] if paper else [])
        raise


def _taken_out(document: Document, pages: list[int]) -> Paper:
    held = document.pages or 0
    if document.state != DocumentState.SAFE or document.media_type not in inspection.PAGED:
        raise NoSuchPagesError
    if not 1 <= pages[0] <= pages[-1] <= held or len(pages) == held:
        raise NoSuchPagesError
    made = inspection.excerpt(content_of(document), media_type=document.media_type, pages=pages)
    if made is None:
        raise NoSuchPagesError
    return look_at(made, mutual_id=document.mutual_id, name=document.name)


@transaction.atomic
def _split(user: User, case_id: UUID, document: Document, paper: Paper | None, pages: list[int], subject: str) -> Case:
    case = held_case(user, case_id)
    if paper is None and Document.objects.filter(case=case).count() < 2:
        raise NoSuchPagesError
    demand = Demand(
        mutual_id=case.mutual_id,
        channel=Channel(case.channel),
        received_at=case.received_at,
        caller_phone=str(case.caller_phone or ""),
        language=case.language,
        department=case.department,
        subject=subject or case.subject,
        kind=EntryKind.SPLIT,
        detail={"from": str(case.pk), "pages": pages},
    )
    new, entry = open_case(demand)
    if paper is None:
        document.case, document.entry = new, entry
        document.save(update_fields=["case", "entry"])
    else:
        add_document(new, paper, received_at=document.received_at, scanned_at=document.scanned_at, entry=entry)
    add_entry(case, EntryKind.SPLIT, by=user, detail={"to": str(new.pk), "pages": pages})
    return new


def set_apart(content: bytes, *, mutual_id: int, name: str, why: Apart) -> Paper:
    """Store a file that nobody looks into."""
    return look_at(content, mutual_id=mutual_id, name=name, verdict=Verdict(inspection.kind_of(content), why=why))
