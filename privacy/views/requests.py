"""Requests of people: found, entered, approved, refused, answered, taken."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from members import asking
from members.errors import TooFewFactsError
from members.models import Member
from members.services import proven_facts
from privacy import queries, results
from privacy.enums import Asker, Ground, Kind
from privacy.forms import RefusalForm, RequestForm
from privacy.models import Erasure, Request
from privacy.services import requests as services
from privacy.tasks import answer
from ui import htmx

CONFLICT, UNPROCESSABLE = 409, 422
LISTED = 50


@require_GET
def listing(request: SignedInRequest) -> HttpResponse:
    """What has to be answered, due first, with its progress; what was; what is still kept of who was erased."""
    waiting = results.lines(list(queries.open_requests(request.user)))
    context = {
        "waiting": waiting,
        "is_under_way": any(line.request.is_under_way for line in waiting),
        "ended": queries.ended_requests(request.user)[:LISTED],
        "extracts": queries.erasures(request.user)[:LISTED],
    }
    return htmx.render(request, "privacy/requests.html", "lists", context)


@require_http_methods(["GET", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """The person, by two facts. By POST, so that no name or number stands in an address or a server's log."""
    if request.method == "GET":
        return render(request, "privacy/find.html")
    question = asking.read(request.POST.get("q", ""), on=timezone.localdate())
    rows = results.found_by(request.user, question)
    shown = [str(row.member_id) for row in rows if row.proof]
    detail = {"kinds": question.kinds, "hits": len(rows), "members": shown}
    record(act=Act.SEARCH, route="privacy:find", detail=detail)
    return htmx.render(request, "privacy/find.html", "results", {"question": question, "rows": rows})


@require_POST
def enter(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    """The form about somebody who was found; once it is sent, the request."""
    proof = request.POST.get("proof", "")
    try:
        proven_facts(user=request.user, member_id=member_id, proof=proof)
        standing = results.standing_of(member_id)
    except (TooFewFactsError, Member.DoesNotExist):
        raise Http404 from None
    is_sent = "kind" in request.POST
    begun = {"proof": proof, "received_on": timezone.localdate()}
    form = RequestForm(request.POST) if is_sent else RequestForm(initial=begun)
    context = {"form": form, "member_id": member_id, "standing": standing}
    if not is_sent or not form.is_valid():
        return render(request, "privacy/enter.html", context, status=UNPROCESSABLE if is_sent else 200)
    try:
        made = _entered(request, member_id, form)
    except Refused as refusal:
        return render(request, "privacy/enter.html", context | {"refusal": refusal}, status=CONFLICT)
    _hasten(made)
    return redirect("privacy:request", made.pk)


def _entered(request: SignedInRequest, member_id: UUID, form: RequestForm) -> Request:
    said = form.cleaned_data
    return services.enter(
        user=request.user,
        member_id=member_id,
        proof=said["proof"],
        kind=Kind(said["kind"]),
        asker=Asker(said["asker"]),
        ground=Ground(said["ground"]),
        received_on=said["received_on"],
    )


@require_GET
def one(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    return _page(request, _found(request, request_id))


def _page(
    request: SignedInRequest,
    found: Request,
    *,
    form: RefusalForm | None = None,
    refusal: object = "",
    status: int = 200,
) -> HttpResponse:
    (line,) = results.lines([found])
    context = {
        "one": found,
        "line": line,
        "person": results.person_of(found),
        "taken_at": queries.first_taken_at(found),
        "why_failed": results.why_failed(found),
        "is_mine": found.entered_by_id == request.user.pk,
        "form": form or RefusalForm(),
        "refusal": refusal,
    }
    return htmx.render(request, "privacy/request.html", "progress", context, status=status)


@require_POST
def approve(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    found = _found(request, request_id)
    try:
        services.approve(user=request.user, request_id=found.pk)
    except Refused as refusal:
        return _page(request, found, refusal=refusal, status=CONFLICT)
    _hasten(found)
    return redirect("privacy:request", found.pk)


@require_POST
def refuse(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    found, form = _found(request, request_id), RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=UNPROCESSABLE)
    try:
        services.refuse(user=request.user, request_id=found.pk, why=form.cleaned_data["why"])
    except Refused as refusal:
        return _page(request, found, form=form, refusal=refusal, status=CONFLICT)
    return redirect("privacy:request", found.pk)


@require_POST
def again(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    found = _found(request, request_id)
    try:
        services.again(user=request.user, request_id=found.pk)
    except Refused as refusal:
        return _page(request, found, refusal=refusal, status=CONFLICT)
    _hasten(found)
    return redirect("privacy:request", found.pk)


@require_GET
def archive(request: SignedInRequest, request_id: UUID) -> StreamingHttpResponse:
    """The archive itself; the matrix asked for a fresh authentication."""
    try:
        found, blocks = services.take(user=request.user, request_id=request_id)
    except (Request.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    return _sent(blocks, f"{found.reference}.zip")


@require_GET
def extract(request: SignedInRequest, erasure_id: UUID) -> StreamingHttpResponse:
    """What the law has kept of somebody who was erased."""
    try:
        found, blocks = services.take_extract(user=request.user, erasure_id=erasure_id)
    except (Erasure.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    return _sent(blocks, f"{found.pk.hex[-8:].upper()}.zip")


def _sent(blocks: Iterator[bytes], name: str) -> StreamingHttpResponse:
    disposition = f'attachment; filename="{name}"'
    return StreamingHttpResponse(blocks, content_type="application/zip", headers={"Content-Disposition": disposition})


def _found(request: SignedInRequest, request_id: UUID) -> Request:
    found: Request = get_object_or_404(queries.visible_to(request.user), pk=request_id)
    return found


def _hasten(made: Request) -> None:
    """The row waits for a worker anyway, if it waits for nobody else; this spares it the minute."""
    transaction.on_commit(partial(answer.delay, str(made.pk), made.mutual_id), robust=True)


# ---- for experts


@require_GET
def medical(request: SignedInRequest) -> HttpResponse:
    """Archives with a medical part: an expert hands its code to the person."""
    return render(request, "privacy/medical.html", {"waiting": queries.with_medical_part(request.user)})


@require_POST
def code(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """The code, once; the matrix asked for a fresh authentication."""
    try:
        said = services.reveal_code(user=request.user, request_id=request_id)
    except Request.DoesNotExist:
        raise Http404 from None
    context = {"waiting": queries.with_medical_part(request.user), "code": said, "code_of": request_id}
    return render(request, "privacy/medical.html", context)
