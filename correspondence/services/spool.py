"""The print spool: letters of a mutual that are due become one PDF, and are sent when it was handed to the printer.

A batch is asked for, made by whoever claims it, and handed over by a person. Its letters are its own from its first claim on:
made again after a maker died, it holds the same letters under the same references.
"""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from typst import TypstError

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.services.documents import content_of
from correspondence import deadlines, sheet
from correspondence.enclosures import GRAMS_OF_ENVELOPE, weight_of
from correspondence.enums import UNMADE, BatchState, Fault, MessageState
from correspondence.errors import BatchGoneError
from correspondence.models import Batch, Message
from correspondence.services import brochures
from correspondence.services.writing import settled
from ui import formats
from ui.typesetting import pdf

if TYPE_CHECKING:
    from ui.binding import Binder

logger = structlog.get_logger(__name__)

LARGEST: Final = 500
"""Letters of a batch: what a tray holds, and what bounds the memory of who makes it."""
AT_ONCE: Final = 16
"""Letters that are read and set together."""
SETTERS: Final = 2

CLAIM = """
WITH due AS (
  SELECT id FROM correspondence_batch
   WHERE state IN ('asked', 'making') AND next_at <= statement_timestamp()
   ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE correspondence_batch batch
   SET state = 'making', attempts = batch.attempts + 1, next_at = statement_timestamp() + make_interval(secs => %(lease)s)
  FROM due WHERE batch.id = due.id
RETURNING batch.id, batch.attempts
"""
FILL = """
WITH due AS (
  SELECT id FROM correspondence_message
   WHERE mutual_id = %(mutual)s AND channel = 'letter' AND carrier = 'hand' AND state IN ('waiting', 'failed') AND batch_id IS NULL
     AND next_at <= statement_timestamp() AND undo_until <= statement_timestamp()
   ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE correspondence_message message
   SET state = 'sending', attempts = message.attempts + 1, batch_id = %(batch)s,
       next_at = statement_timestamp() + make_interval(secs => %(within)s)
  FROM due WHERE message.id = due.id
"""


@transaction.atomic
def ask(*, user: User | None, mutual_id: int) -> Batch:
    """A batch of what is due in a mutual; the one that is being made, when there is one."""
    Batch.objects.bulk_create([Batch(mutual_id=mutual_id, asked_by=user)], ignore_conflicts=True)
    return Batch.objects.get(mutual_id=mutual_id, state__in=UNMADE)


def make_due() -> int:
    """Make every batch that was asked for, one after the other; how many there were."""
    made = 0
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        while (claimed := _claimed()) is not None:
            make(*claimed)
            made += 1
    return made


@transaction.atomic
def _claimed() -> tuple[UUID, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lease": deadlines.PRINT_LEASE.total_seconds()})
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def make(batch_id: UUID, attempt: int) -> None:
    """Print a batch that is ours for `PRINT_LEASE`, and keep it unless somebody else took it meanwhile."""
    batch = _filled(batch_id)
    if attempt > deadlines.PRINT_TRIES:
        _end(batch, attempt, BatchState.FAILED)
        return
    with tempfile.TemporaryDirectory(prefix="spool-") as folder:
        path = Path(folder) / "batch.pdf"
        printed, unprinted, pages = _printed(batch, path)
        _keep(batch, attempt, path, printed, unprinted, pages)


@transaction.atomic
def _filled(batch_id: UUID) -> Batch:
    batch = Batch.objects.select_related("mutual").get(pk=batch_id)
    room = LARGEST - Message.objects.filter(batch=batch).count()
    with connection.cursor() as cursor:
        within = deadlines.PRINTED_WITHIN.total_seconds()
        cursor.execute(FILL, {"mutual": batch.mutual_id, "batch": batch.pk, "limit": room, "within": within})
    return batch


# ---- on paper


def _printed(batch: Batch, path: Path) -> tuple[list[dict[str, Any]], list[UUID], int]:
    """Writes the PDF to PATH. What was printed, as the manifest has it; what could not be; and how many pages there are."""
    from ui.binding import Binder  # noqa: PLC0415  qpdf takes a fifth of a second to load, and only a printer needs it

    manifest: list[dict[str, Any]] = []
    unprinted: list[UUID] = []
    with Binder() as binder, ThreadPoolExecutor(SETTERS) as setters:
        letters = _in_order(batch)
        binder.add(_cover(batch, len(letters)))
        for laid_in, group in groupby(letters, key=lambda letter: letter[0]):
            ids = [letter[-1] for letter in group]
            if laid_in:
                binder.turn()
                binder.add(_separator(batch, laid_in, len(ids)))
            for message, page in _set(ids, setters):
                try:
                    manifest.append(_bound(binder, message, page, laid_in, number=len(manifest) + 1))
                except (ValueError, OSError, RuntimeError) as error:
                    logger.warning("letter_not_printed", mutual_id=message.mutual_id, reason=type(error).__name__)
                    unprinted.append(message.pk)
        binder.save(path)
        return manifest, unprinted, binder.pages


@transaction.atomic
def _in_order(batch: Batch) -> list[tuple[tuple[str, ...], str, UUID]]:
    """Letters with the paper brochures that are laid in, those that take the same ones together, then by postcode."""
    letters = Message.objects.filter(batch=batch, state=MessageState.SENDING).prefetch_related("enclosures__brochure")
    return sorted(
        (
            tuple(one.brochure.title for one in letter.enclosures.all() if one.is_from_stock),
            sheet.postcode_of(letter),
            letter.pk,
        )
        for letter in letters
    )


def _set(ids: Sequence[UUID], setters: ThreadPoolExecutor) -> Iterator[tuple[Message, bytes | Exception]]:
    """Letters with their own pages, in order, or with what went wrong. A few are held at a time."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        with transaction.atomic():  # the scope holds inside a transaction only, and setting a page needs none
            found = sheet.at_hand(Message.objects.filter(pk__in=some)).in_bulk()
            under_way = [(found[one], _begun(found[one], setters)) for one in some]
        for message, page in under_way:
            yield message, page if isinstance(page, Exception) else _result(page)


def _begun(message: Message, setters: ThreadPoolExecutor) -> Future[bytes] | Exception:
    try:
        return setters.submit(sheet.set_page, sheet.said_of(message), at=message.created_at)
    except (ValueError, OSError) as error:  # an address that no longer fits, a logo that is gone
        return error


def _result(page: Future[bytes]) -> bytes | Exception:
    try:
        return page.result()
    except TypstError as error:
        return error


def _bound(
    binder: "Binder", message: Message, page: bytes | Exception, laid_in: tuple[str, ...], *, number: int
) -> dict[str, Any]:
    """One piece of post, which begins on the front of a sheet: the letter, its papers, its brochures that are printed.

    Everything that could be missing is read before the first of its pages is bound.
    """
    if isinstance(page, Exception):
        raise page
    papers = [page, *(content_of(document) for document in message.papers)]
    enclosed = [one.brochure for one in message.enclosures.all() if not one.is_from_stock]
    for brochure in enclosed:
        binder.read(brochure.pk, partial(brochures.content_of, brochure))
    binder.turn()
    first = binder.pages + 1
    for paper in papers:
        binder.add(paper)
    for brochure in enclosed:
        binder.add_shared(brochure.pk)
    pages = binder.pages - first + 1
    laid = sum(one.brochure.grams for one in message.enclosures.all() if one.is_from_stock)
    return {
        "number": number,
        "reference": sheet.reference_of(message),
        "first_page": first,
        "pages": pages,
        "sheets": -(-pages // 2),
        "grams": GRAMS_OF_ENVELOPE + weight_of(pages) + laid,
        "postcode": sheet.postcode_of(message),
        "laid_in": list(laid_in),
    }


def _cover(batch: Batch, letters: int) -> bytes:
    with override("fr"):
        lines = [
            batch.mutual.name,
            formats.moment(timezone.localtime(batch.asked_at)),
            ngettext("%(count)d letter", "%(count)d letters", letters) % {"count": letters},
            _("Printed on both sides; each letter begins on a new sheet."),
        ]
        title = _("Batch %(reference)s") % {"reference": batch.reference}
    return _sheet(batch, title, lines)


def _separator(batch: Batch, laid_in: Sequence[str], letters: int) -> bytes:
    with override("fr"):
        title = _("Lay in")
        next_ones = ngettext("In the next %(count)d letter", "In the next %(count)d letters", letters) % {
            "count": letters
        }
    return _sheet(batch, title, [*laid_in, next_ones])


def _sheet(batch: Batch, title: str, lines: list[str]) -> bytes:
    said = {"title": title, "author": batch.mutual.name, "lang": "fr", "lines": lines}
    return pdf("separator", said, at=batch.asked_at)


# ---- what became of it


def _keep(
    batch: Batch, attempt: int, path: Path, printed: list[dict[str, Any]], unprinted: list[UUID], pages: int
) -> None:
    """Ready, with its file; nothing of it when somebody else makes it by now."""
    if not printed:
        _end(batch, attempt, BatchState.EMPTY, unprinted=unprinted)
        return
    with path.open("rb") as file:
        name = default_storage.save(f"mutuals/{batch.mutual_id}/batches/{batch.pk}-{attempt}.pdf", File(file))
    fields = {"file": name, "manifest": printed, "pages": pages, "ready_at": Now()}
    if not _end(batch, attempt, BatchState.READY, unprinted=unprinted, **fields):
        default_storage.delete(name)


@transaction.atomic
def _end(batch: Batch, attempt: int, state: BatchState, *, unprinted: Sequence[UUID] = (), **fields: Any) -> bool:
    """Whether the batch was still ours. What could not be printed is tried again in another batch, or given up."""
    ours = Batch.objects.filter(pk=batch.pk, state=BatchState.MAKING, attempts=attempt)
    if not ours.update(state=state, next_at=None, **fields):
        return False
    left = Message.objects.filter(batch=batch)
    for message in left if state == BatchState.FAILED else left.filter(pk__in=unprinted):
        pause = deadlines.pause_after(message.attempts)
        Message.objects.filter(pk=message.pk).update(
            state=MessageState.GIVEN_UP if pause is None else MessageState.FAILED,
            error=Fault.OTHER,
            batch=None,
            next_at=None if pause is None else Now() + pause,
        )
        settled(message)
    return True


@transaction.atomic
def hand_over(*, user: User, batch_id: UUID) -> Batch:
    """USER gave the batch to the printer: its letters are sent. Once more changes nothing. Raises BatchGoneError, Batch.DoesNotExist."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state == BatchState.TAKEN:
        return batch
    if batch.state != BatchState.READY:
        raise BatchGoneError
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.TAKEN, taken_at=Now(), taken_by=user)
    for message in Message.objects.filter(batch=batch, state=MessageState.SENDING):
        Message.objects.filter(pk=message.pk).update(
            state=MessageState.SENT, sent_at=Now(), next_at=None, error="", answer=""
        )
        settled(message)
    batch.refresh_from_db()
    return batch
