"""A contact from ring to wrap-up: its page, and what is done to it. Refusals keep what was typed and say what happened."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import ReadingBlockedError
from accounts.permissions import SignedInRequest
from audit.errors import Refused
from contacts import queries
from contacts.enums import CallerKind, DeclineReason
from contacts.errors import CaseChangedError, CaseTakenError, NotHeldError
from contacts.models import Case, Reason
from contacts.services import cases, hands, presence
from members import services as member_services
from members.models import Member
from ui import htmx
from workstation import casework
from workstation.forms import ClosingForm, DeclineForm, IdentityForm, ParkForm, TransferForm, WhyForm

CONFLICT, UNPROCESSABLE = 409, 422


@require_POST
def take_next(request: SignedInRequest) -> HttpResponse:
    """The work that is due first, or the desk with a word when nothing waits."""
    case = hands.take_next(user=request.user)
    if case is None:
        messages.info(request, _("Nothing waits for you now."))
        return redirect("workstation:desk")
    return redirect("workstation:case", case.pk)


@require_GET
def case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Its page; of one that may be taken, or taken over, and not yet be read, what the list of work says of it."""
    try:
        return _page(request, case_id)
    except Http404:
        theirs = queries.takeable_by(request.user, held_too=True).select_related("mutual", "queue", "reason", "holder")
        found = theirs.filter(pk=case_id).first()
        if found is None:
            raise
        return render(request, "workstation/untaken.html", {"case": found})


def _page(request: SignedInRequest, case_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    try:
        page = casework.page_of(
            request.user,
            case_id,
            person_id=asked.get("personne", "") or asked.get("person", ""),
            kind=asked.get("qui", "") or asked.get("kind", ""),
            proof=asked.get("preuve", "") or asked.get("proof", ""),
        )
    except Case.DoesNotExist:
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    context = {
        "page": page,
        "action": request.path,
        **casework.bar_of(request.user, page.case, page.call),
        **casework.around(page),
        **more,
    }
    if context.get("panel") == "closing":
        sent = request.POST if request.method == "POST" else None
        context["prevention"] = casework.prevention_at(page.case, sent)
    if context.get("panel") == "transfer":
        context["desks"] = casework.desks(request.user, case_id)
    return render(request, "workstation/case.html", context, status=status)


def _panel(request: SignedInRequest, case_id: UUID, panel: str, begin: Callable[[], forms.Form]) -> HttpResponse:
    """A panel in the page that is open, or the page with it. Of the member, only the closing reads anything."""
    try:
        found, form = queries.case_for(request.user, case_id), begin()
    except Case.DoesNotExist:
        raise Http404 from None
    if not htmx.is_fragment(request):
        return _page(request, case_id, panel=panel, form=form)
    shown = {"reasons": casework.open_reasons(), "draft": casework.draft_of(request.user, found)}
    context = {"case": found, "panel": panel, "form": form, "action": request.path, "page": shown}
    if panel == "closing":
        context["prevention"] = casework.prevention_at(found)
    if panel == "transfer":
        context["desks"] = casework.desks(request.user, case_id)
    return render(request, "workstation/case.html#panel", context)


@require_POST
def identify(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The facts that the caller told. Too few: the page again, with what is missing."""
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id, status=UNPROCESSABLE, identity_form=form)
    said = form.cleaned_data
    searched = casework.searched_facts(request.user, str(said["person"]), said["proof"]) or frozenset()
    return _done(
        request,
        case_id,
        lambda: cases.identify(
            user=request.user,
            case_id=case_id,
            member_id=said["person"],
            kind=CallerKind(said["kind"]),
            told=[*said["told"], *searched],
            name=said["name"],
            number=said["number"],
        ),
    )


@require_POST
def qualify(request: SignedInRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Join what was written to a member whom the search found by two facts; first asked, when it found others too."""
    if "confirmer" in request.GET:
        return _asked_to_join(request, case_id, member_id)
    try:
        member_services.open_by_facts(user=request.user, member_id=member_id, proof=request.POST.get("proof", ""))
    except (Refused, Member.DoesNotExist):
        raise Http404 from None
    return _done(request, case_id, lambda: cases.qualify(user=request.user, case_id=case_id, member_id=member_id))


def _asked_to_join(request: SignedInRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    proof = request.POST.get("proof", "")
    try:
        context = casework.joining(request.user, case_id, str(member_id), proof)
    except (Case.DoesNotExist, Member.DoesNotExist):
        raise Http404 from None
    return render(request, "workstation/join.html", {**context, "proof": proof})


@require_POST
def note(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    text = request.POST.get("note", "").strip()
    if not text:
        return _page(request, case_id, status=UNPROCESSABLE, note_fault=_("Write the note before keeping it."))
    return _done(request, case_id, lambda: cases.note(user=request.user, case_id=case_id, text=text[:20_000]))


@require_POST
def code(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The main reason, in place: the note beside it goes on being written."""
    reason = Reason.objects.filter(code=request.POST.get("reason", "")).first()
    if reason is None:
        raise Http404
    shown: dict[str, Any] = {"reasons": casework.open_reasons()}
    try:
        coded = cases.code(user=request.user, case_id=case_id, reason=reason, read=request.POST.get("read"))
    except CaseChangedError as refusal:
        if not htmx.is_fragment(request):
            return _refused(request, case_id, refusal)
        shown |= {"case": queries.case_for(request.user, case_id), "typed": reason}
        return render(request, "workstation/_reason.html", shown, status=CONFLICT)
    except NotHeldError as refusal:
        return _refused(request, case_id, refusal)
    if not htmx.is_fragment(request):
        return redirect("workstation:case", case_id)
    return render(request, "workstation/_reason.html", {**shown, "case": coded, "is_kept": True})


@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The closing panel, and the end of the contact. What another tab recorded is shown beside what this one says."""
    reasons = casework.open_reasons()
    if request.method == "GET":
        return _panel(request, case_id, "closing", lambda: casework.closing_form(request.user, case_id, reasons))
    form = ClosingForm(casework.settled(request.POST), reasons=reasons)
    panel = casework.prevention_of(request.user, case_id, request.POST)
    if not form.is_valid() or (panel is not None and not panel.form.is_valid()):
        return _unfit(request, case_id, "closing", form)
    said = form.cleaned_data

    def end() -> None:
        if said["note"].strip():
            cases.note(user=request.user, case_id=case_id, text=said["note"].strip())
        closed = cases.close(
            user=request.user,
            case_id=case_id,
            reason=said["reason"],
            outcome=said["outcome"],
            is_solved=said["is_solved"],
            read=said["read"],
        )
        casework.keep_prompts(request.user, closed, panel)
        presence.ready_after_call(user=request.user)

    try:
        with transaction.atomic():
            end()
    except CaseChangedError:
        return _page(
            request,
            case_id,
            status=CONFLICT,
            panel="closing",
            **casework.differing(request.user, case_id, request.POST, said["reason"]),
        )
    except Refused as refusal:
        return _refused(request, case_id, refusal, panel="closing", form=form)
    messages.success(request, _("Contact closed."))
    return redirect("workstation:desk")


@require_http_methods(["GET", "POST"])
def park(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    form = ParkForm(request.POST or None)
    return _leave(
        request,
        case_id,
        form,
        "park",
        lambda said: hands.park(user=request.user, case_id=case_id, until=_until(form), word=said["word"]),
    )


def _until(form: ParkForm) -> datetime:
    return form.until()


@require_http_methods(["GET", "POST"])
def transfer(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    form = TransferForm(request.POST or None, receivers=casework.receivers(request.user))
    return _leave(
        request,
        case_id,
        form,
        "transfer",
        lambda said: hands.transfer(
            user=request.user, case_id=case_id, to=casework.receiver(request.user, said["to"]), word=said["word"]
        ),
    )


@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    form = DeclineForm(request.POST or None)
    return _leave(
        request,
        case_id,
        form,
        "decline",
        lambda said: hands.decline(
            user=request.user, case_id=case_id, reason=DeclineReason(said["reason"]), word=said["word"]
        ),
    )


def _leave(
    request: SignedInRequest,
    case_id: UUID,
    form: forms.Form,
    panel: str,
    act: Callable[[dict[str, Any]], Case],
) -> HttpResponse:
    """A panel after which the case is in other hands, or in none."""
    if request.method == "GET":
        return _panel(request, case_id, panel, lambda: form)
    if not form.is_valid():
        return _unfit(request, case_id, panel, form)
    said = _("The case is out of your hands.")
    return _done(
        request, case_id, lambda: act(form.cleaned_data), to="workstation:desk", panel=panel, form=form, said=said
    )


@require_POST
def aside(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    return _done(
        request,
        case_id,
        lambda: hands.set_aside(user=request.user, case_id=case_id),
        to="workstation:desk",
        said=_("Set aside: it stays in your hands."),
    )


@require_POST
def take(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """A case that waits, sleeps or was set aside."""
    if not queries.takeable_by(request.user).filter(pk=case_id).exists():
        raise Http404
    return _done(request, case_id, lambda: hands.take(user=request.user, case_id=case_id))


@require_http_methods(["GET", "POST"])
def take_over(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """A case out of a colleague's hands, with a word."""
    found = (
        queries.takeable_by(request.user, held_too=True).select_related("holder", "reason").filter(pk=case_id).first()
    )
    if found is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        return _done(request, case_id, lambda: hands.take_over(user=request.user, case_id=case_id, why=why))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workstation/take_over.html", {"case": found, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def reopen(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    form = WhyForm(request.POST or None)
    if request.method == "GET":
        return _panel(request, case_id, "reopen", lambda: form)
    if not form.is_valid():
        return _unfit(request, case_id, "reopen", form)
    if not queries.visible_to(request.user).filter(pk=case_id).exists():
        raise Http404
    why = form.cleaned_data["why"]
    return _done(request, case_id, lambda: cases.reopen(user=request.user, case_id=case_id, why=why))


def _done(
    request: SignedInRequest,
    case_id: UUID,
    act: Callable[[], object],
    *,
    to: str = "workstation:case",
    said: str = "",
    **kept: Any,
) -> HttpResponse:
    """After ACT, the next page; a refusal undoes it and shows the case as it is now, with what was typed."""
    try:
        with transaction.atomic():
            act()
    except (Case.DoesNotExist, Member.DoesNotExist):
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    except Refused as refusal:
        return _refused(request, case_id, refusal, **kept)
    if said:
        messages.success(request, said)
    return redirect(to) if to == "workstation:desk" else redirect(to, case_id)


def _unfit(request: SignedInRequest, case_id: UUID, panel: str, form: forms.Form) -> HttpResponse:
    """The panel again, with its faults; without a case to show it on, what was typed."""
    if not queries.visible_to(request.user).filter(pk=case_id).exists():
        return _refused(request, case_id, NotHeldError())
    return _page(request, case_id, status=UNPROCESSABLE, panel=panel, form=form)


def _refused(request: SignedInRequest, case_id: UUID, refusal: Refused, **kept: Any) -> HttpResponse:
    is_conflict = isinstance(refusal, NotHeldError | CaseTakenError | CaseChangedError)
    kept["kept_text"] = next(
        (text for name in ("note", "word", "why") if (text := request.POST.get(name, "").strip())), ""
    )
    if not queries.visible_to(request.user).filter(pk=case_id).exists():
        if not Case.objects.filter(pk=case_id).exists():
            raise Http404
        # The case is somebody else's now: what was typed is all that may be shown.
        return render(request, "workstation/refused.html", {"refusal": refusal, **kept}, status=CONFLICT)
    return _page(request, case_id, status=CONFLICT if is_conflict else UNPROCESSABLE, refusal=refusal, **kept)
