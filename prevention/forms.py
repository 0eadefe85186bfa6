from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual
from contacts.models import Reason
from correspondence.queries import shelf
from prevention import deadlines
from prevention.enums import ArrivalState, Confidence, Recurrence, Sex, Situation, SourceKind
from prevention.models import Campaign
from prevention.terms import UnknownAreaError, areas_in
from prevention.wording import areas_said
from territory.phones import to_e164
from ui import formats
from ui.drafts import initial_of
from ui.fields import DayField

MOST_KEYWORDS = 30
to_the_web = URLValidator(["http", "https"])
TEXT = {"rows": 3}


class CampaignForm(forms.Form):
    """A campaign as a documentalist writes it. `version` is the one that was read."""

    title = forms.CharField(label=pgettext_lazy("campaign", "Title"), max_length=120)
    organiser = forms.CharField(label=_("Organiser"), max_length=160)
    theme = forms.CharField(label=_("Theme"), max_length=60)
    mutual = forms.ModelChoiceField(
        Mutual.objects.none(), label=_("Mutual"), required=False, empty_label=_("Every mutual")
    )
    territory = forms.CharField(
        label=_("Territory"),
        help_text=_("France, or regions, departments and communes between commas: Occitanie, 34, Béziers (34)."),
        error_messages={"required": _("Say where: France, a region, a department or a commune.")},
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False)
    recurrence = forms.ChoiceField(label=_("Comes back"), choices=Recurrence.choices)
    recurrence_note = forms.CharField(label=_("About the dates"), max_length=200, required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("Everybody")), *Sex.choices])
    age_min = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=120, required=False)
    age_max = forms.IntegerField(
        label=_("To the age of"), min_value=0, max_value=120, required=False, help_text=_("Completed years, included.")
    )
    situations = forms.MultipleChoiceField(
        label=_("Situation in the contract"),
        required=False,
        choices=Situation.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody. An illness is never a condition."),
    )
    sentence = forms.CharField(
        label=_("Sentence to say"),
        required=False,
        widget=forms.Textarea(attrs=TEXT),
        validators=[MaxLengthValidator(600)],
        help_text=_("In French, as it is said aloud."),
    )
    how = forms.CharField(
        label=_("How to take part"), max_length=1000, required=False, widget=forms.Textarea(attrs=TEXT)
    )
    link = forms.URLField(
        label=_("Web address"), required=False, max_length=200, assume_scheme="https", validators=[to_the_web]
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    short_number = forms.RegexField(
        r"^\d{2,6}$",
        label=_("Short number"),
        required=False,
        strip=True,
        error_messages={"invalid": _("Digits only: 3114, 3989.")},
    )
    keywords = forms.CharField(label=_("Keywords"), required=False, max_length=600, help_text=_("Between commas."))
    reasons = forms.MultipleChoiceField(
        label=_("Contact reasons it suits"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    brochures = forms.TypedMultipleChoiceField(
        label=_("Brochures"), required=False, coerce=int, widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("They go with what is written to a member who was told of the campaign."),
    )  # fmt: skip
    interval_days = forms.IntegerField(
        label=_("Days between two tellings to one person"),
        min_value=1,
        max_value=3650,
        initial=deadlines.TOLD_REST_DAYS,
    )
    source = forms.CharField(label=_("Source"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    confidence = forms.ChoiceField(
        label=_("Dates and public"), choices=Confidence.choices, initial=Confidence.TO_VERIFY
    )
    check_again_on = DayField(label=_("To be checked again on"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        mutuals: Sequence[int],
        campaign: Campaign | None = None,
        initial: Mapping[str, Any] | None = None,
        begun: QueryDict | None = None,
    ) -> None:
        """BEGUN is what was typed before and not sent (`ui.drafts`)."""
        first = {"check_again_on": timezone.localdate() + deadlines.CHECK_AGAIN, **(initial or {})}
        if begun:
            first = initial_of(begun, self.base_fields)
        elif campaign:
            first = _as_typed(campaign)
        super().__init__(data, initial=first)
        mutual, reasons = self.fields["mutual"], self.fields["reasons"]
        assert isinstance(mutual, forms.ModelChoiceField)  # noqa: S101  for the type checker: declared above
        assert isinstance(reasons, forms.MultipleChoiceField)  # noqa: S101  likewise
        mutual.queryset = Mutual.objects.filter(pk__in=mutuals)
        brochures = self.fields["brochures"]
        assert isinstance(brochures, forms.TypedMultipleChoiceField)  # noqa: S101  likewise
        brochures.choices = [(one.pk, one.title) for one in shelf()]
        reasons.choices = [(reason.code, str(reason)) for reason in _open_reasons()]

    def clean_territory(self) -> list[str]:
        try:
            return areas_in(self.cleaned_data["territory"])
        except UnknownAreaError as error:
            said = {"names": ", ".join(error.names)}
            raise forms.ValidationError(_("Nothing in France is called: %(names)s."), params=said) from None

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        number = to_e164(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("Not a telephone number. Write it as 04 65 71 40 12."))
        return number

    def clean_keywords(self) -> list[str]:
        words = [word.strip()[:40] for word in self.cleaned_data["keywords"].split(",") if word.strip()]
        return list(dict.fromkeys(words))[:MOST_KEYWORDS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last, recurrence = said.get("starts_on"), said.get("ends_on"), said.get("recurrence")
        if first and last and last < first:
            self.add_error("ends_on", _("The campaign must not end before it starts."))
        if recurrence in {Recurrence.YEARLY, Recurrence.MOVING} and not last and "ends_on" not in self.errors:
            self.add_error("ends_on", _("A campaign that comes back every year has a last day."))
        low, high = said.get("age_min"), said.get("age_max")
        if low is not None and high is not None and high < low:
            self.add_error("age_max", _("The highest age must not be below the lowest."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """Of a form that is valid, the fields of a campaign."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _open_reasons() -> list[Reason]:
    today = timezone.localdate()
    return [reason for reason in Reason.objects.select_related("parent") if reason.is_open(today)]


def _as_typed(campaign: Campaign) -> dict[str, Any]:
    """What a person would have typed to write this campaign."""
    return {
        **model_to_dict(campaign),
        "territory": areas_said(campaign.territory),
        "keywords": ", ".join(campaign.keywords),
        "phone": formats.phone(str(campaign.phone)) if campaign.phone else "",
        "version": campaign.version,
    }


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is withdrawn"), max_length=200, error_messages={"required": _("Say why it is withdrawn.")}
    )


class ListForm(forms.Form):
    """What to list: `list` is a work list, empty for everything."""

    LISTS = (
        ("", _("All campaigns")),
        ("to_read", _("To be read by a second person")),
        ("to_check", _("To be checked again")),
        ("over", _("Over")),
        ("draft", _("Being written")),
    )

    list = forms.ChoiceField(label=_("List"), required=False, choices=LISTS)
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    department = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)


class MonthForm(forms.Form):
    """A month as 2026-11; this one when nothing, or nothing readable, is given."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", required=False)

    def first_day(self) -> date:
        typed = self.cleaned_data.get("month") if self.is_valid() else ""
        if not typed or int(typed[:4]) < 1900:
            return timezone.localdate().replace(day=1)
        return date(int(typed[:4]), int(typed[5:]), 1)


class PeriodForm(forms.Form):
    """Days between which prompts are counted, both included."""

    since = DayField(label=pgettext_lazy("period", "From"), required=False, ahead=0)
    until = DayField(label=_("Until"), required=False, ahead=0)


class SourceForm(forms.Form):
    """A feed or a page to watch."""

    title = forms.CharField(label=_("Name of the source"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices)
    address = forms.URLField(
        label=_("Web address"), max_length=500, assume_scheme="https", validators=[to_the_web],
        help_text=_("Public, in http or https. It is looked at every hour."),
    )  # fmt: skip


class SortingForm(forms.Form):
    """Which arrivals to list; those that are new unless said."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=ArrivalState.choices)


class DecisionForm(forms.Form):
    """What becomes of an arrival; or of all that are listed and new, those that came after UNTIL left out."""

    arrival = forms.IntegerField(min_value=1, required=False)
    until = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in (ArrivalState.DISMISSED, ArrivalState.NEW)]
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("arrival")) == bool(said.get("until")):
            raise forms.ValidationError(_("One arrival, or all of them."))
        return said
