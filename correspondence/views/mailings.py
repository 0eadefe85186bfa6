from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Draft
from accounts.permissions import SignedInRequest
from accounts.queries import draft_of
from accounts.scopes import current_mutual_ids
from accounts.services import forget_draft
from audit.errors import Refused
from correspondence import editing
from correspondence.enums import MailingState, Unwritten
from correspondence.errors import MailingChangedError
from correspondence.forms import MailingForm
from correspondence.models import Mailing
from correspondence.services import mailings as service
from ui.drafts import fields_of

SHOWN = 30
COUNTED = (MailingState.DRAFT, MailingState.TO_APPROVE, MailingState.STOPPED)
"""States in which somebody decides on its public."""
UNPROCESSABLE = 422


@require_GET
def mailings(request: SignedInRequest) -> HttpResponse:
    """Those of the account's mutuals, newest first."""
    found = Mailing.objects.select_related("mutual", "author").order_by("-created_at")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    return render(request, "correspondence/mailings.html", {"page": page})


@require_http_methods(["GET", "POST"])
def add_mailing(request: SignedInRequest) -> HttpResponse:
    draft = draft_of(request.user, "envoi")
    if request.POST.get("step") == "forget":
        return _forgotten(request, draft)
    sent = request.POST if request.method == "POST" else None
    form = MailingForm(sent, mutuals=current_mutual_ids() or (), begun=fields_of(draft.text))
    if form.is_bound and form.is_valid():
        mutual = form.cleaned_data["mutual"]
        made = service.keep(user=request.user, mutual_id=mutual.pk, said=form.said)
        forget_draft(user=request.user, form=draft.form)
        return redirect("correspondence:mailing", made.pk)
    context = {"form": form, "draft": draft, "is_typed": form.is_bound}
    return render(request, "correspondence/mailing.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def mailing(request: SignedInRequest, mailing_id: UUID) -> HttpResponse:
    """A draft to be written on, or what becomes of one that was sent on."""
    found = get_object_or_404(Mailing.objects.select_related("mutual", "author", "approved_by"), pk=mailing_id)
    draft = draft_of(request.user, f"envoi-{found.pk.hex}")
    if request.POST.get("step") == "forget":
        return _forgotten(request, draft)
    sent = request.POST if request.method == "POST" else None
    form = MailingForm(sent, mutuals=[found.mutual_id], mailing=found, begun=fields_of(draft.text))
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            _keep(request, found, form)
        except Refused as refused:
            refusal = str(refused)
        else:
            forget_draft(user=request.user, form=draft.form)
            messages.success(request, _("The mailing is kept."))
            return redirect("correspondence:mailing", found.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return _shown(request, found, form, status=status, refusal=refusal, draft=draft)


def _keep(request: SignedInRequest, found: Mailing, form: MailingForm) -> None:
    read = form.cleaned_data["version"] or 0
    service.keep(user=request.user, mutual_id=found.mutual_id, said=form.said, mailing_id=found.pk, version=read)


def _forgotten(request: SignedInRequest, draft: Draft) -> HttpResponse:
    forget_draft(user=request.user, form=draft.form)
    return redirect(request.path)


def _shown(
    request: SignedInRequest, found: Mailing, form: MailingForm, *, status: int, refusal: str, draft: Draft
) -> HttpResponse:
    told = service.results(found)
    context = {
        "mailing": found,
        "form": form,
        "refusal": refusal,
        "draft": draft,
        "is_typed": form.is_bound,
        "states": MailingState,
        "is_author": found.author_id == request.user.pk,
        "is_counted": found.state in COUNTED,
        "page": editing.template_page(found.mutual, subject=found.subject, body=found.body),
        "turns": told["turns"],
        "told": told["states"],
        "why_not": [(Unwritten(why).label, count) for why, count in sorted(told["why_not"].items())],
    }
    return render(request, "correspondence/mailing.html", context, status=status)


@require_GET
def mailing_public(request: SignedInRequest, mailing_id: UUID) -> HttpResponse:
    """How many it would be for today, and some of them: asked by the page that is shown already, for it may take seconds."""
    found = get_object_or_404(Mailing.objects.select_related("mutual"), pk=mailing_id)
    context = {"counted": service.count(found), "sample": service.sample(found)}
    return render(request, "correspondence/_public.html", context)


@require_POST
def move_mailing(request: SignedInRequest, mailing_id: UUID) -> HttpResponse:
    """Sent on, approved, sent back, stopped, resumed or given up."""
    found = get_object_or_404(Mailing, pk=mailing_id)
    step = _steps(request, found).get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        step()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("correspondence:mailing", found.pk)


def _steps(request: SignedInRequest, found: Mailing) -> dict[str, Callable[[], Mailing]]:
    return {
        "submit": lambda: service.submit(mailing_id=found.pk),
        "approve": lambda: service.approve(user=request.user, mailing_id=found.pk, version=_version(request)),
        "send_back": lambda: service.send_back(mailing_id=found.pk),
        "stop": lambda: service.stop(user=request.user, mailing_id=found.pk),
        "resume": lambda: service.resume(mailing_id=found.pk),
        "drop": lambda: service.drop(mailing_id=found.pk),
    }


def _version(request: SignedInRequest) -> int:
    typed = request.POST.get("version", "")
    if not typed.isdecimal() or len(typed) > 9:
        raise MailingChangedError
    return int(typed)
