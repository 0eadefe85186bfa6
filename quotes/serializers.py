"""The API's shapes of quotes, as the published schema says them. What comes in is read by `shapes`, which names each fault.

Amounts are texts with two decimals, such as `550.00`; numbers and commas are taken too.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from quotes.anomalies import Severity
from quotes.benefits import Scheme
from quotes.enums import AnalysisState, Domain, ToldBy
from quotes.guarantees import Form, Unit
from quotes.models import Analysis
from quotes.prescription import Ground, LensKind

Fields = serializers.Serializer[Any]


def _amount(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=24, **options)


def _among(values: Any, **options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[(one.value, one.value) for one in values], **options)


class LensSerializer(Fields):
    kind = _among(LensKind)
    sphere = _amount(help_text=_("Dioptres, in quarters, with its sign."))
    cylinder = _amount(required=False, help_text=_("In plus or in minus notation."))
    axis = serializers.IntegerField(required=False, min_value=0, max_value=180)
    addition = _amount(required=False)
    prism = _amount(required=False)
    eye = serializers.CharField(required=False, max_length=1, help_text=_("R or L."))


class LineSerializer(Fields):
    code = serializers.CharField(max_length=30, help_text=_("CCAM, NGAP or LPP code."))
    price = _amount()
    label = serializers.CharField(required=False, max_length=200)  # type: ignore[assignment]  # a field named as one of its own attributes
    tooth = serializers.CharField(required=False, help_text=_("FDI number, or several for a bridge."))
    lens = LensSerializer(required=False)
    reimbursement_base = _amount(required=False, help_text=_("Only for a code outside the tables."))
    amo_rate = _amount(required=False, help_text=_("Percent, only for a code outside the tables."))
    flat_participation = _amount(required=False, help_text=_("Only for a code outside the tables."))
    care_date = serializers.DateField(required=False, help_text=_("When it is not that of the quote."))
    material = serializers.CharField(required=False, max_length=30)
    basket = serializers.CharField(required=False, help_text=_("As the quote says it."))
    amo = _amount(required=False, help_text=_("As the quote says it."))
    note = serializers.CharField(required=False)


class QuoteSerializer(Fields):
    label = serializers.CharField(required=False, max_length=120)  # type: ignore[assignment]  # a field named as one of its own attributes
    lines = LineSerializer(many=True)
    quoted_on = serializers.DateField(required=False)
    valid_until = serializers.DateField(required=False)
    total = _amount(required=False, help_text=_("As the quote says it."))
    amo_total = _amount(required=False, help_text=_("As the quote says it."))
    mentions = serializers.ListField(child=serializers.CharField(), required=False)
    has_alternative = serializers.BooleanField(required=False)


class GuaranteeSerializer(Fields):
    type = _among(Form)
    percent = _amount(required=False)
    amount = _amount(required=False)
    unit = _among(Unit, required=False)
    remaining = _amount(required=False)
    remaining_cap = _amount(required=False)
    collective = serializers.BooleanField(required=False)
    waiting_until = serializers.DateField(required=False)
    label = serializers.CharField(required=False)  # type: ignore[assignment]  # a field named as one of its own attributes


class CareSerializer(Fields):
    """What a beneficiary's care changes in the computation."""

    ald_related = serializers.BooleanField(required=False, help_text=_("Care of a long-term illness."))
    last_optical_delivery = serializers.DateField(required=False)
    renewal_ground = _among(Ground, required=False)
    previous_lenses = LensSerializer(many=True, required=False)


class BeneficiarySerializer(CareSerializer):
    regime = _among(Scheme, required=False)
    birth_date = serializers.DateField(required=False)


class PreviewRequestSerializer(Fields):
    care_date = serializers.DateField(help_text=_("Day whose tariffs, rates and baskets apply."))
    domain = serializers.ChoiceField(choices=Domain.choices, required=False)
    beneficiary = BeneficiarySerializer(required=False)
    guarantee = GuaranteeSerializer(required=False, help_text=_("This, or a product."))
    product = serializers.CharField(required=False, help_text=_("Code of a product of the mutual."))
    quotes = QuoteSerializer(many=True, help_text=_("One to five."))


class AnalysisRequestSerializer(Fields):
    member_number = serializers.CharField(max_length=12)
    rank = serializers.IntegerField(required=False, min_value=1, max_value=99)
    received_at = serializers.DateTimeField(
        required=False,
        help_text=_("When the member sent it, with its offset; now by default. The clock runs from then."),
    )
    care_date = serializers.DateField(help_text=_("Day whose tariffs, rates and baskets apply."))
    domain = serializers.ChoiceField(choices=Domain.choices, required=False)
    beneficiary = CareSerializer(required=False)
    quotes = QuoteSerializer(many=True, help_text=_("One to five."))


class AnomalySerializer(Fields):
    rule = serializers.CharField()
    severity = _among(Severity)
    line = serializers.IntegerField(allow_null=True, help_text=_("Counted from 0; empty for the whole quote."))
    text = serializers.CharField()
    values = serializers.DictField()


class ShareSerializer(Fields):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named as one of its own attributes
    tooth = serializers.CharField()
    care_date = serializers.DateField()
    price = _amount()
    base = _amount(allow_null=True, help_text=_("Empty when it is not known."))
    rate = _amount()
    amo = _amount(help_text=_("Share of the compulsory scheme."))
    regime_local = _amount(help_text=_("Share of the local scheme of Alsace-Moselle."))
    amc = _amount(help_text=_("Share of the mutual."))
    rac = _amount(help_text=_("Left to the member."))
    flat_participation = _amount()
    is_certain = serializers.BooleanField(help_text=_("False when a figure rests on something that is not known."))
    tariff = serializers.DictField(allow_null=True)
    reasons = serializers.DictField(help_text=_("By figure, the rules that made it."))


class QuoteResultSerializer(Fields):
    label = serializers.CharField()  # type: ignore[assignment]  # a field named as one of its own attributes
    price = _amount()
    amo = _amount()
    regime_local = _amount()
    amc = _amount()
    rac = _amount()
    is_certain = serializers.BooleanField()
    category = serializers.CharField(help_text=_("Of the pair of glasses, a to f; empty when there is none."))
    lines = ShareSerializer(many=True)
    anomalies = AnomalySerializer(many=True)


class RowSerializer(Fields):
    family = serializers.CharField()
    teeth = serializers.ListField(child=serializers.IntegerField())
    eye = serializers.CharField()
    cells = serializers.ListField(child=serializers.IntegerField(allow_null=True))


class ComparisonSerializer(Fields):
    program = serializers.CharField()
    tariffs = serializers.CharField()
    guarantee = serializers.IntegerField(allow_null=True)
    quotes = QuoteResultSerializer(many=True)
    rows = RowSerializer(many=True, help_text=_("Lines that treat the same, by quote."))
    least = serializers.ListField(child=serializers.IntegerField(), help_text=_("Quotes that leave the least to pay."))
    most = serializers.ListField(child=serializers.IntegerField(), help_text=_("Quotes that leave the most to pay."))
    usual = serializers.DictField(help_text=_("Usual prices by code, from eleven cases on."))


class AnalysisCreatedSerializer(serializers.ModelSerializer[Analysis]):
    """What never changes of an analysis: asked again under the same key, the answer is the same."""

    contact = serializers.UUIDField(source="case_id", read_only=True)
    received_at = serializers.DateTimeField(source="started_at", read_only=True)
    due_at = serializers.DateTimeField(source="first_due_at", read_only=True)

    class Meta:
        model = Analysis
        fields = read_only_fields = ["id", "contact", "received_at", "due_at"]


class AnalysisSerializer(serializers.ModelSerializer[Analysis]):
    contact = serializers.UUIDField(source="case_id", read_only=True)
    member_number = serializers.CharField(source="member.number", read_only=True)
    rank = serializers.IntegerField(source="member.rank", read_only=True)
    received_at = serializers.DateTimeField(source="started_at", read_only=True)
    due_at = serializers.DateTimeField(source="deadline_at", read_only=True)
    asked_for = serializers.CharField(read_only=True)
    domain = serializers.ChoiceField(choices=Domain.choices)
    state = serializers.ChoiceField(choices=AnalysisState.choices)
    told_by = serializers.ChoiceField(choices=[("", ""), *ToldBy.choices])
    result = ComparisonSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Analysis
        fields = read_only_fields = [
            "id", "contact", "member_number", "rank", "domain", "state", "care_date", "received_at", "due_at", "asked_for",
            "analysed_at", "told_at", "told_by", "withdrawn_at", "result",
        ]  # fmt: skip
