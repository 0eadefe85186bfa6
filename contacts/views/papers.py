"""Pages of documents beside the work, the original on request, and papers that somebody sends by hand."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from accounts.scopes import within_mutuals
from audit.enums import Act
from audit.services import record
from contacts import inspection, queries
from contacts.enums import Channel, DocumentState
from contacts.errors import NoSuchPagesError, NotHeldError
from contacts.forms import WIDTHS, ScanForm, SplitForm, ViewForm
from contacts.models import Case, Document
from contacts.services import documents, scans
from ui import htmx

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_GET
def document(request: SignedInRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """The viewer as a fragment, at the page, width and turn that the address says; alone on a page without htmx."""
    return _shown(request, *_found(request, case_id, document_id))


def _shown(
    request: SignedInRequest, case: Case, found: Document, *, form: SplitForm | None = None, status: int = 200
) -> HttpResponse:
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="contacts:document")
    context = {
        **_viewer(case, found, ViewForm(request.GET).view(found)),
        "may_split": case.holder_id == request.user.pk and case.is_open,
        "form": form or SplitForm(pages=found.pages or 0),
        "is_part": htmx.is_fragment(request),
        "takes_focus": "ouvert" not in request.GET and form is None,
    }
    return htmx.render(request, "contacts/document.html", "viewer", context, status=status)


def _viewer(case: Case, found: Document, view: dict[str, int]) -> dict[str, Any]:
    is_shown = found.state == DocumentState.SAFE and found.media_type in inspection.SHOWN and bool(found.pages)
    is_text = found.state == DocumentState.SAFE and found.media_type == inspection.TEXT
    content = documents.content_of(found) if is_text or (found.media_type == "application/pdf" and is_shown) else b""
    spoken = ""
    if is_text:
        spoken = content.decode("utf-8", "replace")
    elif content:
        spoken = inspection.words(content, media_type=found.media_type, page=view["page"])
    place = WIDTHS.index(view["width"])
    return {
        "case": case,
        "document": found,
        "is_shown": is_shown,
        "is_text": is_text,
        "spoken": spoken,
        "view": view,
        "previous": {**view, "page": view["page"] - 1} if view["page"] > 1 else None,
        "next": {**view, "page": view["page"] + 1} if view["page"] < (found.pages or 1) else None,
        "wider": {**view, "width": WIDTHS[place + 1]} if place + 1 < len(WIDTHS) else None,
        "narrower": {**view, "width": WIDTHS[place - 1]} if place else None,
        "turned": {**view, "turn": (view["turn"] + 90) % 360},
    }


@require_GET
def page(request: SignedInRequest, case_id: UUID, document_id: UUID, number: int) -> HttpResponse:
    """A page as a picture, made in a process of its own; never one of a file that is set apart."""
    found = _found(request, case_id, document_id)[1]
    view = ViewForm(request.GET).view(found)
    if found.state != DocumentState.SAFE or found.media_type not in inspection.SHOWN:
        raise Http404
    made = inspection.picture(
        documents.content_of(found),
        media_type=found.media_type,
        page=number,
        width=view["width"],
        turn=view["turn"],
    )
    if made is None:
        raise Http404
    return HttpResponse(made, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})


@require_GET
def original(request: SignedInRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """The file as it came, to be kept and never opened by the browser here; not one that is set apart."""
    case, found = _found(request, case_id, document_id)
    if found.state != DocumentState.SAFE:
        raise Http404
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="contacts:document_file")
    response = HttpResponse(documents.content_of(found), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def split(request: SignedInRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Some pages, or the whole document, into a case of its own; back to where it was asked. A fault keeps what was typed."""
    case, found = _found(request, case_id, document_id)
    form = SplitForm(request.POST, pages=found.pages or 0)
    if not form.is_valid():
        return _shown(request, case, found, form=form, status=422)
    pages = form.cleaned_data["pages"]
    try:
        made = documents.split(user=request.user, case_id=case_id, document_id=document_id, pages=pages)
    except (NotHeldError, NoSuchPagesError) as refusal:
        form.add_error("pages", str(refusal))
        return _shown(request, case, found, form=form, status=422)
    _say_opened(request, [made])
    if htmx.is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(_asked_from(request) or reverse("contacts:document", args=[case_id, document_id]))


def _asked_from(request: HttpRequest) -> str:
    """The page of ours on which the viewer stood, empty when the browser does not say."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else ""


def _say_opened(request: SignedInRequest, cases: list[Case]) -> None:
    """With a link to each that the account may take; no name of a file, which may be a person's, stands in a message."""
    takeable = set(
        queries.takeable_by(request.user).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True)
    )
    context = {"cases": [(case, case.pk in takeable) for case in cases], "count": len(cases)}
    messages.success(request, render_to_string("contacts/_opened.html", context), extra_tags="lasting")


@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def scan(request: SignedInRequest) -> HttpResponse:
    """Letters and faxes that somebody has as files."""
    is_sent = request.method == "POST"
    form = ScanForm(request.POST if is_sent else None, request.FILES if is_sent else None, user=request.user)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        files = ((file.name or "", file.read()) for file in said["papers"])
        with within_mutuals([said["mutual"].pk]):
            opened = scans.take(
                files,
                mutual=said["mutual"],
                channel=Channel(said["channel"]),
                day=said["received_on"],
                by=request.user,
                together=said["together"],
            )
            apart = _told(request, opened)
        for one in apart:
            messages.warning(request, f"{one.name} – {one.get_why_display()}")
        return redirect("contacts:scan")
    return render(request, "contacts/scan.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _told(request: SignedInRequest, opened: list[Case]) -> list[Document]:
    """What was opened is said; what came in it and is set apart is given."""
    _say_opened(request, opened)
    return list(Document.objects.filter(case__in=opened, state=DocumentState.QUARANTINED).order_by("pk"))


def _found(request: HttpRequest, case_id: UUID, document_id: UUID) -> tuple[Case, Document]:
    """A document of a case that the account may read. Raises Http404."""
    try:
        case = queries.visible_to(request.user).get(pk=case_id)  # type: ignore[arg-type]  # the matrix let a user pass
        return case, Document.objects.get(pk=document_id, case_id=case.pk)
    except (Case.DoesNotExist, Document.DoesNotExist):
        raise Http404 from None
