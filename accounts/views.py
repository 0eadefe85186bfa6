"""What a person does with an account of their own. The pages of signing in are django-allauth's, with a little around them."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import deadlines, services
from accounts.editing import LanguageForm, PreferencesForm
from accounts.errors import DraftChangedError
from accounts.models import Mutual
from accounts.permissions import SignedInRequest
from accounts.queries import demo_accounts, draft_of, granted_mutual_ids
from ui import drafts

LONGEST_FORM = 60
"""Characters of a form's name."""


class SignIn(LoginView):  # type: ignore[misc]  # allauth is untyped
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "demo_accounts": demo_accounts(),
            "idle_minutes": int(deadlines.SESSION_IDLE.total_seconds() // 60),
        }


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who never chose a password asks for a link to choose one."""
        if not request.user.has_usable_password():
            return HttpResponseRedirect(resolve_url("account_reset_password"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # allauth is untyped
    """The list, newest first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sessions"] = sorted(context["sessions"], key=lambda session: session.created_at, reverse=True)
        return context


@require_POST
def preferences(request: SignedInRequest) -> HttpResponse:
    """From the menu of the shell, which shows the choice at once; only another language needs the page anew."""
    form = PreferencesForm(request.POST, user=request.user)
    if not form.is_valid():
        return HttpResponseBadRequest()
    speaks_otherwise = form.cleaned_data["language"] != request.user.language
    services.set_preferences(user=request.user, **form.cleaned_data)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(_back(request))
    return HttpResponse(
        status=200 if speaks_otherwise else 204, headers={"HX-Refresh": "true"} if speaks_otherwise else {}
    )


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Before signing in the choice is the session's, then the account's."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        services.set_language(user=request.user, language=chosen)
    request.session["language"] = chosen
    return HttpResponseRedirect(_back(request))


@require_GET
def logo(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PNG of a mutual that the account works for."""
    mutual = get_object_or_404(Mutual, pk=pk, pk__in=granted_mutual_ids(request.user))
    if not mutual.logo:
        raise Http404
    with mutual.logo.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})


def _back(request: HttpRequest) -> str:
    """The page that the form stands on, if it is one of ours."""
    for address in (request.POST.get(REDIRECT_FIELD_NAME), request.headers.get("Referer")):
        if address and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest, form: str) -> HttpResponse:
    """What the account is writing in a form; by POST, the text typed over the version that the page read."""
    if len(form) > LONGEST_FORM:
        raise Http404
    if request.method == "GET":
        kept = draft_of(request.user, form)
        return drafts.found(kept.text, kept.version, kept.updated_at if kept.text else None)
    sent = drafts.sent(request)
    if sent.status != 200:
        return HttpResponse(status=sent.status)
    try:
        kept = services.keep_draft(user=request.user, form=form, text=sent.text, version=sent.version)
    except DraftChangedError:
        other = draft_of(request.user, form)
        html = render_to_string("accounts/_draft_conflict.html", {"other": other, "typed": sent.text}, request)
        return JsonResponse({"text": other.text, "version": other.version, "html": html}, status=409)
    return drafts.kept(kept.version)
