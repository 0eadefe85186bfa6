from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import ReadingBlockedError
from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from accounts.roles import DESCRIPTIONS, Role
from audit.enums import Act
from audit.services import record
from contacts.models import Case
from contacts.queries import held_by
from knowledge.queries import answers_unseen
from members import asking, oversight, queries, services
from members.errors import NoGroundError, TooFewFactsError
from members.models import Ground, Member
from ui import htmx
from workstation import editing
from workstation.forms import ReasonForm, RightsForm
from workstation.journal import journal_page
from workstation.results import results_for
from workstation.timeline import timeline_of


@require_GET
def desk(request: SignedInRequest) -> HttpResponse:
    """Where a day is spent. Somebody whose role sees no member gets what the role is for."""
    if request.user.blocked_at is not None:
        return render(request, "workstation/blocked.html")
    context: dict[str, Any] = {"answers": answers_unseen(request.user)}
    if not can(request.user, Action.SEARCH_MEMBER):
        context["purpose"] = _(DESCRIPTIONS[Role(request.user.role)].purpose)
        return render(request, "workstation/home.html", context)
    context |= {"recent": queries.recent_files(request.user), "text": ""}
    if can(request.user, Action.WORK_CASE):
        context |= {"may_work": True, "held": held_by(request.user)}
    return render(request, "workstation/desk.html", context)


@require_http_methods(["POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """People that answer what was typed. By POST, so that no name or number stands in an address or a server's log."""
    if request.user.blocked_at is not None:
        # A fragment is shown in place of the answers, so it is no failure for the browser to explain in its own words.
        return htmx.render(
            request, "workstation/blocked.html", "notice", status=200 if htmx.is_fragment(request) else 403
        )
    question = asking.read(request.POST.get("q", ""), on=timezone.localdate())
    results = results_for(request.user, question)
    record(
        act=Act.SEARCH,
        route="workstation:search",
        detail={"kinds": question.kinds, "hits": len(results.rows), "members": results.identified},
    )
    context = {"question": question, "results": results, "text": question.text, "joins": _contact_of(request)}
    return htmx.render(request, "workstation/desk.html", "results", context)


def _contact_of(request: SignedInRequest) -> Case | None:
    """The contact whose page the search was typed on: who is found is then joined to it. Its `is_call` says which way."""
    try:
        return held_by(request.user).get(pk=request.POST.get("contact", ""))
    except (Case.DoesNotExist, ValidationError):
        return None


@require_POST
def open_file(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    try:
        services.open_by_facts(user=request.user, member_id=member_id, proof=request.POST.get("proof", ""))
    except (TooFewFactsError, Member.DoesNotExist):
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    return redirect("workstation:member", member_id=member_id)


@require_GET
def member(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    try:
        person = services.read_file(user=request.user, member_id=member_id)
    except NoGroundError:
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    form = RightsForm(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or timezone.localdate()
    events, has_more = timeline_of(person)
    context: dict[str, Any] = {
        "person": person,
        "rights_form": form,
        "day": day,
        "rights": queries.rights_on(person, day),
        "home": queries.home_of(person),
        "family": queries.family_of(person),
        "events": events,
        "has_more": has_more,
        "recent": queries.recent_files(request.user),
        "may_edit": can(request.user, Action.EDIT_MEMBER),
        "today": timezone.localdate(),
    }
    return htmx.render(request, "workstation/member.html", "rights", context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, member_id: UUID, kind: str) -> HttpResponse:
    """A part of the file as a form; once kept, the parts of the page that it changed."""
    if request.method == "POST":
        return _changed(request, editing.saved, member_id=member_id, kind=kind, typed=request.POST.dict())
    return _changed(request, editing.asked, member_id=member_id, kind=kind, closed="fermer" in request.GET)


@require_POST
def remove(request: SignedInRequest, member_id: UUID, kind: str, row_id: int) -> HttpResponse:
    return _changed(request, editing.removed, member_id=member_id, kind=kind, row_id=row_id)


def _changed(request: SignedInRequest, ask: Callable[..., editing.Answer], **asked: Any) -> HttpResponse:
    try:
        answer = ask(user=request.user, **asked)
    except (NoGroundError, editing.UnknownChangeError):
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    if answer.is_done and not htmx.is_fragment(request):
        return redirect("workstation:member", member_id=asked["member_id"])
    return htmx.render(request, "workstation/change.html", answer.part, answer.context, status=answer.status)


@require_POST
def nir(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    """The whole social security number, in place of the mask; the matrix asked for a fresh authentication."""
    try:
        number = services.reveal_nir(user=request.user, member_id=member_id)
    except NoGroundError:
        raise Http404 from None
    return render(request, "workstation/_nir.html", {"number": number})


@require_http_methods(["GET", "POST"])
def break_glass(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    try:
        glimpse = queries.glimpse_of(member_id)
    except Member.DoesNotExist:
        raise Http404 from None
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.break_glass(user=request.user, member_id=member_id, reason=form.cleaned_data["reason"])
        except ReadingBlockedError:
            return render(request, "workstation/blocked.html", status=403)
        return redirect("workstation:member", member_id=member_id)
    context = {"form": form, "file": glimpse}
    return render(request, "workstation/break_glass.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def break_glass_review(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            oversight.review_break_glass(ground_id=int(request.POST.get("ground", "0")), by=request.user)
        except (Ground.DoesNotExist, ValueError, ValidationError):
            raise Http404 from None
        return redirect("workstation:break_glass_review")
    return render(request, "workstation/break_glass_review.html", {"grounds": queries.to_review()[:50]})


@require_GET
def journal(request: SignedInRequest) -> HttpResponse:
    """The access log, as far as the role may read it."""
    return htmx.render(request, "workstation/journal.html", "rows", journal_page(request.user, request.GET))
