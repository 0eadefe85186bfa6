"""What every page of a complaint begins with, and what it comes back to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from complaints import queries
from complaints.editing import InputForm
from complaints.errors import ComplaintInputError
from complaints.models import Complaint
from contacts import queries as contacts
from ui.shell import Tab

CONFLICT, UNPROCESSABLE = 409, 422


def complaint_of(request: SignedInRequest, complaint_id: UUID) -> Complaint:
    """That it was looked at is recorded. Raises Http404."""
    try:
        found = queries.complaint_for(request.user, complaint_id)
    except Complaint.DoesNotExist:
        raise Http404 from None
    route = request.resolver_match.view_name if request.resolver_match else ""
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.member_id, route=route)
    return found


def tabs_of(request: SignedInRequest, complaint: Complaint) -> list[Tab]:
    """The contact, for who may read it, and its complaint."""
    found = [Tab(_("Complaint"), reverse("complaints:complaint", args=[complaint.pk]), "message-2", "!", current=True)]
    if not contacts.visible_to(request.user).filter(pk=complaint.case_id).exists():
        return found
    try:
        contact = reverse("workstation:case", args=[complaint.case_id])
    except NoReverseMatch:
        return found
    return [Tab(_("Contact"), contact, "arrow-left"), *found]


def refused(request: SignedInRequest, refusal: Refused, complaint_id: UUID) -> HttpResponse:
    """Back to the complaint, which says why."""
    messages.error(request, str(refusal))
    return redirect("complaints:complaint", complaint_id)


def entered(
    request: SignedInRequest,
    form: InputForm,
    act: Callable[[dict[str, Any]], object],
    *,
    template: str,
    context: dict[str, Any],
    done: Callable[[object], HttpResponse],
) -> HttpResponse:
    """A form shown, judged, and done with ACT, or shown again with what is wrong and all that was typed."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return done(act(form.cleaned_data))
        except ComplaintInputError as fault:
            form.refuse(fault)
        except Refused as fault:
            refusal = str(fault)
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, template, {**context, "form": form, "refusal": refusal}, status=status)
