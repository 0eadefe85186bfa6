"""The knowledge base's own pages: search, reading, writing, second reading, questions and their answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Draft
from accounts.permissions import SignedInRequest
from accounts.queries import draft_of
from accounts.scopes import current_mutual_ids
from accounts.services import forget_draft
from audit.errors import Refused
from knowledge import editing, queries, services
from knowledge.editing import AnswerForm, ArticleForm, ReturnForm, SearchForm, WordForm
from knowledge.enums import Kind
from knowledge.errors import WrittenMeanwhileError
from knowledge.models import Article, ArticleVersion, Doubt
from knowledge.search import find
from ui import htmx
from ui.drafts import fields_of

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """What answers to the words typed. They are posted: an address is written down, and may hold a name by mistake."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {"typed": typed, "hits": find(typed, queries.reader(request.user)), "may_write": _may_write(request)}
    return htmx.render(request, "knowledge/search.html", "found", context)


@require_GET
def article(request: SignedInRequest, article_id: UUID) -> HttpResponse:
    """One article: the version in force, or an older one by its number."""
    return _reading(request, article_id, WordForm())


@require_POST
def doubt(request: SignedInRequest, article_id: UUID) -> HttpResponse:
    """Wrong or unclear: an answer is due."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return _reading(request, article_id, form, status=UNPROCESSABLE)
    version = _shown(request, article_id)
    services.doubt(user=request.user, version_id=version.pk, text=form.cleaned_data["text"])
    messages.success(request, _("Asked. The answer comes under “My questions”."))
    return redirect("knowledge:article", article_id)


def _reading(request: SignedInRequest, article_id: UUID, form: forms.Form, *, status: int = 200) -> HttpResponse:
    version = _shown(request, article_id, request.GET.get("version", ""))
    history = list(queries.history_of(request.user, version.article))
    current = queries.in_force(queries.history_of(request.user, version.article)).first()
    context = {
        "version": version,
        "mutuals": queries.names_of(version.mutual_ids),
        "history": history,
        "is_current": version == current,
        "current": current,
        "may_write": queries.writable_by(request.user).filter(pk=article_id).exists(),
        "waiting": next((one for one in history if one.waits), None),
        "form": form,
    }
    return render(request, "knowledge/article.html", context, status=status)


def _shown(request: SignedInRequest, article_id: UUID, number: str = "") -> ArticleVersion:
    try:
        found = queries.visible_to(request.user).get(pk=article_id)
    except Article.DoesNotExist:
        raise Http404 from None
    if number.isdecimal() and len(number) < 5:
        version = queries.history_of(request.user, found).filter(number=int(number)).first()
    else:
        version = queries.version_shown(request.user, found)
    if version is None:
        raise Http404
    return version


def _may_write(request: SignedInRequest) -> bool:
    return queries.may_write(request.user)


# ---- writing


@require_GET
def work(request: SignedInRequest) -> HttpResponse:
    """What waits for who writes articles."""
    lists = {
        name: list(read(request.user)[:50])
        for name, read in (
            ("doubts", queries.doubts),
            ("to_read", queries.to_read),
            ("sent_back", queries.sent_back),
            ("to_check", queries.to_check),
            ("expiring", queries.expiring),
            ("unsure", queries.unsure),
        )
    }
    return render(request, "knowledge/work.html", {**lists, "is_empty": not any(lists.values())})


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    return _writing(request, None)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, article_id: UUID) -> HttpResponse:
    """The next version, beginning with the newest one."""
    return _writing(request, _newest(request, article_id))


def _writing(request: SignedInRequest, about: ArticleVersion | None) -> HttpResponse:
    """A form that is kept as one types: what was left half written is taken up again."""
    name = f"fiche-{about.article_id.hex}" if about else "fiche"
    if request.POST.get("step") == "forget":
        forget_draft(user=request.user, form=name)
        return redirect(request.path)
    draft = draft_of(request.user, name)
    known: dict[str, Any] = {"user": request.user, "mutual_ids": current_mutual_ids() or (), "about": about}
    typed = request.POST.copy()
    form = ArticleForm(typed or None, **known, begun=fields_of(draft.text))
    if not form.is_bound or not form.is_valid():
        return _form(request, form, about, draft)
    try:
        version = _written(request, form, about)
    except Refused as refusal:
        if isinstance(refusal, WrittenMeanwhileError):
            typed["read"] = str(refusal.number)  # told once: the next sending stands
        form.add_error(None, str(refusal))
        return _form(request, form, about, draft)
    forget_draft(user=request.user, form=name)
    return _waits(request, version)


def _written(request: SignedInRequest, form: ArticleForm, about: ArticleVersion | None) -> ArticleVersion:
    if about is None:
        return services.write(user=request.user, kind=Kind(form.cleaned_data["kind"]), written=form.written)
    read = form.cleaned_data["read"]
    return services.write_again(user=request.user, article_id=about.article_id, written=form.written, read=read)


def _newest(request: SignedInRequest, article_id: UUID) -> ArticleVersion:
    try:
        found = queries.writable_by(request.user).get(pk=article_id)
    except Article.DoesNotExist:
        raise Http404 from None
    return queries.history_of(request.user, found)[0]


def _form(request: SignedInRequest, form: ArticleForm, about: ArticleVersion | None, draft: Draft) -> HttpResponse:
    context = {"form": form, "about": about, "draft": draft, "is_typed": form.is_bound}
    return render(request, "knowledge/form.html", context, status=UNPROCESSABLE if form.errors else 200)


def _waits(request: SignedInRequest, version: ArticleVersion) -> HttpResponse:
    messages.success(request, _("Kept. Somebody else reads it before anybody sees it at the desk."))
    return redirect(f"{_address(version)}?version={version.number}")


def _address(version: ArticleVersion) -> str:
    return redirect("knowledge:article", version.article_id).url


# ---- second reading


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, article_id: UUID) -> HttpResponse:
    """What the waiting version changes, and what its second reader decides."""
    form = ReturnForm(request.POST if request.POST.get("step") == "return" else None)
    version = _newest(request, article_id)
    if request.method == "GET" or (form.is_bound and not form.is_valid()):
        return _reviewing(request, version, form)
    try:
        _decide(request, form)
    except ArticleVersion.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return _reviewing(request, version, form, refusal=str(refusal))
    return redirect("knowledge:article", article_id)


def _decide(request: SignedInRequest, form: ReturnForm) -> None:
    read = request.POST.get("read", "")
    version_id = int(read) if read.isdecimal() and len(read) < 19 else 0
    if form.is_bound:
        services.send_back(user=request.user, version_id=version_id, why=form.cleaned_data["why"])
        messages.success(request, _("Sent back to its author."))
    else:
        services.publish(user=request.user, version_id=version_id)
        messages.success(request, _("Published under your name as its second reader."))


def _reviewing(
    request: SignedInRequest, version: ArticleVersion, form: ReturnForm, *, refusal: str = ""
) -> HttpResponse:
    if not version.waits and not refusal:
        return redirect("knowledge:article", version.article_id)
    before = queries.in_force(queries.history_of(request.user, version.article)).first()
    context = {
        "version": version,
        "before": before,
        "differences": editing.differences(before, version),
        "form": form,
        "refusal": refusal,
        "is_own": version.author_id == request.user.pk,
    }
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "knowledge/review.html", context, status=status)


@require_POST
def confirm(request: SignedInRequest, article_id: UUID) -> HttpResponse:
    """Checked again, and still right."""
    version = queries.in_force(_versions(request, article_id)).first()
    if version is None:
        raise Http404
    try:
        services.confirm(user=request.user, version_id=version.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: it is checked again in a year."))
    return redirect("knowledge:article", article_id)


def _versions(request: SignedInRequest, article_id: UUID) -> Any:
    return ArticleVersion.objects.filter(article__in=queries.writable_by(request.user), article_id=article_id)


# ---- questions of the desk


@require_http_methods(["GET", "POST"])
def questions(request: SignedInRequest) -> HttpResponse:
    """One's own questions; POST says that the answers were read."""
    if request.method == "POST":
        services.see_answers(user=request.user)
        return redirect("knowledge:questions")
    return render(request, "knowledge/questions.html", {"doubts": queries.asked_by(request.user)[:50]})


@require_GET
def answers(request: SignedInRequest) -> HttpResponse:
    """Whether answers to one's own questions wait to be read, as the pages of the desk say it."""
    return render(request, "knowledge/_answers.html", {"answers": queries.answers_unseen(request.user)})


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, doubt_id: UUID) -> HttpResponse:
    asked = queries.doubts_of(request.user).filter(pk=doubt_id).first()
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _answering(request, asked, form)
    try:
        services.answer(user=request.user, doubt_id=doubt_id, text=form.cleaned_data["text"])
    except Refused as refusal:
        return _answering(request, asked, form, refusal=str(refusal))
    messages.success(request, _("Answered: who asked is told."))
    return redirect("knowledge:work")


def _answering(request: SignedInRequest, asked: Doubt, form: forms.Form, *, refusal: str = "") -> HttpResponse:
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    mutuals = queries.names_of(asked.version.mutual_ids)
    context = {"doubt": asked, "version": asked.version, "mutuals": mutuals, "form": form, "refusal": refusal}
    return render(request, "knowledge/answer.html", context, status=status)
