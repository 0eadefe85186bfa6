"""The directory's own pages: who practises where, and what advisers heard is wrong."""

from functools import partial
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import SignedInRequest, can
from accounts.scopes import current_mutual_ids
from practitioners import queries, search, services, uploads
from practitioners.editing import (
    DecisionForm,
    DirectoryForm,
    ExtractionForm,
    FactForm,
    NetworkForm,
    PersonFactForm,
    fact_forms,
)
from practitioners.enums import ImportState
from practitioners.models import Network, RegisterImport, Report
from practitioners.queries import Name
from practitioners.tasks import run_import
from practitioners.terms import Sought, Wishes, sought_by
from ui import htmx

LISTED = 30
UNPROCESSABLE = 422
_shuffle = SystemRandom()


@require_GET
def directory(request: SignedInRequest) -> HttpResponse:
    """Who practises around somewhere, in another order each time: a directory recommends nobody."""
    form = DirectoryForm(request.GET if "profession" in request.GET else None)
    context: dict[str, Any] = {"form": form, "extraction": queries.latest_extraction()}
    department = ""
    if form.is_bound and form.is_valid():
        kind, origin = form.cleaned_data["profession"], form.cleaned_data["place"]
        department = origin.commune.department
        sought = sought_by(kind, origin.commune, Wishes())
        found = search.eligible_places(sought)
        some = _shuffle.sample(search.place_ids(found), min(LISTED, found.size))
        context |= {
            "kind": kind,
            "origin": origin,
            "found": found,
            "names": _names_at(some, sought),
            "listed": LISTED,
        }
    context["can_correct"] = can(request.user, Action.CORRECT_DIRECTORY)
    context["services"] = queries.services_for(mutual_ids=current_mutual_ids() or (), department=department)
    return render(request, "practitioners/directory.html", context)


def _names_at(places: list[int], sought: Sought) -> list[Name]:
    people = search.people_at(places, sought)
    pairs = [(place, person) for place in places for person in people.get(place, ())]
    names = queries.told(pairs, profession=sought.profession)
    return [names[pair] for pair in pairs if pair in names]


@require_http_methods(["GET", "POST"])
def reports(request: SignedInRequest) -> HttpResponse:
    """The correction list, and what is decided about each line of it."""
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if not form.is_valid():
            raise Http404
        said = form.cleaned_data
        try:
            services.decide(by=request.user, report_id=said["report"], is_right=said["is_right"])
        except Report.DoesNotExist:
            messages.warning(request, _("Somebody has settled this one already."))
        return redirect("practitioners:reports")
    found = list(queries.open_reports()[:100])
    names = queries.told([(one.place_id, one.national_id) for one in found])
    context = {"reports": [(one, names.get((one.place_id, one.national_id))) for one in found]}
    return render(request, "practitioners/reports.html", context)


@require_http_methods(["GET", "POST"])
def person(request: SignedInRequest, national_id: str) -> HttpResponse:
    """What we know of a practitioner and of their places, beside the register."""
    known = queries.known_of(national_id)
    if known is None:
        raise Http404
    of_person, of_places = fact_forms(known, request.POST if request.method == "POST" else None)
    sent = next((form for form in (of_person, *of_places) if form.is_bound), None)
    if request.method == "POST" and sent is None:
        raise Http404
    if sent is not None and sent.is_valid():
        _note(sent, by=request.user)
        messages.success(request, _("Noted. It holds through every import."))
        return redirect("practitioners:person", national_id)
    places = list(zip(known.places, of_places, strict=True))
    context = {"known": known, "form": of_person, "places": places, "extraction": queries.latest_extraction()}
    return render(request, "practitioners/person.html", context, status=200 if sent is None else UNPROCESSABLE)


def _note(form: FactForm, *, by: User) -> None:
    about, source = form.cleaned_data["about"], services.Source(by=by, how=form.cleaned_data["source"])
    if isinstance(form, PersonFactForm):
        services.note_person(national_id=about, source=source, **form.facts)
    else:
        services.note_place(place_id=int(about, 16), source=source, **form.facts)


@require_http_methods(["GET", "POST"])
def networks(request: SignedInRequest) -> HttpResponse:
    """Networks of the mutuals, and a new one."""
    form = NetworkForm(*_sent(request), mutuals=current_mutual_ids() or ())
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    context = {"form": form, "networks": queries.networks_in_scope()}
    return render(request, "practitioners/networks.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def network(request: SignedInRequest, network_id: int) -> HttpResponse:
    found = get_object_or_404(Network.objects.select_related("mutual"), pk=network_id)
    form = NetworkForm(*_sent(request), mutuals=[found.mutual_id], network=found)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    context = {"form": form, "network": found}
    return render(request, "practitioners/network.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _keep(request: SignedInRequest, form: NetworkForm) -> HttpResponse:
    said = form.cleaned_data
    services.keep_network(
        mutual_id=said["mutual"].pk,
        described=services.Described(said["name"], said["effects"], is_active=said["is_active"]),
        network_id=form.network.pk if form.network else None,
        numbers=said["file"],
    )
    messages.success(request, _("The network is kept. The next draws that ask for it use it."))
    return redirect("practitioners:networks")


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing for who only looks."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


# ---- imports of the register


@require_http_methods(["GET", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    form = ExtractionForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        upload = uploads.accept(by=request.user, file=form.cleaned_data["file"])
        _hasten(upload)
        return redirect("practitioners:import", upload.pk)
    recent = RegisterImport.objects.select_related("uploaded_by")[:LISTED]
    context = {"form": form, "recent": recent, "extraction": queries.latest_extraction()}
    return render(request, "practitioners/imports.html", context)


@require_GET
def import_(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    """The page, or its progress alone while a worker reads the file."""
    upload = get_object_or_404(RegisterImport.objects.select_related("uploaded_by"), pk=upload_id)
    context = {
        "upload": upload,
        "is_open": upload.state in {ImportState.WAITING, ImportState.RUNNING},
        "can_confirm": upload.state == ImportState.TO_CONFIRM and bool(upload.file),
        "odd": uploads.first_odds(upload),
        "percent": uploads.percent_done(upload),
    }
    return htmx.render(request, "practitioners/import.html", "progress", context)


@require_POST
def import_confirm(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    upload = get_object_or_404(RegisterImport, pk=upload_id)
    if uploads.confirm(upload=upload, by=request.user):
        _hasten(upload)
    else:
        messages.warning(request, _("There is nothing left to confirm: send the file again."))
    return redirect("practitioners:import", upload.pk)


@require_GET
def import_report(_request: SignedInRequest, upload_id: UUID) -> FileResponse:
    upload = get_object_or_404(RegisterImport, pk=upload_id)
    if not upload.odds:
        raise Http404
    return FileResponse(upload.odds.open("rb"), as_attachment=True, filename=_("odd-rows.csv"))


def _hasten(upload: RegisterImport) -> None:
    """The row waits for a worker anyway; this spares it the minute."""
    transaction.on_commit(partial(run_import.delay, str(upload.pk)), robust=True)
