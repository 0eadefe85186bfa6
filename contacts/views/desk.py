"""What somebody does, what their telephone is asked to do, what they are writing, and who else is there."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from contacts import queries
from contacts.differences import Difference, differences
from contacts.enums import BreakReason, PresenceState
from contacts.errors import DraftChangedError
from contacts.models import Case
from contacts.services import dialling, drafts, presence, telephony
from contacts.services import viewers as viewing
from ui import drafts as protocol
from ui import htmx

DRAFT_FIELD = 40
"""Characters that the name of a drafted field may have."""

CHOSEN = (PresenceState.AVAILABLE, PresenceState.BREAK, PresenceState.AWAY)


@require_http_methods(["GET", "POST"])
def presence_menu(request: SignedInRequest) -> HttpResponse:
    """The state in the call bar with its menu; by POST, the state that somebody chooses, such as `break:lunch`."""
    refusal = None
    if request.method == "POST":
        state, _, reason = request.POST.get("state", "").partition(":")
        if state not in CHOSEN or (reason in BreakReason.values) != (state == PresenceState.BREAK):
            return HttpResponseBadRequest()
        try:
            presence.choose(user=request.user, state=PresenceState(state), reason=reason)
        except Refused as error:
            refusal = error
        if not htmx.is_fragment(request):
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"presence": queries.presence_of(request.user), "breaks": BreakReason, "refusal": refusal}
    return render(request, "contacts/_presence.html", context)


@require_POST
def presence_sign(request: SignedInRequest) -> HttpResponse:
    """An open page says that its person is there; whoever was taken for signed out is away, not at work again by themselves."""
    presence.hear(user=request.user)
    return HttpResponse(status=204)


@require_POST
def shown(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The call about this case is on the screen."""
    _check_known(case_id)
    telephony.mark_shown(user=request.user, case_id=case_id)
    return HttpResponse(status=204)


@require_POST
def call(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Have the telephone on the desk call a number about a case in hand."""
    _check_known(case_id)
    try:
        dialling.place_call(user=request.user, case_id=case_id, number=request.POST.get("number", ""))
    except Refused as error:
        return _told(request, error)
    return HttpResponse(status=204)


@require_POST
def telephone(request: SignedInRequest, case_id: UUID, action: str) -> HttpResponse:
    """Hold, resume, hand on or hang up the call at the desk."""
    _check_known(case_id)
    try:
        dialling.ask(user=request.user, case_id=case_id, action=action, to=request.POST.get("to", ""))
    except Refused as error:
        return _told(request, error)
    return HttpResponse(status=204)


def _check_known(case_id: UUID) -> None:
    """Outside the account's mutuals there is no such case."""
    if not Case.objects.filter(pk=case_id).exists():
        raise Http404


def _told(request: SignedInRequest, refusal: Refused) -> HttpResponse:
    return render(request, "contacts/_telephone_refused.html", {"refusal": refusal}, status=422)


@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest, case_id: UUID, field: str) -> HttpResponse:
    """What the account is writing in one field of a case; by POST, the text typed over the version that the page read."""
    if len(field) > DRAFT_FIELD:
        raise Http404
    try:
        if request.method == "POST":
            return _keep_draft(request, case_id, field)
        kept = drafts.read(user=request.user, case_id=case_id, field=field)
    except Case.DoesNotExist:
        raise Http404 from None
    return protocol.found(kept.text, kept.version, kept.at)


def _keep_draft(request: SignedInRequest, case_id: UUID, field: str) -> HttpResponse:
    sent = protocol.sent(request)
    if sent.status != 200:
        return HttpResponse(status=sent.status)
    try:
        kept = drafts.keep(user=request.user, case_id=case_id, field=field, text=sent.text, version=sent.version)
    except DraftChangedError:
        return _draft_conflict(request, drafts.read(user=request.user, case_id=case_id, field=field), sent.text)
    return protocol.kept(kept.version)


def _draft_conflict(request: SignedInRequest, kept: drafts.Kept, typed: str) -> HttpResponse:
    found = differences([Difference("text", _("Text"), kept.text, typed, is_text=True)])
    html = render_to_string("contacts/_conflict.html", {"differences": found}, request)
    answer = {"text": kept.text, "typed": typed, "version": kept.version, "html": html}
    return JsonResponse(answer, status=409)


@require_POST
def viewers(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """A sign that the account looks at the case, writes in it or has left it; the answer shows the others."""
    state = request.POST.get("state", "")
    if not queries.visible_to(request.user).filter(pk=case_id).exists():
        raise Http404
    if state not in list(viewing.Doing):
        return HttpResponseBadRequest()
    try:
        found = viewing.sign(user=request.user, case_id=case_id, doing=viewing.Doing(state))
    except Case.DoesNotExist:
        raise Http404 from None
    return render(request, "contacts/_viewers.html", {"viewers": found})
