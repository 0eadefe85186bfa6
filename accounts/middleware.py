"""What every request passes: limits of the session, the access matrix, the scope of mutuals, no copies in caches."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from accounts import deadlines
from accounts.backends import read_key
from accounts.matrix import API_ACTIONS, Action, action_of
from accounts.permissions import (
    authenticated_at,
    needs_fresh_authentication,
    needs_second_factor,
    rule_of,
    signed_in_at,
)
from accounts.queries import granted_mutual_ids, last_seen
from accounts.scopes import within_mutuals
from accounts.services import mark_seen, note_key_used
from audit.actors import Actor, acting

logger = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

UNATTENDED = "CC-Unattended"
"""A page says with this header that it asks by itself: nobody has to be there, so the session does not last longer for it."""


class SessionLimitMiddleware:
    """A session ends after `SESSION_ABSOLUTE`, and after `SESSION_IDLE` without a request, on the server's side."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if self._is_over(request, now):
                logout(request)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        key = str(request.session.session_key)
        seen, written = last_seen(key)
        # Signing in is a sign of life too: its own request found no session yet.
        latest = max(seen, authenticated_at(request))
        if deadlines.session_is_over(started=signed_in_at(request), seen=latest, now=now):
            return True
        if UNATTENDED in request.headers:
            return False
        mark_seen(key, now=now, written=written)
        return False


class LanguageMiddleware:
    """French by default, English for who chose it; the choice is the account's, or the session's before signing in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = (
            request.user.language
            if request.user.is_authenticated
            else request.session.get("language", settings.LANGUAGE_CODE)
        )
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class AccessMiddleware:
    """Deny by default: a route that the matrix does not name, or does not open to this role, is not there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        match = request.resolver_match
        action = action_of(match.view_name) if match else None
        if action is None:
            raise Http404
        if action is Action.PUBLIC or action in API_ACTIONS:
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        return self._check(request, action)

    def _check(self, request: HttpRequest, action: Action) -> HttpResponse | None:
        user = request.user
        assert user.is_authenticated  # noqa: S101  for the type checker: asked just before
        rule = rule_of(user, action)
        if rule is None:
            raise Http404
        if needs_second_factor(request):
            return _to_login(request, url_name="mfa_index")
        if rule.fresh and needs_fresh_authentication(request):
            return _to_login(request, url_name="account_reauthenticate")
        return None


class MutualScopeMiddleware:
    """Names the actor and the mutuals of the request; outside of them no row of a mutual exists."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and "HTTP_AUTHORIZATION" in request.META:
            return self._as_machine(request)
        if not request.user.is_authenticated:
            with acting(_actor(request, kind="user", name="anonymous")), within_mutuals([]):
                return self.get_response(request)
        actor = _actor(
            request, kind="user", name=request.user.username, user_id=request.user.pk, role=request.user.role
        )
        with acting(actor), within_mutuals(granted_mutual_ids(request.user)):
            return self.get_response(request)

    def _as_machine(self, request: HttpRequest) -> HttpResponse:
        try:
            key = read_key(request)
        except AuthenticationFailed:
            return JsonResponse(
                {"detail": _("Unknown or expired key.")}, status=401, headers={"WWW-Authenticate": "Bearer"}
            )
        if key is None:
            with acting(_actor(request, kind="key", name="none")), within_mutuals([]):
                return self.get_response(request)
        note_key_used(key)
        request.api_key = key  # type: ignore[attr-defined]
        actor = _actor(request, kind="key", name=key.label, user_id=key.user_id, role=key.user.role)
        with acting(actor), within_mutuals([key.mutual_id]):
            return self.get_response(request)


class TypedTextMiddleware:
    """Nobody types the character of number zero, and PostgreSQL keeps none: what is sent with it is read without it."""

    FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:  # noqa: ARG002
        # What a machine sends is its own part of the program's to read: it refuses what is wrong, and says so.
        if request.path.startswith("/api/"):
            return
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]  # the plugin's own kind of QueryDict
        if request.method == "POST" and request.content_type in self.FORMS:
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]  # it has a setter


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any("\x00" in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    kept._mutable = False
    return kept


class NoStoreMiddleware:
    """Nothing that a signed-in person saw stays in a cache, shared or the browser's own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        add_never_cache_headers(response)
        response.headers["Cache-Control"] = "no-store, private"
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response


def _to_login(request: HttpRequest, url_name: str = settings.LOGIN_URL) -> HttpResponse:
    """To the sign-in page and back; a fragment's request is told by 401, so that the page keeps what was typed."""
    address = resolve_url(url_name)
    if back := _where_to_return(request):
        address = f"{address}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"CC-Sign-In": address})
    return HttpResponseRedirect(address)


def _where_to_return(request: HttpRequest) -> str:
    """The page asked for; for a form or a fragment, the page that it stands on. The sign-in page checks that it is ours."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    return page._replace(scheme="", netloc="", fragment="").geturl()


def _actor(request: HttpRequest, *, kind: str, name: str, user_id: int | None = None, role: str = "") -> Actor:
    return Actor(
        kind=kind,
        name=name,
        user_id=user_id,
        role=role,
        request_id=request.headers.get("X-Request-ID", "")[:64],
        network=request.META.get("REMOTE_ADDR", ""),
    )
