"""Call-backs for a mutual's own systems: asked for once a key, and looked up."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
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
from callbacks.errors import AlreadyPromisedError, InputError
from callbacks.models import Callback
from callbacks.serializers import CallbackRequestSerializer, CallbackSerializer
from callbacks.services import promising
from contacts.errors import KeyReusedError
from contacts.services import requests
from contacts.services.cases import open_case
from members.models import Member

REASON = "rappel-expert"


class CallbackList(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]
    required_scope = Scope.CALLBACK_WRITE

    @extend_schema(
        operation_id="askForCallback",
        description=gettext_lazy("The next free expert calls before the deadline; without one, an adviser does."),
        parameters=[KEY_PARAMETER],
        request=CallbackRequestSerializer,
        responses={201: CallbackSerializer, **CREATION_REFUSALS},
    )
    def post(self, request: Request) -> Response:
        api_key, key = keys_of(request)
        asking: dict[str, Any] = {"api_key": api_key, "key": key, "digest": body_digest(request)}
        known = Callback.objects.all()
        try:
            callback = requests.answered(known, **asking)
            if callback is None:
                said, member = _said(request)
                make = partial(_promised, api_key.mutual_id, said, member)
                callback, _is_new = requests.once(known, make=make, **asking)
        except (KeyReusedError, AlreadyPromisedError) as refusal:
            return Response({"detail": str(refusal)}, status=CONFLICT)
        except InputError as refusal:
            raise ValidationError({field: [fault] for field, fault in refusal.faults.items()}) from None
        return Response(CallbackSerializer(callback).data, status=201)


class CallbackDetail(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]
    required_scope = Scope.CALLBACK_READ

    @extend_schema(
        operation_id="readCallback",
        description=gettext_lazy("One promised call-back, with where it stands."),
        parameters=[OpenApiParameter("callback_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={200: CallbackSerializer, **REFUSALS},
    )
    def get(self, request: Request, callback_id: str) -> Response:  # noqa: ARG002  the framework's signature
        try:
            callback = Callback.objects.get(pk=UUID(callback_id))
        except (Callback.DoesNotExist, ValueError):
            raise Http404 from None
        try:
            record(
                act=Act.API, mutual_id=callback.mutual_id, member_id=callback.member_id, ground="scope",
                route="api:callback-detail",
            )  # fmt: skip
        except JournalUnavailableError:
            raise UnavailableError from None
        return Response(CallbackSerializer(callback).data)


def _said(request: Request) -> tuple[dict[str, Any], Member]:
    """The request, checked, and whom it is about. Raises ValidationError, which names each field at fault."""
    form = CallbackRequestSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    said = form.validated_data
    member = Member.objects.filter(number=said["member_number"], rank=said["rank"]).first()
    if member is None:
        raise ValidationError({"member_number": [_("Nobody has this number and rank.")]})
    return said, member


def _promised(mutual_id: int, said: dict[str, Any], member: Member, callback_id: UUID) -> Callback:
    """The contact that the request opens, and the promise under the id that it was given."""
    text = said["question"] or said["subject"]
    opened = requests.Asked(subject=said["subject"], text=text, member=member, reason_code=REASON)
    case, _is_new = open_case(requests.demand_of(mutual_id, opened))
    return promising.promise_for_machine(case=case, asked=_asked(said), callback_id=callback_id)


def _asked(said: dict[str, Any]) -> promising.Asked:
    reachable = (said["reach_from"], said["reach_until"]) if "reach_from" in said else None
    return promising.Asked(
        skill=said["skill"], subject=said["subject"], question=said["question"], phone=said["phone"],
        reachable=reachable,
    )  # fmt: skip
