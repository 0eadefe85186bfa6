"""The API's shapes of referrals. Help texts are what the published schema says."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audit.errors import Refused
from practitioners.asking import origin_of
from practitioners.enums import Sex
from practitioners.errors import UnknownNetworkError, UnknownProfessionError
from practitioners.models import Network
from practitioners.terms import kind_of, understand


class ReferralRequestSerializer(serializers.Serializer[Any]):
    profession = serializers.CharField(
        max_length=80, help_text=_("Code of the register, 40, or plain words, dentiste.")
    )
    place = serializers.CharField(max_length=120, help_text=_("Postcode, commune, or both."))
    sex = serializers.ChoiceField(choices=Sex.choices, required=False, help_text=_("Only when the member asks."))
    language = serializers.CharField(max_length=5, required=False, help_text=_("Only when the member asks."))
    step_free = serializers.BooleanField(default=False, help_text=_("Step-free access or a lift."))
    home_visits = serializers.BooleanField(default=False, help_text=_("Visits at home."))
    teleconsultation = serializers.BooleanField(default=False, help_text=_("Consults at a distance."))

    network = serializers.CharField(
        max_length=80, required=False, help_text=_("Name of one of the mutual’s networks. Only when the member asks.")
    )

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({str(name)[:80]: [_("This field does not exist.")] for name in unknown})
        return super().to_internal_value(data)

    def validate_profession(self, words: str) -> Any:
        found = kind_of(words) or next(iter(understand(words)), None)
        if found is None:
            raise serializers.ValidationError(str(UnknownProfessionError()))
        return found

    def validate_network(self, name: str) -> Network:
        found = Network.objects.filter(name__iexact=name, is_active=True).first()
        if found is None:
            raise serializers.ValidationError(str(UnknownNetworkError()))
        return found

    def validate_place(self, words: str) -> Any:
        try:
            return origin_of(words)
        except Refused as refusal:
            raise serializers.ValidationError(str(refusal)) from None


class PractitionerSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text=_("Drawn order, which is no order of preference."))
    place = serializers.CharField(help_text=_("Id of the place of practice, hexadecimal."))
    national_id = serializers.CharField()
    name = serializers.CharField(allow_null=True, help_text=_("Null for somebody who left the directory since."))
    practice = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    distance_km = serializers.IntegerField(allow_null=True, help_text=_("As the crow flies; never a rank."))


class ReferralSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, as others have
    record = serializers.DictField(help_text=_("What the digest is taken of, in canonical JSON."))
    previous = serializers.CharField(allow_blank=True, help_text=_("Digest of the mutual’s record before."))
    digest = serializers.CharField(help_text=_("SHA-256 of the previous digest and the record."))
    is_all = serializers.BooleanField(help_text=_("There were no more than these: all of them, shuffled."))
    practitioners = PractitionerSerializer(many=True)
    source = serializers.CharField(  # type: ignore[assignment]
        help_text=_("To be shown with the names, as the register’s licence asks.")
    )
