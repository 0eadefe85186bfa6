"""Who scores: what waits, oldest first, the contact beside its grid; and the averages of teams."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from quality import queries, results
from quality.errors import QualityInputError
from quality.forms import ScoreForm
from quality.models import LONGEST_COMMENT, Sample
from quality.services import sampling
from quality.services import scoring as services

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
def worklist(request: SignedInRequest) -> HttpResponse:
    """What waits to be scored, what was given, what members wrote."""
    return render(request, "quality/worklist.html", results.work_of(request.user))


@require_POST
def draw(request: SignedInRequest) -> HttpResponse:
    """What the job does every hour, now."""
    made = sampling.draw_due()
    said = ngettext("%(n)d contact was drawn.", "%(n)d contacts were drawn.", made) % {"n": made}
    messages.success(request, said if made else _("Nothing to draw: every adviser has the contacts of this week."))
    return redirect("quality:worklist")


@require_GET
def teams(request: SignedInRequest) -> HttpResponse:
    return render(request, "quality/teams.html", {"teams": results.teams_for(request.user), "least": results.LEAST})


@require_http_methods(["GET", "POST"])
def sample(request: SignedInRequest, sample_id: UUID) -> HttpResponse:
    """The contact beside its grid; that it was looked at is recorded. A score that was given is shown as it stands."""
    found = _found(request, sample_id)
    grid = queries.grid_on(timezone.localdate())
    if found.scored_at is not None or grid is None:
        return _page(request, found, None, refusal="" if grid or found.scored_at else _no_grid())
    if request.method == "GET":
        return _page(request, found, ScoreForm(version=grid, initial=found.draft))
    form = ScoreForm(request.POST, version=grid)
    return _given(request, found, form)


def _given(request: SignedInRequest, found: Sample, form: ScoreForm) -> HttpResponse:
    """Scored, or the page again with what is wrong and all that was typed."""
    refusal = ""
    if form.is_valid():
        said = {"marks": form.marks, "comment": form.cleaned_data["comment"], "grid_id": form.cleaned_data["grid"] or 0}
        try:
            given = services.give(user=request.user, sample_id=found.pk, **said)
        except QualityInputError as fault:
            form.refuse(fault)
        except Refused as fault:
            refusal = str(fault)
        else:
            messages.success(request, _("The score is given: %(score)d of 100.") % {"score": given.score})
            return redirect("quality:worklist")
    return _page(request, found, form, refusal=refusal, status=CONFLICT if refusal else UNPROCESSABLE)


def _page(
    request: SignedInRequest, found: Sample, form: ScoreForm | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    review = queries.scored(request.user).get(pk=found.pk).review if found.scored_at else None
    context = {"sample": found, "form": form, "review": review, "lines": queries.lines_of(found), "refusal": refusal}
    return render(request, "quality/sample.html", context, status=status)


def _no_grid() -> str:
    return _("No scoring grid is in force today. An administrator adds one.")


def _found(request: SignedInRequest, sample_id: UUID) -> Sample:
    """Raises Http404."""
    try:
        found = queries.sample_for(request.user, sample_id)
    except Sample.DoesNotExist:
        raise Http404 from None
    route = request.resolver_match.view_name if request.resolver_match else ""
    record(act=Act.READ_CASE, mutual_id=found.mutual_id, member_id=found.case.member_id, route=route)
    return found


@require_POST
def draft(request: SignedInRequest, sample_id: UUID) -> HttpResponse:
    """What is marked and typed so far, kept while one works."""
    if not queries.visible_to(request.user).filter(pk=sample_id).exists():
        raise Http404
    grid = queries.grid_on(timezone.localdate())
    form = ScoreForm(request.POST, version=grid) if grid else None
    names = form.fields if form else {}
    typed = {name: request.POST[name][:LONGEST_COMMENT] for name in names if name in request.POST and name != "grid"}
    services.keep_draft(user=request.user, sample_id=sample_id, typed=typed)
    return HttpResponse(status=204)
