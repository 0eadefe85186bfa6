"""The documentalists' screens: the watch over campaigns, their writing and second reading, the month, the map, the measures."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.matrix import Action
from accounts.models import Draft
from accounts.permissions import SignedInRequest, can
from accounts.queries import draft_of
from accounts.scopes import current_mutual_ids
from accounts.services import forget_draft
from audit.errors import Refused
from prevention import deadlines, oversight, results, services
from prevention.enums import ArrivalState, CampaignState
from prevention.errors import CampaignChangedError, SourceKnownError
from prevention.forms import (
    CampaignForm,
    DecisionForm,
    ListForm,
    MonthForm,
    PeriodForm,
    SortingForm,
    SourceForm,
    WithdrawForm,
)
from prevention.models import Arrival, Campaign
from ui.drafts import fields_of
from ui.files import file_of, kind_asked, links_of

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
def campaigns(request: SignedInRequest) -> HttpResponse:
    """Everything that is watched, or one of the work lists."""
    form = ListForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {"list": "", "q": "", "department": ""}
    found = oversight.listed(kind=said["list"], words=said["q"], department=said["department"])
    page = Paginator(found, oversight.LISTED).get_page(request.GET.get("page"))
    kept = urlencode({name: value for name, value in said.items() if value})
    context = {
        "form": form,
        "page": page,
        "query": f"{kept}&" if kept else "",
        "counts": oversight.counts(),
        "said": said,
    }
    return render(request, "prevention/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest) -> HttpResponse:
    """A new campaign, from nothing or from what a source brought; one left half written is taken up again."""
    sent = request.POST if request.method == "POST" else None
    arrival = _arrival((sent or request.GET).get("arrival", ""))
    draft = draft_of(request.user, f"campagne-arrivee-{arrival.pk}" if arrival else "campagne")
    if request.POST.get("step") == "forget":
        return _forgotten(request, draft)
    form = CampaignForm(
        sent, mutuals=current_mutual_ids() or (), initial=_taken_from(arrival), begun=fields_of(draft.text)
    )
    if sent is not None and form.is_valid():
        kept = services.keep(user=request.user, said=form.said)
        if arrival is not None:
            services.sort(user=request.user, arrival_id=arrival.pk, state=ArrivalState.TAKEN, campaign=kept)
        return _kept(request, draft, kept.pk)
    context = {"form": form, "arrival": arrival, "draft": draft, "is_typed": form.is_bound}
    return render(request, "prevention/campaign.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _forgotten(request: SignedInRequest, draft: Draft) -> HttpResponse:
    forget_draft(user=request.user, form=draft.form)
    return redirect(request.get_full_path())


def _kept(request: SignedInRequest, draft: Draft, campaign_id: int) -> HttpResponse:
    forget_draft(user=request.user, form=draft.form)
    messages.success(request, _("The campaign is kept as a draft."))
    return redirect("prevention:campaign", campaign_id)


def _arrival(named: str) -> Arrival | None:
    """What is taken up, unless somebody did already."""
    if not named.isdecimal() or len(named) > 18:
        return None
    return Arrival.objects.select_related("source").exclude(state=ArrivalState.TAKEN).filter(pk=named).first()


def _taken_from(arrival: Arrival | None) -> dict[str, str]:
    """What a form begins with: nothing of it is sure."""
    if arrival is None:
        return {}
    source = f"{arrival.source.title} – {arrival.link}".removesuffix(" – ")
    return {"title": arrival.title[:120], "link": arrival.link[:200], "source": source, "how": arrival.text[:1000]}


@require_http_methods(["GET", "POST"])
def campaign(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """A campaign as it is written, and what can be done with it."""
    found = _campaign(campaign_id)
    draft = _draft_of(request, found)
    if request.POST.get("step") == "forget":
        return _forgotten(request, draft)
    if request.method == "GET":
        return _shown(request, found, _unsent(found, draft))
    form = CampaignForm(request.POST, mutuals=current_mutual_ids() or (), campaign=found)
    if not form.is_valid():
        return _shown(request, found, form, status=UNPROCESSABLE)
    try:
        services.keep(
            user=request.user, said=form.said, campaign_id=found.pk, version=form.cleaned_data["version"] or 0
        )
    except CampaignChangedError as refusal:
        return _shown(request, found, form, status=CONFLICT, refusal=refusal)
    return _kept(request, draft, found.pk)


@require_POST
def move(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The next state: sent to its second reader, published, sent back, checked, withdrawn."""
    found, step = _campaign(campaign_id), request.POST.get("step", "")
    draft = _draft_of(request, found)
    why = WithdrawForm(request.POST)
    if step == "withdraw" and not why.is_valid():
        return _shown(request, found, _unsent(found, draft), status=UNPROCESSABLE, withdraw=why)
    if step not in STEPS:
        raise Http404
    act, said = STEPS[step]
    try:
        with transaction.atomic():
            act(request, found.pk)
    except Refused as refusal:
        return _shown(request, _campaign(campaign_id), _unsent(found, draft), status=CONFLICT, refusal=refusal)
    messages.success(request, str(said()))
    return redirect("prevention:campaign", found.pk)


STEPS: dict[str, tuple[Callable[[SignedInRequest, int], object], Callable[[], str]]] = {
    "submit": (
        lambda _request, pk: services.submit(campaign_id=pk),
        lambda: _("The campaign waits for its second reader."),
    ),
    "publish": (
        lambda request, pk: services.publish(user=request.user, campaign_id=pk, version=_version(request)),
        lambda: _("The campaign is published: advisers see it from now on."),
    ),
    "send_back": (
        lambda _request, pk: services.send_back(campaign_id=pk),
        lambda: _("The campaign goes back to its author."),
    ),
    "checked": (
        lambda _request, pk: services.checked(campaign_id=pk),
        lambda: _("Noted: checked at the source today."),
    ),
    "withdraw": (
        lambda request, pk: services.withdraw(campaign_id=pk, why=request.POST["why"].strip()),
        lambda: _("The campaign is withdrawn: nobody is told of it any more."),
    ),
}


@require_http_methods(["GET", "POST"])
def sorting(request: SignedInRequest) -> HttpResponse:
    """What feeds and pages brought, to be dismissed or taken up."""
    form = SortingForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    if request.method == "POST":
        _sort(request, asked)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    page = Paginator(oversight.arrivals(state=asked["state"], words=asked["q"]), oversight.LISTED).get_page(
        request.GET.get("page")
    )
    kept = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "page": page,
        "said": asked,
        "query": f"{kept}&" if kept else "",
        "states": ArrivalState.choices,
        # On the first page alone, whose first row is the newest of all.
        "may_dismiss": asked["state"] in {"", ArrivalState.NEW} and page.number == 1,
    }
    return render(request, "prevention/sorting.html", context)


def _sort(request: SignedInRequest, asked: dict[str, str]) -> None:
    """Raises Http404 for what is no decision."""
    decision = DecisionForm(request.POST)
    if not decision.is_valid():
        raise Http404
    said = decision.cleaned_data
    if said["until"]:
        listed = oversight.arrivals(words=asked["q"]).filter(pk__lte=said["until"])
        count = services.dismiss(user=request.user, arrivals=list(listed.values_list("pk", flat=True)))
        told = ngettext("%(count)d arrival is dismissed.", "%(count)d arrivals are dismissed.", count)
        messages.success(request, told % {"count": count})
    elif not services.sort(user=request.user, arrival_id=said["arrival"], state=ArrivalState(said["state"])):
        messages.warning(request, _("Somebody has taken this one up already."))


@require_http_methods(["GET", "POST"])
def sources(request: SignedInRequest) -> HttpResponse:
    """The feeds and pages that are watched, with what was wrong last time; a new one, and whether one goes on."""
    named = request.POST.get("source", "")
    if named:
        if not named.isdecimal() or len(named) > 18:
            raise Http404
        services.watch_source(source_id=int(named), is_active=request.POST.get("step") == "watch")
        return redirect("prevention:sources")
    form = SourceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.keep_source(user=request.user, **form.cleaned_data)
        except SourceKnownError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The source is watched from now on."))
            return redirect("prevention:sources")
    context = {"form": form, "sources": oversight.sources()}
    return render(request, "prevention/sources.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    first = MonthForm(request.GET).first_day()
    return render(request, "prevention/calendar.html", {"month": oversight.month_of(first)})


@require_GET
def country(request: SignedInRequest) -> HttpResponse:
    """Where campaigns are on today."""
    context = {"map": oversight.map_on(timezone.localdate()), "width": oversight.WIDTH, "height": oversight.HEIGHT}
    return render(request, "prevention/map.html", context)


@require_GET
def measures(request: SignedInRequest) -> HttpResponseBase:
    """What was told and refused in a period, the last quarter unless said, also as a file."""
    if (file := kind_asked(request)) and not current_mutual_ids():
        raise Http404
    form, today = PeriodForm(request.GET), timezone.localdate()
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    until = said.get("until") or today
    since = said.get("since") or until - deadlines.USUAL_PERIOD
    found = oversight.measures(since, until)
    if file:
        name = f"prevention-{since.isoformat()}-{until.isoformat()}"
        return file_of(results.tables_of(found), kind=file, name=name)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "measures": found,
        "files": links_of(request) if found.shown else [],
        "watches": can(request.user, Action.WATCH_PREVENTION),
    }
    return render(request, "prevention/measures.html", context)


def _version(request: SignedInRequest) -> int:
    """Which one its reader had before them; 0, which none is, when nothing says it."""
    read = request.POST.get("version", "")
    return int(read) if read.isdecimal() and len(read) < 10 else 0


def _campaign(campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("author", "second_reader", "mutual"), pk=campaign_id)


def _draft_of(request: SignedInRequest, found: Campaign) -> Draft:
    return draft_of(request.user, f"campagne-{found.pk}")


def _unsent(found: Campaign, draft: Draft) -> CampaignForm:
    """As it is kept, or as it was left half changed."""
    return CampaignForm(mutuals=current_mutual_ids() or (), campaign=found, begun=fields_of(draft.text))


def _shown(
    request: SignedInRequest, found: Campaign, form: CampaignForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "campaign": found,
        "form": form,
        "is_author": found.author_id == request.user.pk,
        "states": CampaignState,
        "withdraw": WithdrawForm(),
        "history": oversight.history_of(found),
        "draft": _draft_of(request, found),
        "is_typed": form.is_bound,
        **more,
    }
    return render(request, "prevention/campaign.html", context, status=status)
