from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.deadlines import BACKDATED
from privacy.enums import GROUNDS, Asker, Ground, Kind
from privacy.models import LONGEST_REASON
from ui.fields import DayField


class RequestForm(forms.Form):
    """What somebody asks for, on which ground, and since when; whom it is about was found by two facts."""

    proof = forms.CharField(max_length=400, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Right"), choices=Kind, widget=forms.RadioSelect, initial=Kind.ACCESS)
    asker = forms.ChoiceField(
        label=_("Requested by"),
        choices=Asker,
        initial=Asker.PERSON,
        help_text=_("Whose identity, and whose mandate, you have checked."),
    )
    ground = forms.ChoiceField(label=_("Ground"), choices=Ground, initial=Ground.ACCESS)
    received_on = DayField(
        label=_("Received on"), ahead=0, help_text=_("The answer is due one month after: article 12(3) of the GDPR.")
    )

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        today = timezone.localdate()
        if not today - BACKDATED <= day <= today:
            raise forms.ValidationError(_("Between three months ago and today."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind, ground = said.get("kind"), said.get("ground")
        if kind and ground and Ground(ground) not in GROUNDS[Kind(kind)]:
            self.add_error("ground", _("This ground is not of this right."))
        return said


class RefusalForm(forms.Form):
    """Why a request is refused, in the words that the person is told."""

    why = forms.CharField(
        label=_("Reason, as the person is told it"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With the person’s right to complain to the CNIL and to go to court: article 12(4) of the GDPR."),
    )
