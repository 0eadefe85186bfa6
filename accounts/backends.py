"""How machines authenticate: hashed keys, throttled by key, refused without telling why. And what a password must be."""

import math
import string
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiKey, User
from accounts.permissions import api_key_of
from accounts.roles import Role


class ApiKeyAuthentication(TokenAuthentication):  # type: ignore[misc]
    """The scope middleware has checked the key already, because its mutual decides which rows exist; this hands it to DRF."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        key = api_key_of(request._request)
        return None if key is None else (key.user, key)


class _KeyReader(TokenAuthentication):  # type: ignore[misc]
    def _cleanup_token(self, auth_token: ApiKey) -> bool:
        """Whether the key has expired. It stays for administrators to see: a reading request removes nothing."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


def read_key(request: Any) -> ApiKey | None:
    """The key of an Authorization header, None when there is none.

    Raises AuthenticationFailed for one that is unknown, expired, of a closed mutual, or of an account that is a machine's no more.
    """
    try:
        found = _KeyReader().authenticate(request)
    except UnicodeDecodeError:  # knox decodes the header as UTF-8 without asking
        raise exceptions.AuthenticationFailed from None
    if found is None:
        return None
    user, key = found
    if user.role != Role.API_CLIENT or not key.mutual.is_active:
        raise exceptions.AuthenticationFailed
    return key  # type: ignore[no-any-return]


class ApiKeyThrottle(SimpleRateThrottle):
    scope = "api_key"

    def get_cache_key(self, request: Request, view: Any) -> str | None:  # noqa: ARG002  DRF's signature
        return f"throttle:{request.auth.pk}" if isinstance(request.auth, ApiKey) else None


def api_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Same answer for a row of another mutual, a row that is not there and a right that is missing: 404, nothing else said."""
    # Imported here: rest_framework.views reads the settings that name this module.
    from rest_framework.views import exception_handler  # noqa: PLC0415

    if isinstance(error, exceptions.PermissionDenied):
        error = Http404()
    return exception_handler(error, context)


class GuessworkValidator:
    """Enough to guess: 50 bits, which CNIL's deliberation 2022-100 asks where tries are limited. No rule of composition."""

    BITS = 50
    DIFFERENT = 5
    ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation + " ")
    OTHER_LETTERS = 64

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002  Django's signature
        known = "".join(self.ALPHABETS)
        size = sum(len(letters) for letters in self.ALPHABETS if set(letters) & set(password))
        size += self.OTHER_LETTERS if set(password) - set(known) else 0
        bits = len(password) * math.log2(size) if size else 0
        if bits < self.BITS or len(set(password)) < self.DIFFERENT:
            raise ValidationError(
                _("This password is too easy to guess. Make it longer, or add letters to the digits."), code="guesswork"
            )

    def get_help_text(self) -> str:
        return gettext("A sentence that only you would say is a good password.")
