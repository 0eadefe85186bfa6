"""Members' files that come in through the screen: kept outside the web's root, imported by a worker, then deleted."""

import csv
import hashlib
import io
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from audit.actors import Actor, acting
from live import queries
from live.services import telling_progress
from members import deadlines
from members.enums import ImportMode, ImportState
from members.errors import ImportRunningError
from members.imports import Report, import_members
from members.models import MemberImport
from members.sheet import Refusal

DECIDABLE = (ImportState.DRY_RUN, ImportState.TO_CONFIRM)
"""States in which the file is kept, because somebody may still say yes."""


def accept(*, by: User, mutual: Mutual, file: "File[bytes]", mode: ImportMode, dry_run: bool) -> MemberImport:
    """Keep an uploaded file for the worker. The row waits; whoever calls may hasten it."""
    digest = hashlib.sha256()
    for block in file.chunks():
        digest.update(block)
    upload = MemberImport(
        mutual=mutual,
        name=Path(file.name or "").name[-120:],
        sha256=digest.hexdigest(),
        size=file.size or 0,
        mode=mode,
        dry_run=dry_run,
        uploaded_by=by,
    )
    file.seek(0)
    upload.file.save(f"mutuals/{mutual.pk}/imports/{upload.pk}.csv", file, save=False)
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def confirm(*, upload: MemberImport, by: User) -> bool:
    """Have a tried file imported, or a drop above the policy's share done. False when there is nothing left to confirm."""
    if not upload.file:
        return False
    fields = {"state": ImportState.WAITING, "dry_run": False, "started_at": None, "finished_at": None}
    if upload.state == ImportState.TO_CONFIRM:
        fields["confirmed_by"] = by
    return bool(MemberImport.objects.filter(pk=upload.pk, state__in=DECIDABLE).update(**fields))


def waiting() -> list[tuple[UUID, int]]:
    """Ids of the files that wait for a worker, with their mutual's, oldest first."""
    with within_mutuals(_every_mutual()), transaction.atomic():
        found = MemberImport.objects.filter(state=ImportState.WAITING).order_by("uploaded_at")
        return list(found.values_list("pk", "mutual_id"))


def run(*, upload_id: UUID, mutual_id: int) -> None:
    """Import a waiting file; nothing when another worker has it. What fails is said on the row and raised."""
    with within_mutuals([mutual_id]):
        upload = _claim(upload_id)
        if upload is None:
            return
        try:
            report = _import(upload)
        except ImportRunningError:
            _finish(upload, state=ImportState.WAITING)
        except Exception:
            _finish(upload, state=ImportState.FAILED)
            raise
        else:
            _finish(upload, state=report.state, report=report)


def percent_done(upload: MemberImport) -> int:
    """How far the reading is, 0 to 100."""
    return queries.percent_done(_progress_key(upload.pk))


def first_refusals(upload: MemberImport, *, shown: int = 20) -> list[Refusal]:
    """The first refused rows of the report, for the screen; the file has them all."""
    if not upload.refusals:
        return []
    with upload.refusals.open("rb") as file:
        rows = csv.reader(io.TextIOWrapper(cast(BinaryIO, file.file), encoding="utf-8-sig", newline=""), delimiter=";")
        next(rows, None)
        return [Refusal(int(line), column, value, reason) for line, column, value, reason in islice(rows, shown)]


def tidy() -> None:
    """Say what died, and delete the files that nobody decided about."""
    with within_mutuals(_every_mutual()), transaction.atomic():
        dead = MemberImport.objects.filter(state=ImportState.RUNNING, started_at__lt=Now() - deadlines.IMPORT_LASTS)
        dead.update(state=ImportState.FAILED, finished_at=Now())
        decidable = Q(state__in=DECIDABLE, finished_at__lt=Now() - deadlines.UPLOAD_KEPT)
        for upload in MemberImport.objects.filter(decidable | Q(state=ImportState.FAILED)).exclude(file=""):
            upload.file.delete(save=True)


def _every_mutual() -> list[int]:
    return list(Mutual.objects.values_list("pk", flat=True))


def _progress_key(upload_id: UUID) -> str:
    return f"import:{upload_id}"


def _claim(upload_id: UUID) -> MemberImport | None:
    with transaction.atomic():
        mine = MemberImport.objects.filter(pk=upload_id, state=ImportState.WAITING)
        if not mine.update(state=ImportState.RUNNING, started_at=Now()):
            return None
        return MemberImport.objects.select_related("mutual", "uploaded_by").get(pk=upload_id)


def _import(upload: MemberImport) -> Report:
    actor = Actor(kind="job", name="import_members", user_id=upload.uploaded_by_id, role=upload.uploaded_by.role)
    with acting(actor), upload.file.open("rb") as file:
        return import_members(
            mutual=upload.mutual,
            file=cast(BinaryIO, file.file),
            mode=ImportMode(upload.mode),
            dry_run=upload.dry_run,
            confirmed=upload.confirmed_by_id is not None,
            progress=telling_progress(_progress_key(upload.pk), lasts=deadlines.IMPORT_LASTS),
        )


@transaction.atomic
def _finish(upload: MemberImport, *, state: ImportState, report: Report | None = None) -> None:
    upload.state = state
    if report is not None:
        upload.counts = report.counts()
        if report.refusals.listed:
            name = f"mutuals/{upload.mutual_id}/imports/{upload.pk}-refusals.csv"
            upload.refusals.save(name, ContentFile(_refusals_file(report.refusals.listed)), save=False)
    if state not in {*DECIDABLE, ImportState.WAITING}:
        upload.file.delete(save=False)
    upload.save(update_fields=["state", "counts", "refusals", "file"])
    MemberImport.objects.filter(pk=upload.pk).exclude(state=ImportState.WAITING).update(finished_at=Now())


def _refusals_file(listed: list[Refusal]) -> bytes:
    """With a mark of UTF-8, which spreadsheets need to read accents."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("line"), _("column"), _("value"), _("reason")])
    writer.writerows([refusal.line, refusal.column, refusal.value, refusal.reason] for refusal in listed)
    return text.getvalue().encode("utf-8-sig")
