"""From receipt to telling: what is missing is asked for once, the clock stands still meanwhile, the result is told."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from quotes.editing.process import MissingForm, TellForm, WithdrawForm, what_is_missing
from quotes.enums import ToldBy, WhyWithdrawn
from quotes.errors import AskedAlreadyError
from quotes.models import Analysis, Quote
from quotes.services import analyses
from quotes.views import base


@require_http_methods(["GET", "POST"])
def missing(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """Asked once: what is missing, as the member is asked for it. The words proposed are those of what was found."""
    found = base.analysis_of(request, analysis_id)
    if request.method == "GET" and found.asked_for:
        # Told before it is typed for nothing.
        return base.refused(request, AskedAlreadyError(), analysis_id)
    if request.method == "GET":
        return _asking(request, found, MissingForm(initial={"asked_for": what_is_missing(found)}))
    form = MissingForm(request.POST)
    if not form.is_valid():
        return _asking(request, found, form, status=base.UNPROCESSABLE)
    try:
        analyses.ask_for_missing(user=request.user, analysis_id=analysis_id, what=form.cleaned_data["asked_for"])
    except Refused as refusal:
        return _asking(request, found, form, refusal=str(refusal), status=base.CONFLICT)
    messages.success(request, _("The clock stands still. Write to the member, or telephone, what is missing."))
    return redirect("quotes:analysis", analysis_id)


def _asking(
    request: SignedInRequest, found: Analysis, form: MissingForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    return _page(request, "quotes/missing.html", found, form, refusal, status)


def _page(
    request: SignedInRequest, template: str, found: Analysis, form: Form, refusal: str, status: int
) -> HttpResponse:
    tabs = base.tabs_of(found, count=len(found.quotes.all()))
    context = {"form": form, "analysis": found, "refusal": refusal, "tabs": tabs}
    return render(request, template, context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """Why nobody waits for it any more; its clock ends with it."""
    found = base.analysis_of(request, analysis_id)
    if request.method == "GET":
        return _withdrawing(request, found, WithdrawForm(initial={"read": found.version}))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _withdrawing(request, found, form, status=base.UNPROCESSABLE)
    said = {**form.cleaned_data, "why": WhyWithdrawn(form.cleaned_data["why"])}
    try:
        analyses.withdraw(user=request.user, analysis_id=analysis_id, **said)
    except Refused as refusal:
        return _withdrawing(request, found, form, refusal=str(refusal), status=base.CONFLICT)
    messages.success(request, _("Withdrawn. Nobody is reminded of it any more."))
    return redirect("quotes:analysis", analysis_id)


def _withdrawing(
    request: SignedInRequest, found: Analysis, form: WithdrawForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    return _page(request, "quotes/withdraw.html", found, form, refusal, status)


@require_POST
def resume(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """What was missing has come, or nobody waits for it any longer."""
    base.check_visible(request, analysis_id)
    try:
        analyses.resume(user=request.user, analysis_id=analysis_id)
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    base.compute_again(request, analysis_id)
    messages.success(request, _("The clock runs again."))
    return redirect("quotes:analysis", analysis_id)


@require_POST
def keep(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """The quote that the member goes for; without a number of one, none any more."""
    base.check_visible(request, analysis_id)
    quote_id = base.number_of(request.POST.get("quote", ""))
    try:
        analyses.keep_quote(user=request.user, analysis_id=analysis_id, quote_id=quote_id)
    except Quote.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    return redirect("quotes:analysis", analysis_id)


@require_POST
def tell(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """The member knows the result: it is kept as it was told."""
    base.check_visible(request, analysis_id)
    form = TellForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
        return redirect("quotes:analysis", analysis_id)
    said = form.cleaned_data
    try:
        analyses.mark_told(user=request.user, analysis_id=analysis_id, by=ToldBy(said["by"]), read=said["read"])
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    messages.success(request, _("Told. The result is kept as it was told."))
    return redirect("quotes:analysis", analysis_id)
