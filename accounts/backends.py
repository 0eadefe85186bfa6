"""How machines authenticate: hashed keys, throttled by key, refused without telling why. And what a password must be.

And whose sessions are open, for the stream of events, which is no page.
"""

import json
import math
import re
import string
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from redis import RedisError
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from accounts import deadlines
from accounts.models import ApiKey, User
from accounts.permissions import api_key_of, may_sign_in
from accounts.queries import last_seen
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


class StrictJSONParser(BaseParser):
    """One JSON object, read in one way only: no name twice, no NaN, nothing after it, neither deep nor large."""

    media_type = "application/json"
    LARGEST = 256 * 1024
    DEEPEST = 4

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:  # noqa: ARG002  DRF's signature
        body = stream.read(self.LARGEST + 1)
        if len(body) > self.LARGEST:
            raise exceptions.ParseError(_("The request is larger than 256 kB."))
        if self._depth(body) > self.DEEPEST:
            raise exceptions.ParseError(_("The request is nested too deeply."))
        try:
            parsed = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise exceptions.ParseError(_("The request is no JSON in UTF-8.")) from None
        if not isinstance(parsed, dict):
            raise exceptions.ParseError(_("The request must be one JSON object."))
        return parsed

    @staticmethod
    def _depth(body: bytes) -> int:
        """How deep brackets are nested, those inside texts left out."""
        deepest = depth = 0
        for bracket in re.findall(rb'"(?:\\.|[^"\\])*"|[\[\]{}]', body):
            depth += (bracket in b"[{") - (bracket in b"]}")
            deepest = max(deepest, depth)
        return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise exceptions.ParseError(_("The request says the same name twice."))
    return named


def _no_number(_word: str) -> Any:
    raise exceptions.ParseError(_("NaN and Infinity are no numbers of JSON."))


class ApiKeyThrottle(SimpleRateThrottle):
    scope = "api_key"

    def get_cache_key(self, request: Request, view: Any) -> str | None:  # noqa: ARG002  DRF's signature
        return f"throttle:{request.auth.pk}" if isinstance(request.auth, ApiKey) else None


def accounts_of(session_keys: Sequence[str]) -> dict[str, int]:
    """Account ids by session key, of the sessions that a page would accept now, in a fixed number of queries.

    An account that is stopped, blocked for mass reading or without its second factor has none. Looking is no sign of life.
    """
    rows = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    users = User.objects.filter(blocked_at__isnull=True).in_bulk(
        {int(said[SESSION_KEY]) for said in sessions.values() if SESSION_KEY in said}
    )
    if settings.MFA_REQUIRED:
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        proven = set(
            Authenticator.objects.filter(user__in=list(users), type__in=kinds).values_list("user_id", flat=True)
        )
        users = {user_id: user for user_id, user in users.items() if user_id in proven}
    return {
        key: int(said[SESSION_KEY])
        for key, said in sessions.items()
        if (user := users.get(int(said.get(SESSION_KEY, 0)))) is not None and _is_open(key, said, user)
    }


def _is_open(session_key: str, said: Mapping[str, Any], user: User) -> bool:
    if not may_sign_in(user) or not constant_time_compare(said.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return False
    records = said.get("account_authentication_methods") or [{"at": None}]
    seen = max(last_seen(session_key)[0], float(records[-1]["at"] or 0))
    return not deadlines.session_is_over(started=records[0]["at"], seen=seen, now=timezone.now().timestamp())


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


def asks_too_often(request: HttpRequest, what: str, *, at_most: int, within: timedelta) -> bool:
    """Whether more than AT_MOST requests for WHAT came from this network address in that time.

    For pages that nobody signs in to: a secret of 256 bits is not guessed, only load is kept off. Without Valkey nobody is counted.
    """
    key = f"{what}:{request.META.get('REMOTE_ADDR', '')}"
    try:
        cache.add(key, 0, timeout=within.seconds)
        return cache.incr(key) > at_most
    except (RedisError, ValueError):
        return False
