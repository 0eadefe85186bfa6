"""Durations of retention, and what they would take before anything is changed."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import SignedInRequest
from privacy import results
from privacy.services import retaining
from privacy.tasks import answer_due
from ui import htmx


@require_GET
def durations(request: SignedInRequest) -> HttpResponse:
    kept = results.durations()
    context = {"kept": kept, "is_under_way": any(one.is_under_way for one in kept)}
    return htmx.render(request, "privacy/durations.html", "figures", context)


@require_POST
def count(request: SignedInRequest) -> HttpResponse:
    """Have everything counted anew; a worker does, within the minute when nothing hastens it."""
    retaining.ask_count(user=request.user)
    transaction.on_commit(answer_due.delay, robust=True)
    return redirect("privacy:durations")
