"""Returns: what leaves the house each month, on the screen and as files, and who is told of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import SignedInRequest
from accounts.scopes import current_mutual_ids
from supervision import queries, returns, services
from supervision.forms import MonthForm, MonthlyForm, SubscriptionForm
from supervision.models import Subscription
from supervision.plots import returns as tables
from supervision.views.base import UNPROCESSABLE, check_mutual, pages_of, refused, shown

SHOWN = 120
"""Rows of a table on the screen: the file has them all."""


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What can be read here, and what the reader is told of."""
    return _home(request, SubscriptionForm(mutual_ids=current_mutual_ids() or ()))


def _home(request: SignedInRequest, form: SubscriptionForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "subscriptions": queries.subscriptions_of(request.user),
        "has_mutual": current_mutual_ids(),
    }
    return render(request, "supervision/returns.html", {**context, **pages_of(request)}, status=status)


@require_GET
def monthly(request: SignedInRequest) -> HttpResponseBase:
    """A mutual's month with small cells hidden."""
    template, form = "supervision/monthly.html", MonthlyForm(request.GET, mutual_ids=current_mutual_ids() or ())
    if not form.is_valid():
        return refused(request, template, {"form": form})
    mutual, month = form.cleaned_data["mutuelle"], form.cleaned_data["mois"]
    found = tables.monthly(mutual, month) if mutual and month else []
    context: dict[str, Any] = {"form": form.again(), "mutual": mutual, "month": month, "most": SHOWN}
    if found:
        context |= {"said": tables.month_said(month), "tables": found}
    name = f"statistiques-{mutual.code}-{month:%Y-%m}" if found else ""
    return shown(request, template, context, name=name, tables=found)


@require_GET
def activity(request: SignedInRequest) -> HttpResponseBase:
    """What was done for each mutual in a closed month, and the two keys by which its cost is shared."""
    check_mutual(request)
    template, form = "supervision/activity.html", MonthForm(request.GET)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    month = form.cleaned_data["mois"]
    found = [tables.activity(month, returns.statements_of(month))] if month else []
    context: dict[str, Any] = {"form": form.again(), "month": month, "tables": found}
    return shown(request, template, context, name=f"activite-{month:%Y-%m}" if month else "", tables=found)


@require_POST
def subscribe(request: SignedInRequest) -> HttpResponse:
    """To a return of a mutual that the reader may see; once more to the same changes how often."""
    form = SubscriptionForm(request.POST, mutual_ids=current_mutual_ids() or ())
    if not form.is_valid():
        return _home(request, form, UNPROCESSABLE)
    services.subscribe(user=request.user, origin=request.build_absolute_uri("/").rstrip("/"), **form.asked)
    return redirect("supervision:returns")


@require_POST
def unsubscribe(request: SignedInRequest, subscription_id: UUID) -> HttpResponse:
    try:
        services.unsubscribe(user=request.user, subscription_id=subscription_id)
    except Subscription.DoesNotExist:
        raise Http404 from None
    return redirect("supervision:returns")
