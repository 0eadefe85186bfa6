"""What somebody does, and what their telephone is asked to do."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from contacts import queries
from contacts.enums import BreakReason, PresenceState
from contacts.models import Case
from contacts.services import dialling, presence, telephony
from ui import htmx

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
