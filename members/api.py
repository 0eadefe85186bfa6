"""Members for machines: read by exact number, inside the key's mutual, each member shown leaving one row in the journal."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.enums import Scope
from accounts.machines import REFUSALS, UnavailableError
from accounts.permissions import HasScope
from audit.enums import Act
from audit.errors import JournalUnavailableError
from audit.services import record
from members import queries
from members.models import Member
from members.serializers import MemberPageSerializer, MemberParameters, MemberSerializer, Parameters


class MembersView(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]
    required_scope = Scope.MEMBER_READ


class MemberList(MembersView):
    @extend_schema(
        operation_id="listMembers",
        description=_("Members of a number or of a contract, by number and rank."),
        parameters=[MemberParameters],
        responses={200: MemberPageSerializer, **REFUSALS},
    )
    def get(self, request: Request) -> Response:
        asked = _asked(MemberParameters, request)
        wanted = {"number": "number", "rank": "rank", "contract_number": "contract__number"}
        found = queries.for_machines().filter(**{field: asked[name] for name, field in wanted.items() if name in asked})
        first = (asked["page"] - 1) * asked["page_size"]
        shown = list(found.order_by("number", "rank")[first : first + asked["page_size"]])
        _journal(shown, route="api:member-list")
        page = {"count": found.count(), "page": asked["page"], "page_size": asked["page_size"], "results": shown}
        return Response(MemberPageSerializer(page, context={"on": asked["on"]}).data)


class MemberDetail(MembersView):
    @extend_schema(
        operation_id="readMember",
        description=_("One member, with the rights in force on a day."),
        parameters=[OpenApiParameter("member_id", OpenApiTypes.UUID, OpenApiParameter.PATH), Parameters],
        responses={200: MemberSerializer, **REFUSALS},
    )
    def get(self, request: Request, member_id: str) -> Response:
        asked = _asked(Parameters, request)
        try:
            member = queries.for_machines().get(pk=UUID(member_id))
        except (Member.DoesNotExist, ValueError):
            raise Http404 from None
        _journal([member], route="api:member-detail")
        return Response(MemberSerializer(member, context={"on": asked["on"]}).data)


def _asked(shape: type[Parameters], request: Request) -> dict[str, Any]:
    """The parameters, checked. Raises ValidationError, which names each parameter at fault."""
    parameters = shape(data=request.query_params)
    parameters.is_valid(raise_exception=True)
    return {"on": timezone.localdate(), **parameters.validated_data}


def _journal(members: Iterable[Member], *, route: str) -> None:
    try:
        for member in members:
            record(act=Act.API, mutual_id=member.mutual_id, member_id=member.pk, ground="scope", route=route)
    except JournalUnavailableError:
        raise UnavailableError from None
