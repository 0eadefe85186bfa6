"""What is asked of the member, and how the member was told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quotes import wording
from quotes.enums import ToldBy, WhyWithdrawn
from quotes.models import Analysis


class MissingForm(forms.Form):
    asked_for = forms.CharField(
        label=_("What is missing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6, "data-cc-focus": True})
    )


class WithdrawForm(forms.Form):
    """`read` is the version that was on the screen."""

    why = forms.ChoiceField(
        label=_("Reason"),
        choices=WhyWithdrawn,
        widget=forms.RadioSelect(attrs={"data-cc-focus": True}),
        error_messages={"required": _("Choose why nobody waits for it any more.")},
    )
    words = forms.CharField(label=_("In your words"), required=False, max_length=200)
    read = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TellForm(forms.Form):
    """`read` is the version that was on the screen."""

    by = forms.ChoiceField(
        label=_("Told by"), choices=ToldBy.choices, error_messages={"required": _("Say how the member was told.")}
    )
    read = forms.IntegerField(required=False)


def what_is_missing(analysis: Analysis) -> str:
    """One line for each thing that was found missing when the quotes were computed; empty when nothing was."""
    offers: list[dict[str, Any]] = (analysis.result or {}).get("quotes", [])
    lines = [
        _("%(quote)s: %(missing)s") % {"quote": offer["label"], "missing": asked} if offer["label"] else asked
        for offer in offers
        for found in offer["anomalies"]
        if (asked := wording.asked_for(found["rule"], found["values"]))
    ]
    return "\n".join(dict.fromkeys(lines))
