"""What machines send: events of telephone systems, signed and taken once, and requests of portals, which may read what became of them."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from prometheus_client import Counter
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.enums import Scope
from accounts.models import ApiKey
from accounts.permissions import HasScope
from audit.actors import acting, job
from audit.enums import Act
from audit.errors import JournalUnavailableError
from audit.services import record
from contacts import deadlines, queries
from contacts.errors import EventChangedError, KeyReusedError, UnknownLineError
from contacts.models import Case, TelephonySystem
from contacts.serializers import (
    ContactCreatedSerializer,
    ContactPageSerializer,
    ContactParameters,
    ContactRequestSerializer,
    ContactSerializer,
)
from contacts.services import requests, telephony
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, BadSignatureError, check
from contacts.telephony import UnreadableError, adapter_of
from members.models import Member

LARGEST_EVENT = 64 * 1024
UNAUTHORIZED, CONFLICT, TOO_LARGE, UNPROCESSABLE = 401, 409, 413, 422

events_counted = Counter(
    "contactcenter_telephone_events", "Events of telephone systems, by what became of them", ["answer"]
)


@csrf_exempt
@require_POST
def telephone_event(request: HttpRequest, code: str) -> JsonResponse:
    """202 for an event that is new, 200 for one that was taken before or tells nothing that we follow.

    A system that nobody knows and a wrong signature have the same answer: who guesses learns nothing.
    """
    system = TelephonySystem.objects.filter(code=code, is_active=True).first()
    body = request.read(LARGEST_EVENT + 1)
    if system is None:
        return _answer("forged", UNAUTHORIZED)
    if len(body) > LARGEST_EVENT:
        return _refused(system, "too_large", TOO_LARGE)
    try:
        check(
            telephony.secret_of(system),
            timestamp=request.headers.get(TIMESTAMP_HEADER, ""),
            signature=request.headers.get(SIGNATURE_HEADER, ""),
            body=body,
        )
    except BadSignatureError as error:
        return _refused(system, error.reason, UNAUTHORIZED)
    with acting(job("telephone_event")):
        return _take(system, body)


def _take(system: TelephonySystem, body: bytes) -> JsonResponse:
    try:
        telling = adapter_of(system.make).read(_parsed(body))
        if telling is None:
            return _answer("ignored", 200)
        if telling.occurred_at > timezone.now() + deadlines.WEBHOOK_SKEW:
            raise UnreadableError("occurred_at")  # noqa: TRY301  a refusal like those below
        return _answer("taken", 202) if telephony.take_event(system=system, telling=telling) else _answer("known", 200)
    except UnreadableError as error:
        return _refused(system, "unreadable", UNPROCESSABLE, what=str(error))
    except UnknownLineError as error:
        return _refused(system, error.reason, UNPROCESSABLE, what=str(error))
    except EventChangedError as error:
        return _refused(system, error.reason, CONFLICT, what=str(error))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("JSON") from None
    if not isinstance(parsed, dict):
        raise UnreadableError("JSON")
    return parsed


def _refused(system: TelephonySystem, answer: str, status: int, *, what: str = "") -> JsonResponse:
    telephony.refuse(system=system)
    return _answer(answer, status, what=what)


def _answer(answer: str, status: int, *, what: str = "") -> JsonResponse:
    events_counted.labels(answer).inc()
    if status == UNAUTHORIZED:
        what = _("The signature or its moment is wrong.")
    return JsonResponse({"answer": answer, **({"detail": what} if what else {})}, status=status)


# ---- contacts, for portals

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
CURSOR_SALT = "contacts.cursor"


class UnavailableError(APIException):
    """What cannot be journalled is not shown."""

    status_code = 503
    default_detail = NOT_JOURNALLED
    default_code = "journal_unavailable"


class ContactsView(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]

    @property
    def required_scope(self) -> Scope:
        return Scope.CONTACT_WRITE if self.request.method == "POST" else Scope.CONTACT_READ


class ContactList(ContactsView):
    @extend_schema(
        operation_id="listContacts",
        description=gettext_lazy("Contacts of a member number, newest first."),
        parameters=[ContactParameters],
        responses={200: ContactPageSerializer, **REFUSALS},
    )
    def get(self, request: Request) -> Response:
        parameters = ContactParameters(data=request.query_params)
        parameters.is_valid(raise_exception=True)
        asked = parameters.validated_data
        found = queries.for_machines(asked["member_number"], asked.get("rank"))
        after = _cursor(asked["cursor"]) if "cursor" in asked else None
        shown = queries.page_of(found, after=after, size=asked["page_size"] + 1)
        has_more = len(shown) > asked["page_size"]
        shown = shown[: asked["page_size"]]
        _journal({case.member_id for case in shown}, shown, route="api:contact-list")
        last = shown[-1] if has_more else None
        cursor = signing.dumps([last.received_at.isoformat(), str(last.pk)], salt=CURSOR_SALT) if last else None
        return Response(ContactPageSerializer({"next": cursor, "results": shown}).data)

    @extend_schema(
        operation_id="createContact",
        description=gettext_lazy("A request of a member on a portal, which opens a contact."),
        parameters=[KEY_PARAMETER],
        request=ContactRequestSerializer,
        responses={201: ContactCreatedSerializer, **CREATION_REFUSALS},
    )
    def post(self, request: Request) -> Response:
        key = request.headers.get(KEY_HEADER, "")
        if not _KEY(key):
            raise ValidationError(
                {KEY_HEADER: [_("Give each request a key of its own, of 8 to 80 visible characters.")]}
            )
        api_key = request.auth
        assert isinstance(api_key, ApiKey)  # noqa: S101  for the type checker: HasScope asked
        digest = hashlib.sha256(json.dumps(request.data, sort_keys=True).encode()).hexdigest()
        try:
            case = requests.answered(api_key=api_key, key=key, digest=digest)
            if case is None:
                case, _is_new = requests.ask(api_key=api_key, key=key, digest=digest, asked=_asked(request))
        except KeyReusedError as refusal:
            return Response({"detail": str(refusal)}, status=CONFLICT)
        return Response(ContactCreatedSerializer(case).data, status=201)


class ContactDetail(ContactsView):
    @extend_schema(
        operation_id="readContact",
        description=gettext_lazy("One contact, with what became of it."),
        parameters=[OpenApiParameter("case_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={200: ContactSerializer, **REFUSALS},
    )
    def get(self, request: Request, case_id: str) -> Response:
        if request.query_params:
            raise ValidationError({name[:80]: [_("This parameter does not exist.")] for name in request.query_params})
        try:
            case = Case.objects.select_related("member", "reason").get(pk=UUID(case_id))
        except (Case.DoesNotExist, ValueError):
            raise Http404 from None
        _journal({case.member_id}, [case], route="api:contact-detail")
        return Response(ContactSerializer(case).data)


def _asked(request: Request) -> requests.Asked:
    """The request, checked. Raises ValidationError, which names each field at fault."""
    form = ContactRequestSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    asked = form.validated_data
    member = None
    if "member_number" in asked:
        member = Member.objects.filter(number=asked["member_number"], rank=asked.get("rank", 1)).first()
        if member is None:
            raise ValidationError({"member_number": [_("Nobody has this number and rank.")]})
    return requests.Asked(
        subject=asked["subject"],
        text=asked["text"],
        member=member,
        reason_code=asked.get("reason", ""),
        received_at=asked.get("received_at"),
    )


def _cursor(text: str) -> tuple[datetime, UUID]:
    try:
        received, case_id = signing.loads(text, salt=CURSOR_SALT)
    except signing.BadSignature:
        raise ValidationError({"cursor": [_("This cursor was not given by us.")]}) from None
    return datetime.fromisoformat(received), UUID(case_id)


def _journal(member_ids: set[UUID | None], shown: list[Case], *, route: str) -> None:
    """One row a member; a contact without one leaves a row too."""
    try:
        for member_id in sorted(member_ids, key=str):
            record(act=Act.API, mutual_id=shown[0].mutual_id, member_id=member_id, ground="scope", route=route)
    except JournalUnavailableError:
        raise UnavailableError from None
