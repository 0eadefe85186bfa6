"""The knowledge base beside a contact: found as one types, read, put into the note or the letter, doubted."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.permissions import SignedInRequest
from contacts import queries
from contacts.errors import NotHeldError
from contacts.models import Case
from contacts.services.citing import cite
from knowledge import queries as knowledge
from knowledge import services
from knowledge.editing import SearchForm, WordForm
from knowledge.enums import Place
from knowledge.errors import SealedAnswerError
from knowledge.models import ArticleVersion
from knowledge.search import find
from ui import htmx

PANEL = "workstation/articles.html"
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def articles(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The panel of a contact; it shows nothing of the member. What is typed is posted: an address is written down."""
    try:
        case = queries.case_for(request.user, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if request.method == "GET":
        return _panel(request, case)
    step = STEPS.get(request.POST.get("step", "search"))
    if step is None:
        raise Http404
    try:
        return step(request, case)
    except ArticleVersion.DoesNotExist:
        raise Http404 from None


def _panel(request: SignedInRequest, case: Case, *, status: int = 200, **given: Any) -> HttpResponse:
    context = {"case": case, "is_held": case.holder_id == request.user.pk, **given}
    given_before, answers = queries.citations_of(case), knowledge.answers_unseen(request.user)
    shown = {**context, "citations": given_before, "answers": answers}
    return htmx.render(request, PANEL, "panel", shown, status=status)


def _search(request: SignedInRequest, case: Case) -> HttpResponse:
    form = SearchForm(request.POST)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    reader = knowledge.reader(request.user, mutual_id=case.mutual_id, caller=case.caller_kind)
    found: dict[str, Any] = {"typed": typed, "hits": find(typed, reader)}
    if not htmx.is_fragment(request):
        return _panel(request, case, **found)
    return render(request, f"{PANEL}#found", {"case": case, **found})


def _read(request: SignedInRequest, case: Case) -> HttpResponse:
    return _reading(request, case, _version(request, case))


def _cite(request: SignedInRequest, case: Case) -> HttpResponse:
    version = _version(request, case)
    place = request.POST.get("place", "")
    if place not in Place.values:
        raise Http404
    try:
        cite(user=request.user, case_id=case.pk, version_id=version.pk, place=Place(place))
    except (NotHeldError, SealedAnswerError) as refusal:
        return _reading(request, case, version, status=CONFLICT, refusal=str(refusal))
    words = knowledge.words_to_insert(version, Place(place))
    return _reading(request, case, version, place=place, words=words)


def _doubt(request: SignedInRequest, case: Case) -> HttpResponse:
    version, form = _version(request, case), WordForm(request.POST, auto_id="doubt_%s")
    if not form.is_valid():
        return _reading(request, case, version, status=UNPROCESSABLE, form=form)
    asked = services.doubt(user=request.user, version_id=version.pk, text=form.cleaned_data["text"])
    return _reading(request, case, version, asked=asked)


STEPS = {"search": _search, "read": _read, "cite": _cite, "doubt": _doubt}


def _version(request: SignedInRequest, case: Case) -> ArticleVersion:
    """Raises ArticleVersion.DoesNotExist for one that is not in force, or does not concern the contact's mutual."""
    wanted = request.POST.get("version", "")
    version = knowledge.in_force(knowledge.versions_visible_to(request.user)).get(
        pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
    )
    if version.mutual_ids and case.mutual_id not in version.mutual_ids:
        raise ArticleVersion.DoesNotExist
    return version


def _reading(
    request: SignedInRequest, case: Case, version: ArticleVersion, *, status: int = 200, **given: Any
) -> HttpResponse:
    context = {
        "version": version,
        "mutuals": knowledge.names_of(version.mutual_ids),
        "form": WordForm(auto_id="doubt_%s"),
        **given,
    }
    if not htmx.is_fragment(request):
        return _panel(request, case, status=status, **context)
    held = {"case": case, "is_held": case.holder_id == request.user.pk}
    return render(request, f"{PANEL}#read", {**held, **context}, status=status)
