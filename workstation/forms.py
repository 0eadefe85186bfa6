from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from audit.enums import Act
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
