"""What machines of a mutual ask with a key: requests of portals and scans in, and what became of them."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.enums import Scope
from accounts.machines import (
    CONFLICT,
    CREATION_REFUSALS,
    KEY_PARAMETER,
    REFUSALS,
    UnavailableError,
    body_digest,
    keys_of,
)
from accounts.permissions import HasScope
from audit.enums import Act
from audit.errors import JournalUnavailableError
from audit.services import record
from contacts import queries
from contacts.enums import Channel
from contacts.errors import KeyReusedError
from contacts.models import Case
from contacts.serializers import (
    ContactCreatedSerializer,
    ContactPageSerializer,
    ContactParameters,
    ContactRequestSerializer,
    ContactSerializer,
    ScanSerializer,
)
from contacts.services import requests, scans
from members.models import Member
from territory.phones import to_e164

CURSOR_SALT = "contacts.cursor"


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
        api_key, key = keys_of(request)
        digest = body_digest(request)
        try:
            case = requests.answered(Case.objects.all(), api_key=api_key, key=key, digest=digest)
            if case is None:
                case, _is_new = requests.ask(api_key=api_key, key=key, digest=digest, asked=_asked(request))
        except KeyReusedError as refusal:
            return Response({"detail": str(refusal)}, status=CONFLICT)
        return Response(ContactCreatedSerializer(case).data, status=201)


class ScanList(APIView):
    """Looking at files takes longer than a transaction should: the service opens its own (see `api_urls`)."""

    permission_classes: list[type[BasePermission]] = [HasScope]
    parser_classes = [MultiPartParser]
    required_scope = Scope.SCAN_WRITE

    @extend_schema(
        operation_id="sendScan",
        description=gettext_lazy("A letter or a fax that was scanned elsewhere opens a contact, due from its receipt."),
        parameters=[KEY_PARAMETER],
        request={"multipart/form-data": ScanSerializer},
        responses={201: ContactCreatedSerializer, **CREATION_REFUSALS},
    )
    def post(self, request: Request) -> Response:
        api_key, key = keys_of(request)
        form = ScanSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        envelope = scans.Envelope(
            mutual_id=api_key.mutual_id,
            channel=Channel(said["channel"]),
            received_at=scans.received(said["received_on"]),
            scanned_at=timezone.now(),
            caller_phone=to_e164(said.get("sender", "")) or "",
        )
        files = ((file.name or "", file.read()) for file in said["files"])
        try:
            case, _is_new = scans.deliver(files, envelope=envelope, api_key=api_key, key=key, digest=_digest_of(said))
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


def _digest_of(said: dict[str, Any]) -> str:
    """Stands for the fields of a multipart request and its files, names and order included."""
    words = [f"{name}={value}" for name, value in sorted(said.items()) if name != "files"]
    for file in said["files"]:
        words.append(f"{file.name}={hashlib.file_digest(file.file, 'sha256').hexdigest()}")
        file.seek(0)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


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
