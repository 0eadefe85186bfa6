import csv
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.matrix import Action
from accounts.models import Mutual
from accounts.permissions import SignedInRequest, can
from accounts.scopes import current_mutual_ids
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from contacts import queries as contacts
from contacts.errors import NotHeldError
from contacts.models import Case, Draft
from contacts.services.documents import content_of
from correspondence import editing, queries, sheet
from correspondence.errors import BatchGoneError
from correspondence.forms import BrochureForm
from correspondence.models import Batch, Brochure, Message
from correspondence.services import brochures as shelf
from correspondence.services import spool, writing
from ui import htmx

BROCHURES_SHOWN = 50
BATCHES_SHOWN = 30
MANIFEST = ("number", "reference", "first_page", "pages", "sheets", "grams", "postcode", "laid_in")
REPLY = "correspondence/reply.html"


@require_http_methods(["GET", "POST"])
def reply(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The panel in which one answers a case; a step of it keeps what was typed, and without a step it leaves."""
    case = _case(request, case_id)
    if request.method == "GET":
        draft = Draft.objects.filter(user=request.user, case=case, field="reponse").first()
        return _shown(request, case, editing.beginning(case, request.user, draft=draft.text if draft else ""))
    step = request.POST.get("step", "")
    if step in {"template", "channel", "preview", "live"}:
        code = request.POST.get("choose", "") if step == "template" else ""
        form = editing.changed(case, request.user, request.POST.dict(), template=code)
        if step == "live":
            return htmx.render(request, REPLY, "seen", {"form": form, "case": case})
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
        "is_seen": step == "preview" or "seen" in request.POST,
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
    context = {
        "messages_out": queries.outbox_of(request.user)[:100],
        "may_print": can(request.user, Action.PRINT_LETTERS),
    }
    return htmx.render(request, "correspondence/outbox.html", "rows", context)


@require_GET
def unsent(request: SignedInRequest) -> HttpResponse:
    """What an open page says when something of the account's own should have left by now."""
    return render(request, "correspondence/_unsent.html", {"count": queries.unsent_count(request.user)})


@require_POST
def template_preview(request: SignedInRequest) -> HttpResponse:
    """A template as it is being typed, filled for an invented person."""
    chosen = request.POST.get("mutual", "")
    mutuals = Mutual.objects.filter(is_active=True).order_by("pk")
    mutual = (mutuals.filter(pk=chosen).first() if chosen.isdecimal() else None) or mutuals.first()
    typed = {name: request.POST.get(name, "")[: editing.LONGEST] for name in ("subject", "body")}
    page = editing.template_page(mutual, **typed) if mutual else ""
    return render(request, "correspondence/_page.html", {"page": page})


@require_GET
def message(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _told(request, _message(request, message_id))


@require_GET
def enclosure(request: SignedInRequest, message_id: UUID, document_id: UUID) -> HttpResponse:
    """A paper of ours that goes with a message of the account's own: to be printed, for as long as the message waits in the outbox."""
    found = _message(request, message_id)
    paper = queries.enclosures_of(found).filter(pk=document_id).first()
    if paper is None or paper.media_type != "application/pdf":
        raise Http404
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.member_id, route="correspondence:enclosure")
    return _pdf(content_of(paper), paper.name)


@require_GET
def letter(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """A message of the account's own on paper: a letter as it leaves."""
    found = _message(request, message_id)
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.member_id, route="correspondence:letter")
    return _pdf(sheet.letter_page(found), _("letter.pdf"))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def cancel(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _after(request, message_id, writing.cancel)


@require_POST
def send_again(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    return _after(request, message_id, writing.send_again)


@require_POST
def faxed(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """It went through the machine."""
    return _after(request, message_id, writing.faxed)


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


# ---- brochures


@require_GET
def brochures(request: SignedInRequest) -> HttpResponse:
    """What documentalists keep for letters."""
    words, withdrawn = request.GET.get("q", "").strip()[:100], "retirees" in request.GET
    page = Paginator(queries.shelf(words=words, withdrawn=withdrawn), BROCHURES_SHOWN).get_page(request.GET.get("page"))
    kept = urlencode({"q": words} | ({"retirees": "1"} if withdrawn else {}))
    context = {"page": page, "words": words, "withdrawn": withdrawn, "query": f"{kept}&"}
    return render(request, "correspondence/brochures.html", context)


@require_http_methods(["GET", "POST"])
def add_brochure(request: SignedInRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BrochureForm(*sent, mutuals=current_mutual_ids() or ())
    if form.is_valid():
        shelf.add(user=request.user, said=form.said, content=form.content, pages=form.pages)
        messages.success(request, _("The brochure is kept."))
        return redirect("correspondence:brochures")
    return render(request, "correspondence/brochure.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def brochure(request: SignedInRequest, brochure_id: int) -> HttpResponse:
    """What is known of a brochure; its file stays as it is."""
    found = get_object_or_404(Brochure, pk=brochure_id)
    sent = request.POST if request.method == "POST" else None
    form = BrochureForm(sent, mutuals=current_mutual_ids() or (), brochure=found)
    if form.is_valid():
        shelf.change(brochure_id=found.pk, said=form.said)
        messages.success(request, _("The brochure is kept."))
        return redirect("correspondence:brochures")
    context = {"form": form, "brochure": found}
    return render(request, "correspondence/brochure.html", context, status=422 if form.is_bound else 200)


@require_POST
def withdraw_brochure(request: SignedInRequest, brochure_id: int) -> HttpResponse:
    found = get_object_or_404(Brochure, pk=brochure_id)
    shelf.withdraw(brochure_id=found.pk)
    messages.success(request, _("The brochure is withdrawn: it is enclosed no more."))
    return redirect("correspondence:brochures")


@require_GET
def brochure_file(request: SignedInRequest, brochure_id: int) -> HttpResponse:  # noqa: ARG001  every view has one
    found = get_object_or_404(Brochure, pk=brochure_id)
    return _pdf(shelf.content_of(found), f"{found.title}.pdf")


# ---- letters on their way to the printer


@require_GET
def printing(request: SignedInRequest) -> HttpResponse:
    """What waits for the printer and what was printed."""
    page = Paginator(queries.batches(), BATCHES_SHOWN).get_page(request.GET.get("page"))
    return htmx.render(request, "correspondence/printing.html", "lists", {"page": page, "trays": queries.trays()})


@require_POST
def make_batch(request: SignedInRequest, mutual_id: int) -> HttpResponse:
    """One batch of all that waits at a mutual."""
    mutual = get_object_or_404(Mutual, pk=mutual_id, pk__in=current_mutual_ids() or ())
    spool.ask(user=request.user, mutual_id=mutual.pk)
    messages.success(request, _("The batch is being made: it will be here in a minute."))
    return redirect("correspondence:printing")


@require_GET
def batch_file(request: SignedInRequest, batch_id: UUID) -> HttpResponseBase:  # noqa: ARG001  every view has one
    found = get_object_or_404(Batch.objects.exclude(file=""), pk=batch_id)
    _journal(found, "correspondence:batch_file")
    headers = {"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff"}
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.reference}.pdf", headers=headers)


@require_GET
def manifest(request: SignedInRequest, batch_id: UUID) -> HttpResponse:  # noqa: ARG001  likewise
    """What the batch holds, a line a letter, for whoever folds, stamps and posts it."""
    found = get_object_or_404(Batch.objects.exclude(file=""), pk=batch_id)
    _journal(found, "correspondence:manifest")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.csv"'
    rows = csv.DictWriter(response, MANIFEST, extrasaction="ignore")
    rows.writeheader()
    rows.writerows({**row, "laid_in": " + ".join(row["laid_in"])} for row in found.manifest)
    return response


def _journal(batch: Batch, route: str) -> None:
    record(act=Act.EXPORT, mutual_id=batch.mutual_id, route=route, detail={"letters": len(batch.manifest)})


@require_POST
def hand_over(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    found = get_object_or_404(Batch, pk=batch_id)
    try:
        spool.hand_over(user=request.user, batch_id=found.pk)
    except BatchGoneError as refusal:
        messages.error(request, str(refusal))
    return redirect("correspondence:printing")
