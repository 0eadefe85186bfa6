"""Experts' opinions: asked by who has the contact, given by an expert, read in full by experts alone."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from quotes import queries
from quotes.forms import AnswerForm, QuestionForm
from quotes.models import Analysis, Opinion
from quotes.results.asked import asked_of
from quotes.services import opinions
from quotes.views import base


@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """What was asked and what the adviser may know of the answers; the question is not shown again."""
    analysis = base.analysis_of(request, analysis_id)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _asking(request, analysis, form)
    if not form.is_valid():
        return _asking(request, analysis, form, status=base.UNPROCESSABLE)
    try:
        opinions.ask(user=request.user, analysis_id=analysis_id, question=form.cleaned_data["question"])
    except Refused as refusal:
        return _asking(request, analysis, form, refusal=str(refusal), status=base.CONFLICT)
    messages.success(request, _("The experts of this mutual see the question from now on."))
    return redirect("quotes:ask_opinion", analysis_id)


def _asking(
    request: SignedInRequest, analysis: Analysis, form: forms.Form, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    found = list(queries.opinions_on(analysis))
    may_ask = analysis.is_open and analysis.case.holder_id == request.user.pk
    waits = any(one.answered_at is None for one in found)
    context = {
        "analysis": analysis,
        "form": form if may_ask and (not waits or form.is_bound) else None,
        "opinions": found,
        "refusal": refusal,
        "tabs": base.tabs_of(analysis, count=len(analysis.quotes.all())),
    }
    return render(request, "quotes/ask_opinion.html", context, status=status)


@require_GET
def waiting(request: SignedInRequest) -> HttpResponse:
    return render(request, "quotes/opinions.html", {"opinions": queries.opinions_to_give(request.user)[:100]})


@require_http_methods(["GET", "POST"])
def opinion(request: SignedInRequest, opinion_id: UUID) -> HttpResponse:
    """The question, the lines it is about, and the two parts of the answer."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _answering(request, opinion_id, form)
    if not form.is_valid():
        return _answering(request, opinion_id, form, status=base.UNPROCESSABLE)
    try:
        opinions.answer(user=request.user, opinion_id=opinion_id, **form.cleaned_data)
    except Opinion.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return _answering(request, opinion_id, form, refusal=str(refusal), status=base.CONFLICT)
    messages.success(request, _("The opinion is given; the adviser sees the part that is meant for them."))
    return redirect("quotes:opinions")


def _answering(
    request: SignedInRequest, opinion_id: UUID, form: forms.Form, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    try:
        found, unsealed = opinions.read(user=request.user, opinion_id=opinion_id, route="quotes:opinion")
    except Opinion.DoesNotExist:
        raise Http404 from None
    analysis = queries.with_quotes(Analysis.objects.all()).get(pk=found.analysis_id)
    context = {
        "opinion": found,
        "unsealed": unsealed,
        "analysis": analysis,
        "offers": asked_of(analysis),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "quotes/opinion.html", context, status=status)
