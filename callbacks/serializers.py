"""The API's shapes of call-backs. Nothing medical, no name: what is sealed is typed by people.

Help texts and docstrings are what the published schema says.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.machines import Strict
from callbacks.enums import Skill
from callbacks.models import LONGEST_SUBJECT, LONGEST_TEXT, Callback


class CallbackRequestSerializer(Strict):
    member_number = serializers.CharField(max_length=12, help_text=_("Whole member number."))
    rank = serializers.IntegerField(
        min_value=1, max_value=99, required=False, default=1, help_text=_("1 is the holder, whom a number alone means.")
    )
    skill = serializers.ChoiceField(choices=Skill.choices, help_text=_("What kind of expert is needed."))
    subject = serializers.CharField(max_length=LONGEST_SUBJECT, help_text=_("One line, without anything medical."))
    question = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, default="", help_text=_("Nothing medical.")
    )
    phone = serializers.CharField(max_length=40, help_text=_("Where the member is called; France and overseas."))
    reach_from = serializers.TimeField(
        required=False, help_text=_("The member answers from this hour of Paris; with `reach_until`.")
    )
    reach_until = serializers.TimeField(required=False, help_text=_("Until this hour."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("reach_from" in attrs) != ("reach_until" in attrs):
            raise serializers.ValidationError({"reach_until": [_("Give both hours, or none.")]})
        return attrs


class CallbackSerializer(serializers.ModelSerializer[Callback]):
    """A promise: `deadline_at` is what the member is told. It moves by what counted while the clock stood still (`paused_at`)."""

    contact = serializers.UUIDField(source="case_id", help_text=_("The contact that the request opened."))

    class Meta:
        model = Callback
        fields = (
            "id",
            "contact",
            "kind",
            "skill",
            "state",
            "started_at",
            "planned_at",
            "deadline_at",
            "paused_at",
            "closed_at",
        )
        read_only_fields = fields
