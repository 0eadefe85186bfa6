"""The figures of closed days: all of them, one through time or by group, and as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from accounts.postgresql.replica import from_replica
from accounts.scopes import current_mutual_ids
from supervision import asking, drill
from supervision.forms import PartedForm
from supervision.indicators import BY_CODE
from supervision.plots import cases, figures
from supervision.views.base import again, asked_of, form_of, pages_of, query_of, refused, shown
from supervision.wording import LISTS, SAID
from ui.files import KINDS, file_of


@require_GET
@from_replica
def indicators(request: SignedInRequest) -> HttpResponse:
    """Every figure of a period, with its formula and where it comes from."""
    form = form_of(request)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return refused(request, "supervision/indicators.html", context)
    asked = asked_of(request, form)
    context |= {"asked": asked, "days": len(asking.closed_days(asked)), "figures": figures.figures_of(asked)}
    context |= {
        "form": again(request, form),
        "kinds": list(KINDS),
        **pages_of(request),
    }
    context["query"] = query_of(request)
    return render(request, "supervision/indicators.html", context)


@require_GET
@from_replica
def indicator(request: SignedInRequest, code: str) -> HttpResponseBase:
    """One figure through time or by group, as a picture and as a table."""
    if code not in BY_CODE:
        raise Http404
    form = form_of(request, PartedForm)
    context: dict[str, Any] = {"form": form, "code": code, "said": SAID[code]}
    if not form.is_valid():
        return refused(request, "supervision/indicator.html", context)
    asked, figure = asked_of(request, form), BY_CODE[code]
    picture = figures.picture_of(figure, asked)
    context |= {"asked": asked, "days": len(asking.closed_days(asked)), "is_known": asked.is_known(figure)}
    context |= {"form": again(request, form), "picture": picture}
    drills = can(request.user, Action.READ_BEHIND)
    context["behind"] = drill.DRILL[code] if drills and code in drill.DRILL and asked.is_known(figure) else ""
    context["narrowed"] = urlencode(
        {name: request.GET[name] for name in figures.ASKED_AS.values() if request.GET.get(name)}
    )
    context["contacts"] = _files_of(request, code) if drills and drill.is_listed(code, asked) and picture.points else []
    return shown(request, "supervision/indicator.html", context, name=code, tables=[picture.table])


def _files_of(request: SignedInRequest, code: str) -> list[tuple[str, str]]:
    asked = query_of(request)
    return [(kind, f"{reverse('supervision:contacts', args=[code, kind])}?{asked}") for kind in KINDS]


@require_GET
@from_replica
def contacts(request: SignedInRequest, code: str, kind: str) -> HttpResponseBase:
    """Every contact behind a figure of a period as a file, or the page again with what is wrong with the question."""
    form, mutual_ids = form_of(request, PartedForm), current_mutual_ids()
    if code not in BY_CODE or kind not in KINDS or not mutual_ids:
        raise Http404
    if not form.is_valid():
        return refused(request, "supervision/indicator.html", {"form": form, "code": code, "said": SAID[code]})
    asked = asked_of(request, form)
    if not drill.is_listed(code, asked):
        raise Http404
    rows = drill.of_period(code, asked, asking.closed_days(asked), mutual_ids)
    name = f"contacts-{asked.since.isoformat()}-{asked.until.isoformat()}"
    return file_of([cases.list_of(LISTS[drill.DRILL[code]], rows)], kind=kind, name=name)


@require_GET
@from_replica
def export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """All figures of a period as a file, or the page again with what is wrong with the question."""
    form = form_of(request, PartedForm)
    if kind not in KINDS or not current_mutual_ids() or "mutuelle" in form.errors:
        raise Http404
    if not form.is_valid():
        return refused(request, "supervision/indicators.html", {"form": form})
    asked = asked_of(request, form)
    name = f"indicateurs-{asked.since.isoformat()}-{asked.until.isoformat()}"
    return file_of([figures.table_of(asked)], kind=kind, name=name)
