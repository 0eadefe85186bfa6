"""Quotes for machines: computed and forgotten, or kept as an analysis that an adviser tells."""

import codecs
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
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
from contacts.deadlines import REQUEST_AGE, REQUEST_SKEW
from contacts.errors import KeyReusedError
from members.models import Member, Product
from quotes import computing, queries, shapes
from quotes.enums import Domain
from quotes.errors import FaultsError
from quotes.guarantees import Guarantee
from quotes.models import Analysis
from quotes.serializers import (
    AnalysisCreatedSerializer,
    AnalysisRequestSerializer,
    AnalysisSerializer,
    ComparisonSerializer,
    PreviewRequestSerializer,
)
from quotes.services import requests
from quotes.services.analyses import Facts, Offer
from quotes.services.requests import Sent


class ExactJsonParser(BaseParser):
    """JSON whose numbers are exact; NaN, infinities and names that stand twice are refused by name."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ARG002  DRF's signature
        try:
            return shapes.parsed(codecs.getreader("utf-8")(stream).read())
        except UnicodeDecodeError:
            raise ValidationError({"body": [_("This is not UTF-8.")]}) from None
        except FaultsError as error:
            raise _refusal(error) from None


def _refusal(error: FaultsError) -> ValidationError:
    told: dict[str, list[str]] = {}
    for fault in error.faults:
        told.setdefault(fault.path or "body", []).append(str(fault))
    return ValidationError(told)


class QuotesView(APIView):
    permission_classes: list[type[BasePermission]] = [HasScope]
    parser_classes = [ExactJsonParser]


class QuotePreview(QuotesView):
    required_scope = Scope.QUOTE_PREVIEW

    @extend_schema(
        operation_id="previewQuoteAnalysis",
        description=gettext_lazy("Who pays what of one to five quotes, line by line, with reasons. Nothing is kept."),
        request=PreviewRequestSerializer,
        responses={200: ComparisonSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        body = _object(request.data)
        terms = _product(body)
        try:
            asked = shapes.read_request(body, queries.book(), today=timezone.localdate(), terms=terms)
        except FaultsError as error:
            raise _refusal(error) from None
        return Response(computing.preview(asked).as_json())


class QuoteList(QuotesView):
    required_scope = Scope.QUOTE_WRITE

    @extend_schema(
        operation_id="createQuoteAnalysis",
        description=gettext_lazy(
            "Quotes of a member, which open a contact and its analysis with the member’s contract."
        ),
        parameters=[KEY_PARAMETER],
        request=AnalysisRequestSerializer,
        responses={201: AnalysisCreatedSerializer, **CREATION_REFUSALS},
    )
    def post(self, request: Request) -> Response:
        api_key, key = keys_of(request)
        digest = body_digest(request)
        try:
            analysis = requests.answered(api_key=api_key, key=key, digest=digest)
            if analysis is None:
                analysis = requests.send_quotes(api_key=api_key, key=key, digest=digest, sent=_sent(request.data))
        except KeyReusedError as refusal:
            return Response({"detail": str(refusal)}, status=CONFLICT)
        except FaultsError as error:
            raise _refusal(error) from None
        return Response(AnalysisCreatedSerializer(analysis).data, status=201)


class QuoteDetail(QuotesView):
    required_scope = Scope.QUOTE_READ

    @extend_schema(
        operation_id="readQuoteAnalysis",
        description=gettext_lazy("One analysis, with what was computed and what became of it."),
        parameters=[OpenApiParameter("analysis_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={200: AnalysisSerializer, **REFUSALS},
    )
    def get(self, request: Request, analysis_id: str) -> Response:
        if request.query_params:
            raise ValidationError({name[:80]: [_("This parameter does not exist.")] for name in request.query_params})
        try:
            analysis = Analysis.objects.select_related("member").get(pk=UUID(analysis_id))
        except (Analysis.DoesNotExist, ValueError):
            raise Http404 from None
        try:
            record(
                act=Act.API,
                mutual_id=analysis.mutual_id,
                member_id=analysis.member_id,
                ground="scope",
                route="api:quote-detail",
            )
        except JournalUnavailableError:
            raise UnavailableError from None
        return Response(AnalysisSerializer(analysis).data)


def _object(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValidationError({"body": [_("An object with named fields is expected here.")]})
    return dict(data)


def _product(body: dict[str, Any]) -> Guarantee | None:
    """The guarantees of the product that the request names in place of a guarantee."""
    code = body.pop("product", None)
    if code is None:
        return None
    if "guarantee" in body:
        raise ValidationError({"product": [_("Give a guarantee or a product, not both.")]})
    product = Product.objects.filter(code=code).first() if isinstance(code, str) else None
    if product is None:
        raise ValidationError({"product": [_("No product of the mutual has this code.")]})
    day = _read(body, "care_date", serializers.DateField())
    return queries.terms_of(queries.guarantee_on(product, day))


def _read(body: dict[str, Any], name: str, field: serializers.Field[Any, Any, Any, Any]) -> Any:
    try:
        return field.to_internal_value(str(body.get(name, "")))
    except ValidationError as refusal:
        raise ValidationError({name: refusal.detail}) from None


def _sent(data: Any) -> Sent:
    """The request, checked. Raises ValidationError and FaultsError, which name each field at fault."""
    body = _object(data)
    member = _member(body)
    received_at = _received(body)
    asked = shapes.read_request(
        body,
        queries.book(),
        today=timezone.localdate(),
        terms=Guarantee(),
        known_of_beneficiary=("regime", "birth_date"),
    )
    who = asked.beneficiary
    facts = Facts(
        domain=Domain(asked.domain),
        care_date=asked.day,
        has_ald=who.has_ald,
        renewal_ground=who.renewal_ground,
        last_delivery=who.last_delivery,
        previous_lenses=who.previous_lenses,
    )
    offers = [Offer(label=quote.label, lines=quote.lines, paper=quote.paper) for quote in asked.quotes]
    return Sent(member=member, facts=facts, offers=offers, received_at=received_at)


def _member(body: dict[str, Any]) -> Member:
    number, rank = body.pop("member_number", None), body.pop("rank", Decimal(1))
    if not isinstance(number, str) or not number:
        raise ValidationError({"member_number": [_("Fill this in.")]})
    if not isinstance(rank, Decimal) or rank not in range(1, 100):
        raise ValidationError({"rank": [_("A rank lies between 1 and 99.")]})
    member = Member.objects.filter(number=number[:12], rank=int(rank)).first()
    if member is None:
        raise ValidationError({"member_number": [_("Nobody has this number and rank.")]})
    return member


def _received(body: dict[str, Any]) -> datetime | None:
    if "received_at" not in body:
        return None
    received: datetime = _read(body, "received_at", serializers.DateTimeField())
    del body["received_at"]
    now = timezone.now()
    if not now - REQUEST_AGE <= received <= now + REQUEST_SKEW:
        raise ValidationError({"received_at": [_("This moment is too long ago or still to come.")]})
    return min(received, now)
