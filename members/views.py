"""Members' files: upload, progress, report. Their rows and reports are those of the mutuals in the request's scope."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from members import uploads
from members.enums import ImportMode, ImportState
from members.forms import ImportForm
from members.models import MemberImport
from members.tasks import run_import
from ui import htmx

LISTED = 50


@require_http_methods(["GET", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        upload = uploads.accept(
            by=request.user,
            mutual=said["mutual"],
            file=said["file"],
            mode=ImportMode(said["mode"]),
            dry_run=said["dry_run"],
        )
        _hasten(upload)
        return redirect("members:import", upload.pk)
    recent = MemberImport.objects.select_related("mutual", "uploaded_by")[:LISTED]
    return render(request, "members/imports.html", {"form": form, "recent": recent})


@require_GET
def import_(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    """The page, or its progress alone while a worker reads the file."""
    upload = _found(upload_id)
    context = {
        "upload": upload,
        "is_open": upload.state in {ImportState.WAITING, ImportState.RUNNING},
        "can_confirm": upload.state in uploads.DECIDABLE and bool(upload.file) and upload.counts.get("rows", 0) > 0,
        "refused": uploads.first_refusals(upload),
        "percent": uploads.percent_done(upload),
    }
    return htmx.render(request, "members/import.html", "progress", context)


@require_POST
def import_confirm(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    upload = _found(upload_id)
    if uploads.confirm(upload=upload, by=request.user):
        _hasten(upload)
    else:
        messages.warning(request, _("There is nothing left to confirm: send the file again."))
    return redirect("members:import", upload.pk)


@require_GET
def import_report(_request: SignedInRequest, upload_id: UUID) -> FileResponse:
    upload = _found(upload_id)
    if not upload.refusals:
        raise Http404
    return FileResponse(upload.refusals.open("rb"), as_attachment=True, filename=_("refused-rows.csv"))


def _found(upload_id: UUID) -> MemberImport:
    found: MemberImport = get_object_or_404(MemberImport.objects.select_related("mutual", "uploaded_by"), pk=upload_id)
    return found


def _hasten(upload: MemberImport) -> None:
    """The row waits for a worker anyway; this spares it the minute."""
    transaction.on_commit(partial(run_import.delay, str(upload.pk), upload.mutual_id), robust=True)
