from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.enums import Act
from contacts.enums import CallerKind, Channel, DeclineReason, Fact, Outcome
from contacts.errors import PastError, TooFarError
from contacts.models import Reason
from contacts.services.hands import check_sleep
from ui.fields import DayField


class ReasonForm(forms.Form):
    """Why a file is opened without a contact, in words that the quality manager will read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MinLengthValidator(20, _("Write the reason in at least 20 characters."))],
        help_text=_("The quality manager reads it. The file opens for 30 minutes."),
    )

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"])
        if len(set(reason.lower()) - {" "}) < 6:
            raise forms.ValidationError(_("Say what has to be done in this file, and for whom."))
        return reason


class RightsForm(forms.Form):
    """The day on which rights are looked at; today when nothing is given."""

    on = DayField(label=_("Rights on"), required=False)


class JournalForm(forms.Form):
    """Which part of the journal to show; `before` is the id under which a page begins."""

    act = forms.ChoiceField(label=_("Act"), required=False, choices=[("", _("All acts")), *Act.choices])
    day = DayField(label=_("Day"), required=False, ahead=0)
    account = forms.CharField(label=_("Account"), required=False, max_length=150)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class IdentityForm(forms.Form):
    """Who calls, and which facts were told. `number` is the RPPS or SIREN of who speaks for a profession or a company."""

    person = forms.UUIDField()
    proof = forms.CharField(required=False, max_length=400)
    kind = forms.ChoiceField(label=_("Who calls"), choices=CallerKind)
    told = forms.MultipleChoiceField(choices=Fact, required=False)
    name = forms.CharField(label=_("Name of who calls"), max_length=120, required=False)
    number = forms.CharField(label=_("RPPS or SIREN"), max_length=20, required=False)


class ClosingForm(forms.Form):
    """How a contact ends: its reason, its outcome, and whether the demand is settled."""

    reason = forms.ModelChoiceField(
        label=_("Main reason"),
        queryset=Reason.objects.none(),
        error_messages={"required": _("Choose the main reason.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    is_solved = forms.TypedChoiceField(
        label=_("Solved at first contact"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the demand is settled.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    read = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reasons: list[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker: declared above
        field.queryset = Reason.objects.filter(pk__in=[reason.pk for reason in reasons])


class ParkForm(forms.Form):
    """When a case is due again."""

    day = DayField(label=_("Due again on"), help_text=_("For example 27/11/2026 or 271126."))
    hour = forms.TimeField(
        label=_("At"),
        initial="09:00",
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"],
        error_messages={"invalid": _("Write an hour such as 14:30.")},
    )
    word = forms.CharField(label=_("A word"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """A day to come and not too far, said at its field."""
        said = super().clean() or {}
        if {"day", "hour"} <= said.keys() and said["day"]:
            try:
                check_sleep(self.until())
            except (PastError, TooFarError) as refusal:
                self.add_error("day", str(refusal))
        return said

    def until(self) -> datetime:
        """An instant in the contact centre's zone."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


class TransferForm(forms.Form):
    """To whom a case goes, with the word that they will read."""

    to = forms.ChoiceField(label=_("To"), error_messages={"required": _("Choose who receives the case.")})
    word = forms.CharField(
        label=_("A word for who takes it on"),
        max_length=300,
        error_messages={"required": _("Write a word: who takes it on will not have to ask the member again.")},
    )

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker: declared above
        field.choices = [("", _("Choose…")), *receivers]


class DeclineForm(forms.Form):
    """Why a case goes back. Nothing is chosen beforehand: a reason that nobody gave would be counted."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose…")), *DeclineReason.choices],
        error_messages={"required": _("Choose why the case goes back.")},
    )
    word = forms.CharField(label=_("A word"), required=False, max_length=300)


class WhyForm(forms.Form):
    """Why a case is taken out of other hands, or opened again."""

    why = forms.CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Say why: the other person will read it.")}
    )


class HistoryForm(forms.Form):
    """What to look for in a member's history; `before` is where the page shown ends."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("All channels")), *Channel.choices])
    reason = forms.ModelChoiceField(
        label=_("Reason"), required=False, queryset=Reason.objects.all(), empty_label=_("All reasons")
    )
    since = DayField(label=_("From"), required=False, ahead=0)
    until = DayField(label=_("Until"), required=False, ahead=0)
    before = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)


class SamePersonForm(forms.Form):
    """Why two files are, or are not, of one person."""

    why = forms.CharField(label=_("Reason"), max_length=300, error_messages={"required": _("Say why.")})
