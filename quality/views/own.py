"""One's own scores: read, and answered once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from quality import queries, results
from quality.errors import QualityInputError
from quality.forms import RemarkForm
from quality.models import Sample
from quality.services import scoring

UNPROCESSABLE = 422


@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    return render(request, "quality/mine.html", {**results.mine(request.user), "form": RemarkForm()})


@require_POST
def see(request: SignedInRequest, sample_id: UUID) -> HttpResponse:
    found = _found(request, sample_id)
    scoring.see(user=request.user, sample_id=found.pk)
    return redirect("quality:mine")


@require_POST
def remark(request: SignedInRequest, sample_id: UUID) -> HttpResponse:
    """The page again, at the score that it is about, with what is wrong and what was typed."""
    found = _found(request, sample_id)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            scoring.remark(user=request.user, sample_id=found.pk, text=form.cleaned_data["text"])
        except QualityInputError as fault:
            form.refuse(fault)
        except Refused as fault:
            messages.error(request, str(fault))
            return redirect("quality:mine")
        else:
            messages.success(request, _("Your remark is kept."))
            return redirect("quality:mine")
    context = {**results.mine(request.user), "form": RemarkForm(), "wrong": form, "about": found.pk}
    return render(request, "quality/mine.html", context, status=UNPROCESSABLE)


def _found(request: SignedInRequest, sample_id: UUID) -> Sample:
    """Raises Http404."""
    try:
        return queries.sample_for(request.user, sample_id)
    except Sample.DoesNotExist:
        raise Http404 from None
