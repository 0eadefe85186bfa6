"""Which figures somebody asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual, Site, Team
from contacts.enums import Channel
from contacts.models import Reason
from supervision import deadlines
from supervision.asking import Asked, Step
from supervision.indicators import Dimension
from supervision.wording import DIMENSIONS
from ui.fields import DayField

STEPS = [
    (Step.DAY.value, pgettext_lazy("by", "day")),
    (Step.WEEK.value, pgettext_lazy("by", "week")),
    (Step.MONTH.value, pgettext_lazy("by", "month")),
]


class PeriodForm(forms.Form):
    """A period, and what to narrow it to. What is empty does not narrow."""

    du = DayField(label=pgettext_lazy("period", "From"), required=False, ahead=0)
    au = DayField(label=pgettext_lazy("period", "Until"), required=False, ahead=0)
    pas = forms.ChoiceField(label=_("By"), required=False, choices=STEPS)
    par = forms.ChoiceField(label=_("Broken down by"), required=False)
    mutuelle = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), required=False)
    site = forms.ModelChoiceField(Site.objects.all(), label=_("Site"), required=False)
    equipe = forms.ModelChoiceField(Team.objects.select_related("site"), label=_("Team"), required=False)
    canal = forms.ChoiceField(label=_("Channel"), required=False)
    motif = forms.ModelChoiceField(Reason.objects.all(), label=_("Reason"), required=False, to_field_name="code")

    def __init__(self, *args: Any, mutual_ids: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutuelle"].queryset = Mutual.objects.filter(pk__in=mutual_ids)  # type: ignore[attr-defined]
        self.fields["par"].choices = [  # type: ignore[attr-defined]
            ("", _("nothing: by period")), *((one.value, label) for one, label in DIMENSIONS.items()),
        ]  # fmt: skip
        self.fields["canal"].choices = [("", "---------"), *Channel.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last four weeks that are over, unless somebody says otherwise."""
        said = super().clean() or {}
        if self.errors:
            return said
        yesterday = timezone.localdate() - deadlines.ONE_DAY
        until = said.get("au") or max(said.get("du") or yesterday, yesterday)
        since = said.get("du") or until - deadlines.USUAL_PERIOD
        if since > until:
            raise ValidationError(_("The first day comes after the last one: exchange them."))
        if until - since > deadlines.LONGEST_PERIOD:
            raise ValidationError(_("Two years at most are shown at once: choose a shorter period."))
        return {**said, "du": since, "au": until}

    def asked(self, *, staffed: bool) -> Asked:
        """Of a valid form."""
        said = self.cleaned_data
        only = {
            Dimension.MUTUAL: said["mutuelle"] and said["mutuelle"].pk,
            Dimension.SITE: said["site"] and said["site"].pk,
            Dimension.TEAM: said["equipe"] and said["equipe"].pk,
            Dimension.CHANNEL: said["canal"],
            Dimension.REASON: said["motif"] and said["motif"].code,
        }
        return Asked(
            since=said["du"],
            until=said["au"],
            step=Step(said["pas"] or Step.DAY),
            by=Dimension(said["par"]) if said["par"] else None,
            only={dimension: value for dimension, value in only.items() if value},
            staffed=staffed,
        )
