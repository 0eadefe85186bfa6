"""The API's shapes of contacts: what a portal may ask, and what it is told. No note, no name, nothing of health.

Help texts and docstrings are what the published schema says.
"""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.machines import Strict
from contacts import deadlines
from contacts.enums import CaseState, Channel, Outcome
from contacts.inspection import LARGEST, MOST_FILES
from contacts.models import Case, Reason


class ContactRequestSerializer(Strict):
    subject = serializers.CharField(max_length=200, help_text=_("One line, as the member wrote it."))
    text = serializers.CharField(max_length=20_000, help_text=_("The request itself."))
    member_number = serializers.CharField(
        max_length=12,
        required=False,
        help_text=_("Whole member number; left out when the portal does not know who asks."),
    )
    rank = serializers.IntegerField(
        min_value=1, max_value=99, required=False, help_text=_("1 is the holder, whom a number alone means.")
    )
    reason = serializers.SlugField(max_length=40, required=False, help_text=_("Code of a reason in use."))
    received_at = serializers.DateTimeField(
        required=False,
        help_text=_("When the member sent it, with its offset; now by default. The clock runs from then."),
    )

    def validate_subject(self, subject: str) -> str:
        if len(subject.splitlines()) > 1:
            raise serializers.ValidationError(_("One line."))
        return subject

    def validate_received_at(self, received: datetime) -> datetime:
        now = timezone.now()
        if received > now + deadlines.REQUEST_SKEW:
            raise serializers.ValidationError(_("This moment is still to come."))
        if received < now - deadlines.REQUEST_AGE:
            raise serializers.ValidationError(_("This moment is too long ago."))
        return min(received, now)

    def validate_reason(self, code: str) -> str:
        today = timezone.localdate()
        reasons = Reason.objects.filter(code=code)
        if not any(reason.is_open(today) for reason in reasons):
            raise serializers.ValidationError(_("No reason in use has this code."))
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "rank" in attrs and "member_number" not in attrs:
            raise serializers.ValidationError({"rank": [_("A rank goes with a member number.")]})
        return attrs


class ScanSerializer(Strict):
    """What reached us on paper in one envelope or one fax, as files."""

    channel = serializers.ChoiceField(choices=[(one.value, one.label) for one in (Channel.LETTER, Channel.FAX)])
    received_on = serializers.DateField(help_text=_("The day on which the paper reached us. The clock runs from then."))
    sender = serializers.CharField(
        max_length=40, required=False, help_text=_("Number that the fax came from, as the machine gives it.")
    )
    files = serializers.ListField(
        child=serializers.FileField(max_length=200),
        min_length=1,
        max_length=MOST_FILES,
        help_text=_("PDF, TIFF or photos, 25 MB each, 20 at most."),
    )

    def validate_received_on(self, day: date) -> date:
        if day > timezone.localdate():
            raise serializers.ValidationError(_("This day is to come: the paper has reached us already."))
        if day < timezone.localdate() - deadlines.REQUEST_AGE:
            raise serializers.ValidationError(_("This day is too long ago."))
        return day

    def validate_files(self, files: "list[UploadedFile[bytes]]") -> "list[UploadedFile[bytes]]":
        heavy = next((file for file in files if (file.size or 0) > LARGEST), None)
        if heavy is not None:
            raise serializers.ValidationError(_("%(name)s is larger than 25 MB.") % {"name": heavy.name})
        return files


class ContactCreatedSerializer(serializers.ModelSerializer[Case]):
    """What never changes of a contact: asked again under the same key, the answer is the same."""

    class Meta:
        model = Case
        fields = read_only_fields = ["id", "received_at", "due_at"]


class ContactSerializer(serializers.ModelSerializer[Case]):
    channel = serializers.ChoiceField(choices=Channel.choices)
    state = serializers.ChoiceField(choices=CaseState.choices)
    outcome = serializers.ChoiceField(choices=[("", ""), *Outcome.choices])
    reason = serializers.CharField(source="reason.code", allow_null=True, default=None, read_only=True)
    member_number = serializers.CharField(source="member.number", allow_null=True, default=None, read_only=True)
    rank = serializers.IntegerField(source="member.rank", allow_null=True, default=None, read_only=True)

    class Meta:
        model = Case
        fields = read_only_fields = [
            "id", "member_number", "rank", "channel", "subject", "reason", "state", "outcome", "is_solved", "received_at",
            "due_at", "closed_at",
        ]  # fmt: skip


class ContactParameters(Strict):
    member_number = serializers.CharField(max_length=12, help_text=_("Whole member number."))
    rank = serializers.IntegerField(min_value=1, max_value=99, required=False, help_text=_("1 is the holder."))
    cursor = serializers.CharField(max_length=200, required=False, help_text=_("`next` of the page before."))
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=20, help_text=_("Contacts a page."))


class ContactPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text=_("Cursor of the next page, null after the last one."))
    results = ContactSerializer(many=True)
