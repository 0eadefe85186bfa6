"""How many advisers a day needs, and the plan that a supervisor keeps for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.matrix import Action
from accounts.models import Mutual
from accounts.permissions import SignedInRequest, can
from accounts.scopes import current_mutual_ids
from supervision import forecasting, services
from supervision.errors import PlanChangedError
from supervision.forms import DayForm, PlanForm
from supervision.indicators import HALF_HOURS
from supervision.models import StaffPlan
from supervision.plots import forecasting as forecasts
from supervision.plots.hours import hour_of
from supervision.views.base import UNPROCESSABLE, pages_of, refused, shown

TEMPLATE = "supervision/staffing.html"


@require_GET
def staffing(request: SignedInRequest) -> HttpResponseBase:
    """Advisers needed by half-hour for the promised service level, beside the plan of the day."""
    form = DayForm(request.GET)
    if not form.is_valid():
        return refused(request, TEMPLATE, {"form": form})
    day = form.cleaned_data["jour"]
    plan = forecasting.plan_of(day)
    context = _context(request, day, plan, _plan_form(day, plan))
    tables = [context["table"]] if context["rows"] else []
    return shown(request, TEMPLATE, context, name=f"effectif-{day.isoformat()}", tables=tables)


@require_POST
def plan(request: SignedInRequest, day: str) -> HttpResponse:
    """Keep a new version of the day's plan; what was typed stays when it is refused."""
    asked = _day(day)
    places = sorted({*_places(asked, forecasting.plan_of(asked)), *_typed(request.POST)})
    form = PlanForm(request.POST, places=places)
    if form.is_valid():
        try:
            services.plan(day=asked, advisers=form.advisers, by=request.user, seen=form.cleaned_data["version"])
        except PlanChangedError:
            form = PlanForm({**request.POST.dict(), "version": _version(asked)}, places=places)
            form.add_error(
                None,
                _(
                    "Somebody else kept another plan meanwhile; nothing was kept. Look at theirs, then keep yours again."
                ),
            )
        else:
            return redirect(f"{reverse('supervision:staffing')}?jour={asked:%d/%m/%Y}")
    context = _context(request, asked, forecasting.plan_of(asked), form)
    return render(request, TEMPLATE, {**context, **pages_of(request)}, status=UNPROCESSABLE)


def _day(text: str) -> date:
    """Of an address, in ISO 8601; one that the page does not show is not there."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not DayForm({"jour": asked}).is_valid():
        raise Http404
    return asked


def _version(day: date) -> int:
    found = forecasting.plan_of(day)
    return found.version if found else 0


def _places(day: date, kept: StaffPlan | None) -> Sequence[int]:
    """Half-hours that a plan is typed for: those that the day's picture shows, and those of the plan that stands."""
    found = forecasting.forecast_on(day)
    return forecasts.shown_of(found.expected if found else [], kept.advisers if kept else [])


def _typed(said: Mapping[str, object]) -> list[int]:
    """Half-hours of a form that was sent: what was typed stays, whatever is forecast by now."""
    return [place for place in range(HALF_HOURS) if f"h{place}" in said]


def _plan_form(day: date, kept: StaffPlan | None) -> PlanForm:
    typed = {f"h{place}": count or "" for place, count in enumerate(kept.advisers)} if kept else {}
    return PlanForm(initial={**typed, "version": kept.version if kept else 0}, places=_places(day, kept))


def _context(request: SignedInRequest, day: date, kept: StaffPlan | None, form: PlanForm) -> dict[str, Any]:
    found, known = forecasting.forecast_on(day), forecasting.habits(day)
    rows = forecasting.needs(found, known, kept.advisers if kept else None) if found else []
    drawing, table = forecasts.staff_of(rows)
    return {
        "form": DayForm({"jour": day}),
        "day": day,
        "found": found,
        "habits": known,
        "rows": rows,
        "kept": kept,
        "drawing": drawing,
        "table": table,
        "share": forecasting.share_on(day),
        "within": int(forecasting.WITHIN),
        "is_part": Mutual.objects.exclude(pk__in=current_mutual_ids() or ()).exists(),
        "plans": can(request.user, Action.PLAN_STAFFING),
        "plan_form": form,
        "plan_fields": [(hour_of(place), form[f"h{place}"]) for place in form.places],
    }
