"""Pages that answer a question of supervisors with a picture and its table; each of them leaves as a file too."""

from datetime import date
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import SignedInRequest
from accounts.postgresql.replica import from_replica
from clock.queries import now
from supervision import asking, deadlines, forecasting, limits, oversight, queries
from supervision.forms import ComparisonForm, DayForm, LookForm
from supervision.indicators import BY_CODE, HALF_HOURS, Dimension
from supervision.plots import cases, comparing, hours, stability
from supervision.plots import forecasting as forecasts
from supervision.views.base import again, asked_of, form_of, refused, shown
from supervision.wording import SAID


@require_GET
@from_replica
def comparison(request: SignedInRequest) -> HttpResponseBase:
    """Whether a figure changed between two periods, with how sure that is."""
    template, form = "supervision/comparison.html", form_of(request, ComparisonForm)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return refused(request, template, context)
    asked, said = asked_of(request, form), form.cleaned_data
    figure = BY_CODE[said["code"]]
    answer = comparing.answer_of(figure, asked, said["puis"], said["jusque"])
    context = {
        "form": again(request, form),
        "asked": asked,
        "said": SAID[figure.code],
        "is_known": asked.is_known(figure),
        "answer": answer,
    }
    return shown(request, template, context, name=f"comparaison-{figure.code}", tables=answer.tables)


@require_GET
@from_replica
def control(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Whether a figure moves by more than it does by itself."""
    if code not in BY_CODE:
        raise Http404
    template, form = "supervision/control.html", form_of(request)
    context: dict[str, Any] = {"form": form, "code": code, "said": SAID[code]}
    if not form.is_valid():
        return refused(request, template, context)
    asked, figure = asked_of(request, form), BY_CODE[code]
    chart = stability.chart_of(figure, asked)
    context |= {"form": again(request, form), "is_known": asked.is_known(figure), "chart": chart, "least": limits.LEAST}
    return shown(request, template, context, name=f"stabilite-{code}", tables=[chart.table])


@require_GET
@from_replica
def heat(request: SignedInRequest) -> HttpResponseBase:
    """When calls come, and when they are answered."""
    template, form = "supervision/hours.html", form_of(request)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    asked = asked_of(request, form)
    heats = hours.heats_of(asking.courses(asked.since, asked.until, asked.only.get(Dimension.MUTUAL)))
    context = {"form": again(request, form), "asked": asked, "heats": heats}
    return shown(request, template, context, name="heures", tables=[one.table for one in heats])


@require_GET
@from_replica
def delays(request: SignedInRequest) -> HttpResponseBase:
    """How long quotes take until the member is told."""
    template, form = "supervision/delays.html", form_of(request, LookForm)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    asked = asked_of(request, form)
    quotes = asking.turnarounds(asked)
    target = BY_CODE["quote_time"].aimed(asking.targets_of(asked)).target or 0
    drawing, table = cases.delays_of(quotes, target=target)
    late = sum(not is_kept for _seconds, is_kept in quotes)
    context = {"form": again(request, form), "count": len(quotes), "late": late, "drawing": drawing, "table": table}
    context["promised"] = target // int(deadlines.ONE_DAY.total_seconds())
    return shown(request, template, context, name="delais-devis", tables=[table] if quotes else [])


@require_GET
@from_replica
def funnel(request: SignedInRequest) -> HttpResponseBase:
    """How far promised calls come."""
    template, form = "supervision/funnel.html", form_of(request, LookForm)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    counts = asking.stages(asked_of(request, form))
    drawing, table = cases.funnel_of(counts)
    count = counts[asking.Stage.PROMISED]
    context = {"form": again(request, form), "count": count, "drawing": drawing, "table": table}
    return shown(request, template, context, name="entonnoir-rappels", tables=[table] if count else [])


@require_GET
@from_replica
def country(request: SignedInRequest) -> HttpResponseBase:
    """Where the people live who contact us."""
    template, form = "supervision/country.html", form_of(request, LookForm)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    counts = asking.by_department(asked_of(request, form))
    drawing, table = cases.map_of(counts)
    count = sum(counts.values())
    context = {"form": again(request, form), "count": count, "drawing": drawing, "table": table}
    return shown(request, template, context, name="departements", tables=[table] if count else [])


@require_GET
@from_replica
def day(request: SignedInRequest) -> HttpResponseBase:
    """The curve of a day against its forecast: of one that is over, of today, or of one to come."""
    template, form = "supervision/day.html", DayForm(request.GET)
    if not form.is_valid():
        return refused(request, template, {"form": form})
    asked = form.cleaned_data["jour"]
    found = forecasting.forecast_on(asked)
    came, until = _came(asked)
    drawing, table = forecasts.day_of(found, came, until)
    context = {
        "form": DayForm({"jour": asked}),
        "day": asked,
        "found": found,
        "came": None if came is None else sum(came[:until]),
        "drawing": drawing,
        "table": table,
    }
    some = found is not None or came is not None
    return shown(request, template, context, name=f"journee-{asked.isoformat()}", tables=[table] if some else [])


def _came(asked: date) -> tuple[list[int] | None, int]:
    """Calls by half-hour, and up to which they are known: of today those that are over."""
    at = now()
    if asked != timezone.localdate(at):
        return forecasting.came_on(asked), HALF_HOURS
    arrivals = oversight.today(at)[2]
    half_hour = (at - queries.midnight(asked)) // deadlines.HALF_HOUR
    return [arrivals[place] for place in range(HALF_HOURS)], half_hour
