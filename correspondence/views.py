from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from contacts import queries as contacts
from contacts.errors import NotHeldError
from contacts.models import Case, Document, Draft
from contacts.services.documents import content_of
from correspondence import editing, queries
from correspondence.models import Message
from correspondence.services import writing
from ui import htmx

REPLY = "correspondence/reply.html"


@require_http_methods(["GET", "POST"])
def reply(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The panel in which one answers a case; a step of it keeps what was typed, and without a step it leaves."""
    case = _case(request, case_id)
    if request.method == "GET":
        draft = Draft.objects.filter(user=request.user, case=case, field="reponse").first()
        return _shown(request, case, editing.beginning(case, request.user, draft=draft.text if draft else ""))
    step = request.POST.get("step", "")
    if step in {"template", "channel", "preview"}:
        code = request.POST.get("choose", "") if step == "template" else ""
        form = editing.changed(case, request.user, request.POST.dict(), template=code)
        return _shown(request, case, form, step=step)
    return _sent(request, case, editing.ReplyForm(request.POST, case=case, author=request.user))


def _case(request: SignedInRequest, case_id: UUID) -> Case:
    try:
        case = contacts.visible_to(request.user).select_related(
            "member__contract__product", "mutual", "reason__parent", "holder"
        ).get(pk=case_id)  # fmt: skip
    except Case.DoesNotExist:
        raise Http404 from None
    if case.member_id is not None:
        record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="correspondence:reply")
    return case


def _shown(
    request: SignedInRequest,
    case: Case,
    form: editing.ReplyForm,
    *,
    step: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    if step == "template":
        form.fields["body"].widget.attrs["data-cc-open-place"] = True
    context = {
        "form": form,
        "case": case,
        "step": step,
        "refusal": refusal,
        "is_held": case.holder_id == request.user.pk,
    }
    return htmx.render(request, REPLY, "panel", context, status=status)


def _sent(request: SignedInRequest, case: Case, form: editing.ReplyForm) -> HttpResponse:
    try:
        message = form.save()
    except NotHeldError as refusal:
        return _shown(request, case, form, refusal=str(refusal), status=409)
    if message is None:
        return _shown(request, case, form, status=422)
    if not htmx.is_fragment(request):
        return redirect("correspondence:outbox")
    return htmx.render(request, REPLY, "sent", {"message": message, "case": case})


@require_GET
def outbox(request: SignedInRequest) -> HttpResponse:
    return htmx.render(
        request, "correspondence/outbox.html", "rows", {"messages_out": queries.outbox_of(request.user)[:100]}
    )


@require_GET
def message(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _told(request, _message(request, message_id))


@require_GET
def enclosure(request: SignedInRequest, message_id: UUID, document_id: UUID) -> HttpResponse:
    """A paper of ours that goes with a message of the account's own: to be printed, for as long as the message waits in the outbox."""
    found = _message(request, message_id)
    paper = Document.objects.filter(pk=document_id, entry_id=found.entry_id).first()
    if paper is None or paper.media_type != "application/pdf":
        raise Http404
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.member_id, route="correspondence:enclosure")
    response = HttpResponse(content_of(paper), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(paper.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def cancel(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _after(request, message_id, writing.cancel)


@require_POST
def send_again(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _after(request, message_id, writing.send_again)


def _after(request: SignedInRequest, message_id: UUID, act: writing.Act) -> HttpResponse:
    try:
        done, refusal = act(user=request.user, message_id=message_id), ""
    except Message.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        done, refusal = _message(request, message_id), str(refused)
    if not htmx.is_fragment(request):
        return redirect("correspondence:outbox")
    return _told(request, done, refusal=refusal, status=409 if refusal else 200)


def _message(request: SignedInRequest, message_id: UUID) -> Message:
    try:
        return queries.message_for(request.user, message_id)
    except Message.DoesNotExist:
        raise Http404 from None


def _told(request: SignedInRequest, message: Message, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"message": message, "refusal": refusal, "is_live": True}
    return render(request, "correspondence/_message.html", context, status=status)
