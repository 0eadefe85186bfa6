"""Files of the register that come in through the screen: kept outside the web's root, imported by a worker, then deleted.

The register is published as an archive of several files, which is taken as it is.
"""

import csv
import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actors import Actor, acting
from live import queries
from live.services import telling_progress
from practitioners import deadlines
from practitioners.enums import ImportState, Odd
from practitioners.errors import ExtractionRefusedError, ExtractionRunningError, FewerRowsError, NotInArchiveError
from practitioners.fields import Odds
from practitioners.imports import Report, import_practitioners
from practitioners.models import RegisterImport

EXTRACTION: Final = "PS_LibreAcces_Personne_activite"
"""What the name of the file begins with that is read, among those of the archive."""

LARGEST: Final = 4 * 2**30
"""Bytes of the unpacked file: four times the whole register."""


def accept(*, by: User, file: "File[bytes]") -> RegisterImport:
    """Keep an uploaded file for the worker. The row waits; whoever calls may hasten it."""
    digest = hashlib.sha256()
    for block in file.chunks():
        digest.update(block)
    name = Path(file.name or "").name[-160:]
    upload = RegisterImport(name=name, sha256=digest.hexdigest(), size=file.size or 0, uploaded_by=by)
    file.seek(0)
    upload.file.save(f"register/{upload.pk}", file, save=False)
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def confirm(*, upload: RegisterImport, by: User) -> bool:
    """Have a file of far fewer rows imported all the same. False when there is nothing left to confirm."""
    waits = RegisterImport.objects.filter(pk=upload.pk, state=ImportState.TO_CONFIRM).exclude(file="")
    fields: dict[str, Any] = {"state": ImportState.WAITING, "started_at": None, "finished_at": None, "refusal": ""}
    return bool(waits.update(**fields, confirmed_by=by))


def waiting() -> list[UUID]:
    """Ids of the files that wait for a worker, oldest first."""
    found = RegisterImport.objects.filter(state=ImportState.WAITING).order_by("uploaded_at")
    return list(found.values_list("pk", flat=True))


def run(upload_id: UUID) -> None:
    """Import a waiting file; nothing when another worker has it. What fails is said on the row and raised."""
    upload = _claim(upload_id)
    if upload is None:
        return
    try:
        report = _import(upload)
    except ExtractionRunningError:
        _finish(upload, state=ImportState.WAITING)
    except FewerRowsError as refusal:
        _finish(upload, state=ImportState.TO_CONFIRM, refusal=refusal)
    except ExtractionRefusedError as refusal:
        _finish(upload, state=ImportState.REFUSED, refusal=refusal)
    except Exception:
        _finish(upload, state=ImportState.FAILED)
        raise
    else:
        _finish(upload, state=ImportState.DONE, report=report)


def percent_done(upload: RegisterImport) -> int:
    """How far the reading is, 0 to 100."""
    return queries.percent_done(_progress_key(upload.pk))


def first_odds(upload: RegisterImport, *, shown: int = 20) -> list[tuple[int, str]]:
    """Lines of the first strange rows with what is strange; the file has more."""
    if not upload.odds:
        return []
    with upload.odds.open("rb") as file:
        rows = csv.reader(io.TextIOWrapper(cast(BinaryIO, file.file), encoding="utf-8-sig", newline=""), delimiter=";")
        next(rows, None)
        return [(int(line), str(Odd(kind).label)) for line, kind, _meaning in islice(rows, shown)]


def odds_file(odds: Odds) -> bytes:
    """The strange rows as CSV, with a mark of UTF-8, which spreadsheets need to read accents."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("line"), _("kind"), _("meaning")])
    for kind, lines in odds.lines.items():
        writer.writerows([line, kind.value, kind.label] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def tidy() -> None:
    """Say what died, and delete the files that nobody decided about."""
    dead = RegisterImport.objects.filter(state=ImportState.RUNNING, started_at__lt=Now() - deadlines.IMPORT_LASTS)
    dead.update(state=ImportState.FAILED, finished_at=Now())
    old = Q(state=ImportState.TO_CONFIRM, finished_at__lt=Now() - deadlines.UPLOAD_KEPT)
    for upload in RegisterImport.objects.filter(old | Q(state=ImportState.FAILED)).exclude(file=""):
        upload.file.delete(save=True)


def _progress_key(upload_id: UUID) -> str:
    return f"register:{upload_id}"


def _claim(upload_id: UUID) -> RegisterImport | None:
    with transaction.atomic():
        mine = RegisterImport.objects.filter(pk=upload_id, state=ImportState.WAITING)
        if not mine.update(state=ImportState.RUNNING, started_at=Now()):
            return None
        return RegisterImport.objects.select_related("uploaded_by").get(pk=upload_id)


def _import(upload: RegisterImport) -> Report:
    """Raises what the import does, NotInArchiveError."""
    by = upload.uploaded_by
    actor = Actor(kind="job", name="import_practitioners", user_id=by.pk, role=by.role)
    with (
        acting(actor),
        upload.file.open("rb") as kept,
        _unpacked(cast(BinaryIO, kept.file), upload.name) as (file, name),
    ):
        return import_practitioners(
            file=file,
            name=name,
            confirmed=upload.confirmed_by_id is not None,
            progress=telling_progress(_progress_key(upload.pk), lasts=deadlines.IMPORT_LASTS),
        )


@contextmanager
def _unpacked(file: BinaryIO, name: str) -> Iterator[tuple[BinaryIO, str]]:
    """The extraction and its name, out of the archive when it is one."""
    is_packed = file.read(2) == b"PK"
    file.seek(0)
    if not is_packed:
        yield file, name
        return
    with tempfile.TemporaryFile() as unpacked:
        yield cast(BinaryIO, unpacked), _unpack(file, cast(BinaryIO, unpacked))


def _unpack(file: BinaryIO, into: BinaryIO) -> str:
    """The name of what was unpacked. Raises NotInArchiveError."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = [one for one in archive.infolist() if Path(one.filename).name.startswith(EXTRACTION)]
            if len(found) != 1 or found[0].file_size > LARGEST:
                raise NotInArchiveError
            with archive.open(found[0]) as packed:
                copyfileobj(packed, into, 2**20)
    # What is encrypted, or packed in a way that Python does not know, raises the last two.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        raise NotInArchiveError from None
    return Path(found[0].filename).name


@transaction.atomic
def _finish(
    upload: RegisterImport,
    *,
    state: ImportState,
    report: Report | None = None,
    refusal: ExtractionRefusedError | None = None,
) -> None:
    upload.state = state
    with translation.override("fr"):
        upload.refusal = str(refusal)[:300] if refusal else ""
        if report is not None:
            upload.rows, upload.counts = report.rows, report.counts()
            if report.odds.lines:
                upload.odds.save(f"register/{upload.pk}-odd.csv", ContentFile(odds_file(report.odds)), save=False)
    if state not in {ImportState.TO_CONFIRM, ImportState.WAITING}:
        upload.file.delete(save=False)
    upload.save(update_fields=["state", "refusal", "rows", "counts", "odds", "file"])
    RegisterImport.objects.filter(pk=upload.pk).exclude(state=ImportState.WAITING).update(finished_at=Now())
