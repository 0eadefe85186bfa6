"""Corrective actions: planned on a complaint's page, done from there and from the register."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from complaints import editing, queries, results
from complaints.errors import ComplaintInputError
from complaints.models import CorrectiveAction
from complaints.services import actions
from complaints.views import base


@require_POST
def plan_action(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """From a complaint's page, which is shown again with what is wrong."""
    found = base.complaint_of(request, complaint_id)
    form = editing.ActionForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("what", "due_on")}
        try:
            actions.plan_action(user=request.user, complaint_id=complaint_id, **said)
        except ComplaintInputError as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The corrective action is planned."))
            return redirect("complaints:complaint", complaint_id)
    context = {**results.page_of(request.user, found), "action_form": form, "tabs": base.tabs_of(request, found)}
    return render(request, "complaints/complaint.html", context, status=base.UNPROCESSABLE)


@require_POST
def finish_action(request: SignedInRequest, action_id: int) -> HttpResponse:
    try:
        action = queries.actions_for(request.user).get(pk=action_id)
    except CorrectiveAction.DoesNotExist:
        raise Http404 from None
    try:
        actions.finish_action(user=request.user, action_id=action_id)
    except Refused as refusal:
        return base.refused(request, refusal, action.complaint_id)
    messages.success(request, _("The corrective action is done."))
    return redirect("complaints:complaint", action.complaint_id)
