"""The directory's own pages: who practises where, and what advisers heard is wrong."""

from secrets import SystemRandom
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import SignedInRequest, can
from accounts.scopes import current_mutual_ids
from practitioners import queries, search, services
from practitioners.editing import DecisionForm, DirectoryForm, FactForm, PersonFactForm, fact_forms
from practitioners.models import Report
from practitioners.queries import Name
from practitioners.terms import Sought, Wishes, sought_by

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
