"""The live board, the wallboard, and the cases behind a figure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from accounts.postgresql.replica import from_replica
from accounts.scopes import current_mutual_ids
from clock import oversight as promised
from clock.queries import health, now
from contacts.queries import takeable_by, visible_to
from live.services import shared, watch
from supervision import asking, deadlines, drill, forecasting, oversight, queries
from supervision.indicators import Dimension
from supervision.plots import cases, enforcement
from supervision.plots.figures import ASKED_AS
from supervision.results import calls, due, people, todo
from supervision.views.base import form_of, shown
from supervision.wording import LISTS
from ui import htmx


@require_GET
@from_replica
def board(request: SignedInRequest) -> HttpResponse:
    """Everything of the floor at once; it looks again by itself."""
    return render(request, "supervision/board.html", _board(request, _looks_every(request, is_new=True)))


@require_GET
@from_replica
def floor(request: SignedInRequest) -> HttpResponse:
    """The board's content alone, for the page that is open. Who may see the same share one look: all are told of something at once."""
    every = _looks_every(request)
    opens = can(request.user, Action.READ_BEHIND)
    mutual_ids = ",".join(map(str, sorted(current_mutual_ids() or ())))
    return HttpResponse(
        shared(
            f"board:{mutual_ids}:{opens:d}:{get_language()}:{every}",
            lambda: render(request, "supervision/board.html#board", _board(request, every)).content,
            within=deadlines.SHARED,
        )
    )


@require_GET
@from_replica
def wall(request: SignedInRequest) -> HttpResponse:
    """The few figures that are read from five metres, without a name on them."""
    is_new = not htmx.is_fragment(request)
    return render(request, "supervision/wall.html", _board(request, _looks_every(request, is_new=is_new)))


def _looks_every(request: SignedInRequest, *, is_new: bool = False) -> int:
    """Seconds after which the board looks by itself; it asks to be told of what happens before that."""
    is_told = watch(request.user.pk, is_new=is_new)
    return int((deadlines.REFRESHED if is_told else deadlines.UNTOLD_REFRESHED).total_seconds())


def _board(request: SignedInRequest, every: int) -> dict[str, Any]:
    seen = oversight.floor()
    opens = can(request.user, Action.READ_BEHIND)
    today = timezone.localdate(seen.at)
    half_hour = (seen.at - queries.midnight(today)) // deadlines.HALF_HOUR
    return {
        "floor": seen,
        "opens": opens,
        "todo": todo.todo_of(seen, opens=opens),
        "pick_up": calls.rate_of("pick_up", seen),
        "service_level": calls.rate_of("service_level", seen),
        "means": calls.means_of(seen),
        "strip": calls.strip_of(seen.lines, seen.at),
        "lanes": people.lanes_of(seen),
        "promises": due.promises_of(seen),
        "ages": due.ages_of(seen.quotes, seen.at),
        "due": due.due_of(seen.written),
        "written": sum(seen.written),
        "curve": calls.curve_of(seen, half_hour, forecasting.forecast_on(today)),
        "refreshed": every,
    }


@require_GET
@from_replica
def behind(request: SignedInRequest) -> HttpResponseBase:
    """The contacts behind a figure, without a word of whose they are; those that the reader may open lead on."""
    form = form_of(request)
    if not form.is_valid():
        raise Http404
    only = form.asked(staffed=False).only
    rows = _behind(request.GET.get("chiffre", "ecrits"), request.GET.get("jour", ""), only)
    ids = [row.case.pk for row in rows]
    readable = visible_to(request.user).filter(pk__in=ids) | takeable_by(request.user).filter(pk__in=ids)
    context = {
        "title": LISTS[request.GET.get("chiffre", "ecrits")],
        "day": date.fromisoformat(request.GET["jour"]) if request.GET.get("jour") else None,
        "narrowed": [str(said) for name in ASKED_AS.values() if (said := form.said_of(name))],
        "rows": rows,
        "most": drill.MOST_BEHIND,
        "opened": set(readable.values_list("pk", flat=True)),
    }
    tables = [cases.table_of(context["title"], rows)]
    return shown(request, "supervision/behind.html", context, name="contacts", tables=tables)


@require_GET
@from_replica
def watched(request: SignedInRequest) -> HttpResponseBase:
    """How the watch over deadlines fares, and where the promises are that wait for it."""
    at, found = now(), health(promised.tables())
    kinds = promised.waiting(at)
    links = enforcement.links_of(kinds, opens=can(request.user, Action.READ_BEHIND))
    context = {
        "checks": enforcement.checks_of(found),
        "is_bad": bool(found.faults),
        "reconciled": oversight.reconciled(),
        "kinds": list(zip(kinds, links, strict=True)),
    }
    tables = enforcement.tables_of(found, kinds, at)
    return shown(request, "supervision/watch.html", context, name="garde-des-echeances", tables=tables)


def _behind(figure: str, day: str, only: Mapping[Dimension, Any]) -> list[drill.Behind]:
    """Of now, or of a day in ISO 8601 that is closed, narrowed as ONLY says. An address that names neither is not there."""
    try:
        if day and _is_told(figure, only) and asking.is_closed(date.fromisoformat(day)):
            return drill.of_day(figure, date.fromisoformat(day), only)
    except ValueError:
        raise Http404 from None
    if day or only or figure not in drill.BEHIND:
        raise Http404
    return drill.BEHIND[figure](now())


def _is_told(figure: str, only: Mapping[Dimension, Any]) -> bool:
    return figure in drill.BEHIND_DAY and drill.is_narrowable(figure, set(only))
