"""What the pages of figures share: the question as it was understood, and their tables as a file."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from accounts.roles import Role
from accounts.scopes import current_mutual_ids
from supervision.asking import Asked
from supervision.forms import PeriodForm
from ui.files import file_of, kind_asked, links_of
from ui.tables import Table

UNPROCESSABLE: Final = 422


def form_of(request: SignedInRequest, kind: type[PeriodForm] = PeriodForm) -> Any:
    return kind(request.GET, mutual_ids=current_mutual_ids() or ())


def again(request: SignedInRequest, form: PeriodForm) -> Any:
    """The form of a question that was understood, with the days that it was taken for."""
    days = {name: form.cleaned_data[name] for name in form.days_asked}
    return type(form)({**request.GET.dict(), **days}, mutual_ids=current_mutual_ids() or ())


def asked_of(request: SignedInRequest, form: PeriodForm) -> Asked:
    """Of a valid form. A mutual's auditor knows nothing of people who work for others too."""
    return form.asked(staffed=request.user.role != Role.AUDITOR)


def query_of(request: SignedInRequest) -> str:
    """The question as an address says it, for links to the same of something else; a file is asked for each time."""
    return urlencode({name: value for name, value in request.GET.items() if value and name != "fichier"})


def check_mutual(request: SignedInRequest) -> None:
    """Raises Http404 when the address names a mutual that is not the reader's, or not any more."""
    asked = request.GET.get("mutuelle")
    if asked and asked not in {str(pk) for pk in current_mutual_ids() or ()}:
        raise Http404


def kind_of(request: SignedInRequest) -> str:
    """The file that is asked for, empty for the page. Without a mutual there is nothing to take away: 404, as for a kind that nobody writes."""
    kind = kind_asked(request)
    if kind and not current_mutual_ids():
        raise Http404
    return kind


def refused(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with what is wrong with the question. Nothing of a mutual that is not the reader's, or not any more, exists."""
    if "mutuelle" in context["form"].errors:
        raise Http404
    kind_of(request)
    return render(request, template, {**context, **pages_of(request)}, status=UNPROCESSABLE)


def shown(
    request: SignedInRequest, template: str, context: dict[str, Any], *, name: str, tables: Sequence[Table]
) -> HttpResponseBase:
    """The page, or its tables as the file that is asked for."""
    if kind := kind_of(request):
        return file_of(tables, kind=kind, name=name)
    files = links_of(request) if any(table.rows for table in tables) else []
    context = {**context, **pages_of(request), "query": query_of(request), "files": files}
    return render(request, template, context)


def pages_of(request: SignedInRequest) -> dict[str, bool]:
    """Which of the pages beside each other the reader may see."""
    return {"watches": can(request.user, Action.WATCH_FLOOR)}
