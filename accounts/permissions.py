"""Who and when, on top of the matrix: `can_x` answers, `check_x` raises the reason."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import deadlines
from accounts.errors import FourEyesError, NotAdministratorError, ReadingBlockedError
from accounts.matrix import TABLES, Action, Rule, Table, rule_for
from accounts.models import ApiKey, Grant, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals


class SignedInRequest(HttpRequest):
    """A request that the access matrix let pass: somebody is signed in."""

    user: User


# Routes on which the second factor itself is set up.
SECOND_FACTOR_ROUTES = ("mfa_", "account_reauthenticate", "account_logout", "accounts:preferences")


def signed_in(request: HttpRequest) -> User:
    """The account of a request that the access matrix let pass."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def rule_of(user: User, action: Action) -> Rule | None:
    """The matrix's rule for this account, None when its role may not."""
    return rule_for(Role(user.role), action)


def can(user: User, action: Action) -> bool:
    """Whether the account's role may act at all; relation and freshness are asked where the object is fetched."""
    return rule_of(user, action) is not None


def may_sign_in(user: User) -> bool:
    """People whose account is active; machines have keys, not pages."""
    return user.is_active and user.role != Role.API_CLIENT


def check_administrator(user: User) -> None:
    """Raises NotAdministratorError for whoever may not administer."""
    if not can(user, Action.ADMINISTER):
        raise NotAdministratorError


def check_approve(user: User, grant: Grant) -> None:
    """Raises NotAdministratorError, or FourEyesError when USER asked for the grant or would receive it."""
    check_administrator(user)
    if user.pk in {grant.requested_by_id, grant.user_id}:
        raise FourEyesError


def can_approve(user: User, grant: Grant) -> bool:
    return can(user, Action.ADMINISTER) and user.pk not in {grant.requested_by_id, grant.user_id}


def check_may_read(user: User) -> None:
    """Raises ReadingBlockedError for an account stopped for mass reading."""
    if user.blocked_at is not None:
        raise ReadingBlockedError


def signed_in_at(request: HttpRequest) -> float | None:
    """Unix time of the session's first authentication, None when it has none."""
    records = get_authentication_records(request, request.user)
    return float(records[0]["at"]) if records else None


def authenticated_at(request: HttpRequest) -> float:
    """Unix time of the session's latest authentication, 0 when it has none."""
    records = get_authentication_records(request, request.user)
    return float(records[-1]["at"]) if records else 0.0


def needs_fresh_authentication(request: HttpRequest) -> bool:
    """No password or key was given within `deadlines.FRESH_AUTHENTICATION`."""
    return time.time() - authenticated_at(request) > deadlines.FRESH_AUTHENTICATION.total_seconds()


def needs_second_factor(request: HttpRequest) -> bool:
    """Outside the demonstration nobody works without a second factor; its own pages stay open to set it up."""
    if not settings.MFA_REQUIRED or is_mfa_enabled(
        request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ):
        return False
    match = request.resolver_match
    return match is None or not match.view_name.startswith(SECOND_FACTOR_ROUTES)


class ByMatrix:
    """Permissions of a ModelAdmin, or of an inline, from `matrix.TABLES`; Django's own tables of permissions are not asked."""

    opts: Any

    def table(self, request: HttpRequest) -> Table | None:
        user = request.user
        may = isinstance(user, User) and can(user, Action.ADMINISTER)
        return TABLES.get(self.opts.label_lower) if may else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.table(request) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        return self.table(request) is not None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        table = self.table(request)
        return table is not None and table.add

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        table = self.table(request)
        return table is not None and table.change

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        table = self.table(request)
        return table is not None and table.delete


class OfEveryMutual(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Rows of every mutual, whatever the administrator is granted: the scope is entered for these pages alone."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _in_every_mutual(lambda: super(OfEveryMutual, self).changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(OfEveryMutual, self).changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(OfEveryMutual, self).delete_view(request, *args, **kwargs))

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(OfEveryMutual, self).history_view(request, *args, **kwargs))


def _in_every_mutual(view: Callable[[], HttpResponse]) -> HttpResponse:
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        response = view()
        if isinstance(response, TemplateResponse):
            response.render()
        return response


class DenyAll(BasePermission):
    """The API's default: a view that forgets to say who may use it can be used by nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002
        return False


class HasScope(BasePermission):
    """The key holds the view's `required_scope`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, ApiKey) and view.required_scope in request.auth.scopes


def api_key_of(request: HttpRequest) -> ApiKey | None:
    """The key that the scope middleware authenticated, None for a browser's request."""
    return getattr(request, "api_key", None)
