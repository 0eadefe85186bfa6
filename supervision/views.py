"""The supervisors' screens: the live board, the wallboard, and the cases behind a figure."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from clock.queries import now
from contacts.queries import takeable_by, visible_to
from live.services import watch
from supervision import deadlines, oversight, queries, results


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Everything of the floor at once; it looks again by itself."""
    return render(request, "supervision/board.html", _board(request))


@require_GET
def floor(request: SignedInRequest) -> HttpResponse:
    """The board's content alone, for the page that is open."""
    return render(request, "supervision/board.html#board", _board(request))


@require_GET
def wall(request: SignedInRequest) -> HttpResponse:
    """The few figures that are read from five metres, without a name on them."""
    return render(request, "supervision/wall.html", _board(request))


def _board(request: SignedInRequest) -> dict[str, Any]:
    watch(request.user.pk)
    seen = oversight.floor()
    opens = can(request.user, Action.READ_BEHIND)
    half_hour = (seen.at - queries.midnight(timezone.localdate(seen.at))) // deadlines.HALF_HOUR
    return {
        "floor": seen,
        "opens": opens,
        "todo": results.todo_of(seen, opens=opens),
        "pick_up": results.rate_of("pick_up", seen),
        "service_level": results.rate_of("service_level", seen),
        "means": results.means_of(seen),
        "strip": results.strip_of(seen.lines, seen.at),
        "lanes": results.lanes_of(seen),
        "promises": results.promises_of(seen),
        "ages": results.ages_of(seen.quotes, seen.at),
        "due": results.due_of(seen.written, seen.at),
        "curve": results.curve_of(seen, half_hour),
        "refreshed": int(deadlines.REFRESHED.total_seconds()),
    }


@require_GET
def behind(request: SignedInRequest) -> HttpResponse:
    """The contacts behind a figure of the board, without a word of whose they are; those that the reader may open lead on."""
    figure = request.GET.get("chiffre", "ecrits")
    if figure not in oversight.BEHIND:
        raise Http404
    rows = oversight.BEHIND[figure](now())
    ids = [row.case.pk for row in rows]
    readable = visible_to(request.user).filter(pk__in=ids) | takeable_by(request.user).filter(pk__in=ids)
    context = {
        "title": results.FIGURES[figure],
        "rows": rows,
        "most": oversight.MOST_BEHIND,
        "opened": set(readable.values_list("pk", flat=True)),
    }
    return render(request, "supervision/behind.html", context)
