"""One complaint: what it says, its clocks, what happened, what may be done; and how its time counts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import SignedInRequest
from complaints import results
from complaints.editing import ActionForm
from complaints.views import base


@require_GET
def complaint(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The page of a complaint."""
    found = base.complaint_of(request, complaint_id)
    context = {
        **results.page_of(request.user, found),
        "action_form": ActionForm(),
        "tabs": base.tabs_of(request, found),
    }
    return render(request, "complaints/complaint.html", context)


@require_GET
def clock(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """How the time of each clock went, counted and not counted; to be printed."""
    found = base.complaint_of(request, complaint_id)
    context = {"complaint": found, "told": results.explained(found), "tabs": base.tabs_of(request, found)}
    return render(request, "complaints/clock.html", context)
