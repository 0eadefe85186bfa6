"""What every page of an analysis begins with, and what it comes back to."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from quotes import queries
from quotes.errors import NotAnalysedError
from quotes.models import Analysis
from quotes.services import analyses
from ui.shell import Tab

CONFLICT, UNPROCESSABLE = 409, 422
MOST_DIGITS = 19
"""Of a key in the database."""


def analysis_of(request: SignedInRequest, analysis_id: UUID) -> Analysis:
    """With its quotes; that it was looked at is recorded. Raises Http404."""
    try:
        found = queries.analysis_for(request.user, analysis_id)
    except Analysis.DoesNotExist:
        raise Http404 from None
    route = request.resolver_match.view_name if request.resolver_match else ""
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.member_id, route=route)
    return found


def number_of(text: str) -> int | None:
    """A number that a form brought back, None for what none of ours is."""
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else None


def check_visible(request: SignedInRequest, analysis_id: UUID) -> None:
    """Before a verb: what is not the account's to read does not exist for it. Raises Http404."""
    if not queries.visible_to(request.user).filter(pk=analysis_id).exists():
        raise Http404


def compute_again(request: SignedInRequest, analysis_id: UUID) -> None:
    """After a change, so that what is shown is what will be told; nothing to compute is no fault here."""
    try:
        analyses.compute_analysis(user=request.user, analysis_id=analysis_id)
    except NotAnalysedError:
        return


def refused(request: SignedInRequest, refusal: Refused, analysis_id: UUID) -> HttpResponse:
    """Back to the analysis, which says why."""
    messages.error(request, str(refusal))
    return redirect("quotes:analysis", analysis_id)


def tabs_of(analysis: Analysis, *, count: int) -> list[Tab]:
    """The contact, when there is a page of contacts, and its quotes."""
    found = [
        Tab(_("Quotes"), reverse("quotes:analysis", args=[analysis.pk]), "dental", "F4", current=True, count=count)
    ]
    try:
        contact = reverse("workstation:case", args=[analysis.case_id])
    except NoReverseMatch:
        return found
    return [Tab(_("Contact"), contact, "arrow-left"), *found]
