"""django-allauth bent to a closed house: nobody signs up, accounts are made by administrators."""

import base64
import hmac
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import deadlines
from accounts.models import User
from accounts.permissions import may_sign_in, needs_fresh_authentication

DEVICE_COOKIE = "contactcenter_device"
PEOPLE_PER_DEVICE = 20
"""Desks are shared: so many people's sign-ins are remembered by one browser."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This user name and this password do not go together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _(
            "Too many tries. Wait 15 minutes, or ask an administrator for a link to choose a new password."
        ),
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one."),
        "rate_limited": _("Too many tries. Wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["username"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A deactivated account and a machine's are told the same as a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and may_sign_in(user) else None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords typed elsewhere do not lock out somebody at a browser where they have signed in before.

        Unknown browsers are counted by account and by network address, known ones by account and browser.
        """
        device = known_device(request, credentials.get("username", ""))
        if device is None:
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed_known", key=device
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.username)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002  allauth's signature
        return HttpResponseRedirect(reverse("account_login"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  allauth's signature
        return reverse("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002  allauth's signature
        """Signing in counts, as it does for our own pages: one rule for the whole house."""
        return needs_fresh_authentication(context.request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of codes are stored encrypted; the keys live outside the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "contactcenter"}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Keys derived from FIELD_KEYS for this use alone; the first one seals, all of them open."""
    keys = [hmac.digest(base64.b64decode(key), b"accounts.second_factor", "sha256") for key in settings.FIELD_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def known_device(request: HttpRequest, username: str) -> str | None:
    """What to count wrong passwords of USERNAME by, at a browser where that person has signed in; None anywhere else."""
    device = _read_device(request)
    name = _digest(username)
    return f"{device['id']}:{name}" if name in device["people"] else None


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """A signed cookie with digests of the names of the last people who signed in at this browser."""
    device = _read_device(request)
    name = _digest(username)
    people = [name, *(other for other in device["people"] if other != name)][:PEOPLE_PER_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"id": device["id"], "people": people}, salt=DEVICE_COOKIE),
        max_age=deadlines.DEVICE_KNOWN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read_device(request: HttpRequest) -> dict[str, Any]:
    try:
        device: dict[str, Any] = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=deadlines.DEVICE_KNOWN
        )
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(12), "people": []}
    return device


def _digest(username: str) -> str:
    return salted_hmac(DEVICE_COOKIE, username.strip().lower(), algorithm="sha256").hexdigest()[:16]
