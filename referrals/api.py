"""Referrals for machines: the same draw and the same record as on the screen."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.enums import Scope
from accounts.machines import CONFLICT, CREATION_REFUSALS, KEY_PARAMETER, REFUSALS, body_digest, keys_of
from accounts.permissions import HasScope
from contacts.errors import KeyReusedError
from practitioners.terms import Wishes
from referrals import queries
from referrals.errors import CannotReferError
from referrals.models import Referral
from referrals.serializers import ReferralRequestSerializer, ReferralSerializer
from referrals.services import Asked, draw_once

# Nothing of a member is read, so nothing is journalled and nothing can miss its journal.
ANSWERED, DRAWN = (400, 401, 404, 429), (400, 401, 404, 409, 429)


class ReferralsView(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]
    required_scope = Scope.REFERRAL_DRAW


class ReferralList(ReferralsView):
    @extend_schema(
        operation_id="drawReferral",
        description=_("Five places of practice, drawn at random among all that are eligible."),
        parameters=[KEY_PARAMETER],
        request=ReferralRequestSerializer,
        responses={201: ReferralSerializer, **{code: CREATION_REFUSALS[code] for code in DRAWN}},
    )
    def post(self, request: Request) -> Response:
        api_key, key = keys_of(request)
        form = ReferralRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = _asked(form.validated_data)
        try:
            referral = draw_once(api_key=api_key, key=key, digest=body_digest(request), asked=asked)
        except KeyReusedError as refusal:
            return Response({"detail": str(refusal)}, status=CONFLICT)
        except CannotReferError as refusal:
            raise ValidationError({refusal.field or "detail": [str(refusal)]}) from None
        return Response(queries.record_of(referral), status=201)


class ReferralDetail(ReferralsView):
    @extend_schema(
        operation_id="readReferral",
        description=_("One record, with what the directory says of its names now."),
        parameters=[OpenApiParameter("referral_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={200: ReferralSerializer, **{code: REFUSALS[code] for code in ANSWERED}},
    )
    def get(self, request: Request, referral_id: str) -> Response:  # noqa: ARG002  the framework's signature
        try:
            referral = Referral.objects.select_related("eligible").get(pk=UUID(referral_id))
        except (Referral.DoesNotExist, ValueError):
            raise Http404 from None
        return Response(queries.record_of(referral))


def _asked(said: dict[str, Any]) -> Asked:
    names = ("sex", "language", "step_free", "home_visits", "teleconsultation")
    network = said["network"].pk if "network" in said else 0
    wishes = Wishes(**{name: said[name] for name in names if name in said}, network=network)
    return Asked(said["profession"], said["place"], wishes)
