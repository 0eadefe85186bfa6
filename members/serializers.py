"""The API's shapes: what a machine may ask, and the administrative data that it gets. No NIR, nothing of health.

Help texts and docstrings are what the published schema says.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.enums import Channel, RightsState
from members.models import Address, Contract, Member, Phone, Product
from members.queries import Rights, rights_on


class Parameters(serializers.Serializer[Any]):
    """Parameters of an address: one that is unknown or given twice is an error, not a silence."""

    on = serializers.DateField(required=False, help_text=_("Day of the rights in force; today in Paris by default."))

    def to_internal_value(self, data: Any) -> Any:
        faults = {name: [_("This parameter does not exist.")] for name in data if name not in self.fields}
        faults |= {name: [_("Give this parameter once.")] for name in data if len(data.getlist(name)) > 1}
        if faults:
            raise serializers.ValidationError(faults)
        # Not as a form is read, where what is empty is as if it were not there: it is refused by its name.
        return super().to_internal_value(data.dict())


class MemberParameters(Parameters):
    number = serializers.CharField(max_length=12, required=False, help_text=_("Whole member number."))
    rank = serializers.IntegerField(min_value=1, max_value=99, required=False, help_text=_("1 is the holder."))
    contract_number = serializers.CharField(max_length=20, required=False, help_text=_("Whole contract number."))
    page = serializers.IntegerField(min_value=1, max_value=1000, default=1, help_text=_("From 1."))
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=20, help_text=_("Members a page."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "number" not in attrs and "contract_number" not in attrs:
            reason = [_("Give a member number or a contract number.")]
            raise serializers.ValidationError({"number": reason, "contract_number": reason})
        return attrs


class ProductSerializer(serializers.ModelSerializer[Product]):
    class Meta:
        model = Product
        fields = read_only_fields = ["code", "name", "level"]


class ContractSerializer(serializers.ModelSerializer[Contract]):
    product = ProductSerializer(read_only=True)

    class Meta:
        model = Contract
        fields = read_only_fields = ["number", "status", "starts_on", "ends_on", "product"]


class RightsSerializer(serializers.Serializer[Any]):
    on = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=RightsState.choices)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    contract_number = serializers.CharField(source="contract.number", allow_null=True, default=None)

    def get_on(self, rights: Rights) -> date:  # noqa: ARG002
        day: date = self.context["on"]
        return day


class RelativeSerializer(serializers.ModelSerializer[Member]):
    # By reference only: what is said of a member is journalled under that member's own address.
    class Meta:
        model = Member
        fields = read_only_fields = ["id", "number", "rank", "kinship"]


class PhoneSerializer(serializers.ModelSerializer[Phone]):
    number = serializers.CharField(source="number.as_e164", read_only=True, help_text=_("As +33639981234."))

    class Meta:
        model = Phone
        fields = read_only_fields = ["number", "kind", "is_main"]


class AddressSerializer(serializers.ModelSerializer[Address]):
    class Meta:
        model = Address
        fields = read_only_fields = [
            "kind", "line1", "line2", "postal_code", "town", "insee_code", "country", "valid_from", "valid_until",
        ]  # fmt: skip


class MemberSerializer(serializers.ModelSerializer[Member]):
    # Either is empty where it is not known.
    email = serializers.CharField(label=_("E-mail"), read_only=True)
    preferred_channel = serializers.ChoiceField(
        label=_("prefers"), choices=Channel.choices, allow_blank=True, read_only=True
    )
    # The day of the rights comes in the context, as `on`.
    rights = serializers.SerializerMethodField()
    contract = ContractSerializer(read_only=True)
    family = RelativeSerializer(source="contract.household", many=True, read_only=True)
    phones = PhoneSerializer(many=True, read_only=True)
    addresses = AddressSerializer(many=True, read_only=True)

    class Meta:
        model = Member
        fields = read_only_fields = [
            "id", "number", "rank", "kinship", "sex", "birth_name", "used_name", "first_names", "birth_date", "died_on",
            "regime", "email", "preferred_channel", "language", "rights", "contract", "family", "phones", "addresses",
        ]  # fmt: skip

    @extend_schema_field(RightsSerializer)
    def get_rights(self, member: Member) -> dict[str, Any]:
        rights = rights_on(member, self.context["on"])
        return RightsSerializer(rights, context=self.context).data


class MemberPageSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text=_("Members found on all pages."))
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    results = MemberSerializer(many=True)
