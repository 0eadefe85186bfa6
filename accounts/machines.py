"""What every route of machines answers alike: refusals as the published schema says them, and keys of requests asked once."""

import json
import re
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from accounts.models import ApiKey

CONFLICT = HTTPStatus.CONFLICT.value
NOT_JOURNALLED = gettext_lazy("The journal cannot be written, so nothing is shown. Try again later.")
REFUSALS = {
    400: OpenApiResponse(description=gettext_lazy("Something is wrong; the answer names it.")),
    401: OpenApiResponse(description=gettext_lazy("No key, or a key that is unknown, expired or revoked.")),
    404: OpenApiResponse(
        description=gettext_lazy("Not there for this key: missing, of another mutual, or outside its scopes.")
    ),
    429: OpenApiResponse(description=gettext_lazy("Too many requests: wait for the seconds of Retry-After.")),
    503: OpenApiResponse(description=NOT_JOURNALLED),
}
CREATION_REFUSALS = {
    **{code: REFUSALS[code] for code in (400, 401, 404)},
    409: OpenApiResponse(description=gettext_lazy("This Idempotency-Key was used for another request.")),
    **{code: REFUSALS[code] for code in (429, 503)},
}
KEY_HEADER = "Idempotency-Key"
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy(
        "Drawn by the portal for this request: sent again, it gets the same answer. 8 to 80 visible characters."
    ),
)
_KEY = re.compile(r"[!-~]{8,80}").fullmatch


class UnavailableError(APIException):
    """What cannot be journalled is not shown."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE.value
    default_detail = NOT_JOURNALLED
    default_code = "journal_unavailable"


def keys_of(request: Request) -> tuple[ApiKey, str]:
    """Who asks, and the key of this request. Raises ValidationError."""
    key = request.headers.get(KEY_HEADER, "")
    if not _KEY(key):
        raise ValidationError({KEY_HEADER: [_("Give each request a key of its own, of 8 to 80 visible characters.")]})
    assert isinstance(request.auth, ApiKey)  # noqa: S101  for the type checker: HasScope asked
    return request.auth, key


class Strict(serializers.Serializer[Any]):
    """What is unknown or given twice is an error, not a silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            faults = {str(name)[:80]: [_("This field does not exist.")] for name in data if name not in self.fields}
            if hasattr(data, "getlist"):
                faults |= {name: [_("Give this parameter once.")] for name in data if self._is_repeated(name, data)}
            if faults:
                raise serializers.ValidationError(faults)
        # What is given empty is no value, as a browser's form would have it.
        plain = {name: self._given(name, data) for name in data} if hasattr(data, "getlist") else data
        return super().to_internal_value(plain)

    def _given(self, name: str, data: Any) -> Any:
        return data.getlist(name) if isinstance(self.fields[name], serializers.ListField) else data[name]

    def _is_repeated(self, name: str, data: Any) -> bool:
        return len(data.getlist(name)) > 1 and not isinstance(self.fields.get(name), serializers.ListField)


def body_digest(request: Request) -> str:
    """What the body says, in 64 hexadecimal digits: the same under the same key is the same request."""
    return sha256(json.dumps(request.data, sort_keys=True, default=str).encode()).hexdigest()
