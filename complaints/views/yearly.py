"""The return of a year, on the screen and as files."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import SignedInRequest
from accounts.scopes import current_mutual_ids
from complaints import results
from complaints.forms import YearForm
from ui.files import file_of, kind_asked, links_of


@require_GET
def yearly(request: SignedInRequest) -> HttpResponseBase:
    """A mutual that is not the reader's, or not any more, has no return: 404."""
    mutual_ids, kind = current_mutual_ids() or (), kind_asked(request)
    form = YearForm(request.GET, mutual_ids=mutual_ids)
    if "mutuelle" in form.errors or (kind and not mutual_ids):
        raise Http404
    if not form.is_valid():
        return render(request, "complaints/yearly.html", {"form": form}, status=422)
    mutual, year = form.cleaned_data["mutuelle"], form.cleaned_data["annee"]
    tables = results.yearly(mutual, year) if mutual else []
    if kind:
        return file_of(tables, kind=kind, name=f"reclamations-{mutual.code}-{year}")
    said = {**request.GET.dict(), "annee": year, **({"mutuelle": mutual.pk} if mutual else {})}
    context: dict[str, Any] = {"form": YearForm(said, mutual_ids=mutual_ids), "mutual": mutual, "year": year}
    return render(
        request, "complaints/yearly.html", {**context, "tables": tables, "files": links_of(request) if tables else []}
    )
