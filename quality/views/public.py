"""The page behind the link of a question. Nobody signs in: who has the link answers, once."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.backends import asks_too_often
from contacts.services.base import everywhere
from quality import deadlines
from quality.errors import AnsweredAlreadyError
from quality.forms import AnswerForm
from quality.models import Question
from quality.services import asking

GONE, TOO_MANY, UNPROCESSABLE = 404, 429, 422


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The question, thanks, or one and the same page for whatever does not open: mistyped, expired, never given."""
    if asks_too_often(request, "satisfaction", at_most=deadlines.OPENED_AT_MOST, within=deadlines.OPENED_WITHIN):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": f"{deadlines.OPENED_WITHIN.seconds}"})
    with everywhere():
        question = asking.question_behind(secret)
        if question is None:
            return render(request, "quality/gone.html", status=GONE)
        if hasattr(question, "answer"):
            return render(request, "quality/thanks.html", {"mutual": question.mutual})
        form = AnswerForm(request.POST if request.method == "POST" else None)
        return _answered(request, question, form, secret)


def _answered(request: HttpRequest, question: Question, form: AnswerForm, secret: str) -> HttpResponse:
    if not form.is_valid():
        context = {"form": form, "mutual": question.mutual}
        return render(request, "quality/answer.html", context, status=UNPROCESSABLE if form.is_bound else 200)
    # Somebody may have been faster with the same link: thanks are due all the same.
    with suppress(AnsweredAlreadyError, Question.DoesNotExist):
        asking.answer(secret=secret, score=form.cleaned_data["score"], comment=form.cleaned_data["comment"])
    return render(request, "quality/thanks.html", {"mutual": question.mutual})
