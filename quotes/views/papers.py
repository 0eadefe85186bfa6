"""The pages of an analysis: looked at, kept, and sent to the member."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from contacts.enums import Channel
from contacts.services import drafts
from correspondence import editing
from correspondence.editing import ReplyForm
from correspondence.errors import CannotWriteError
from correspondence.services.writing import Outgoing
from quotes import sheet
from quotes.errors import NotAnalysedError
from quotes.models import Analysis
from quotes.services import papers
from quotes.views import base
from ui import htmx


@require_GET
def member_page(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """As the member gets it; `?garder` gives it to be kept."""
    return _page(request, analysis_id, sheet.member_page, _("quotes-member.pdf"))


@require_GET
def file_page(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """With every line and the versions; `?garder` gives it to be kept."""
    return _page(request, analysis_id, sheet.file_page, _("quotes-file.pdf"))


def _page(request: SignedInRequest, analysis_id: UUID, made: Callable[[Analysis], bytes], name: str) -> HttpResponse:
    try:
        content = made(base.analysis_of(request, analysis_id))
    except NotAnalysedError as refusal:
        messages.error(request, str(refusal))
        return redirect("quotes:send", analysis_id)
    response = HttpResponse(content, content_type="application/pdf")
    how = "attachment" if "garder" in request.GET else "inline"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def send(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """The page as an e-mail's attachment, or with a letter or fax that waits to be printed; with it the member is told."""
    analysis = base.analysis_of(request, analysis_id)
    if request.method == "GET":
        return _shown(request, analysis, _beginning(request, analysis))
    if request.POST.get("step") == "channel":
        form = editing.changed(analysis.case, request.user, request.POST.dict())
        return _shown(request, analysis, editing.apart(form, draft=papers.DRAFT))
    form = editing.apart(ReplyForm(request.POST, case=analysis.case, author=request.user), draft=papers.DRAFT)
    if not form.is_valid():
        return _shown(request, analysis, form, status=base.UNPROCESSABLE)
    said = form.cleaned_data
    outgoing = Outgoing(
        channel=Channel(said["channel"]),
        to=said["to"],
        subject=said["subject"],
        body=said["body"],
        is_confirmed=said["is_confirmed"],
    )
    try:
        papers.send_page(user=request.user, analysis_id=analysis_id, outgoing=outgoing, key=said["key"])
    except CannotWriteError as refusal:
        form.add_error(refusal.field, str(refusal))
        return _shown(request, analysis, form, status=base.UNPROCESSABLE)
    except Refused as refusal:
        return _shown(request, analysis, form, refusal=str(refusal), status=base.CONFLICT)
    messages.success(request, _("The page is on its way, and the analysis is told."))
    return redirect("correspondence:outbox")


def _beginning(request: SignedInRequest, analysis: Analysis) -> ReplyForm:
    form = editing.beginning(analysis.case, request.user)
    begun = drafts.of(user=request.user, case=analysis.case, field=papers.DRAFT).text
    with override("fr"):
        usual = _("Hello,\n\nEnclosed is a page that says what each of your quotes comes to.\n\nYours faithfully,")
        form.fields["body"].widget.attrs["data-cc-focus"] = True
        form.initial.update(subject=_("Your quotes: what is left to pay"), body=begun or usual)
    return editing.apart(form, draft=papers.DRAFT)


def _shown(
    request: SignedInRequest, analysis: Analysis, form: ReplyForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    tabs = base.tabs_of(analysis, count=len(analysis.quotes.all()))
    context = {"analysis": analysis, "case": analysis.case, "form": form, "refusal": refusal, "tabs": tabs}
    return htmx.render(request, "quotes/send.html", "panel", context, status=status)
