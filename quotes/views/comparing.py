"""The quotes of an analysis side by side, explained, and under a hypothesis."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from clock.enums import Commitment
from clock.queries import now, told_of
from contacts.services import drafts
from quotes import results
from quotes.editing import unfinished
from quotes.services import analyses
from quotes.views import base
from ui import htmx


@require_GET
def analysis(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """The comparison; `expliquer=4-2-amc` opens the reasons of a figure, alone as a fragment; `hypothese=classe-a` supposes."""
    found = base.analysis_of(request, analysis_id)
    page = results.page_of(
        request.user,
        found,
        supposed=request.GET.get("hypothese", ""),
        explained=request.GET.get("expliquer", ""),
    )
    begun = drafts.of(user=request.user, case=found.case, field=unfinished.field_of(found.pk, None))
    context = {
        "page": page,
        "analysis": found,
        "case": found.case,
        "begun": begun if begun.text and page.may_change else None,
        "tabs": base.tabs_of(found, count=len(page.quotes)),
    }
    return htmx.render(request, "quotes/comparison.html", "explanation", context)


@require_GET
def clock(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """How the time of the analysis went, counted and not counted, and what its clock did; to be printed."""
    found = base.analysis_of(request, analysis_id)
    context = {
        "analysis": found,
        "time": told_of(found, Commitment.QUOTE, until=found.ended_at or now()),
        "lines": results.lines_of(found),
        "tabs": base.tabs_of(found, count=len(found.quotes.all())),
    }
    return render(request, "quotes/clock.html", context)


@require_POST
def compute(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """Anew, with the tariffs and guarantees of now."""
    base.check_visible(request, analysis_id)
    try:
        analyses.compute_analysis(user=request.user, analysis_id=analysis_id)
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    return redirect("quotes:analysis", analysis_id)
