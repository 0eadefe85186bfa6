"""Which figures somebody asks for."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual, Site, Team
from contacts.enums import Channel
from contacts.models import Reason
from supervision import deadlines, returns
from supervision.asking import Asked, Step
from supervision.enums import ReturnKind, Rhythm
from supervision.indicators import HALF_HOURS, INDICATORS, Dimension
from supervision.wording import DIMENSIONS, SAID
from ui.fields import DayField

STEPS = [
    (Step.DAY.value, pgettext_lazy("by", "day")),
    (Step.WEEK.value, pgettext_lazy("by", "week")),
    (Step.MONTH.value, pgettext_lazy("by", "month")),
]


def _check_period(since: date, until: date) -> None:
    if since > until:
        raise ValidationError(_("The first day comes after the last one: exchange them."))
    if until - since > deadlines.LONGEST_PERIOD:
        raise ValidationError(_("Two years at most are shown at once: choose a shorter period."))


class PeriodForm(forms.Form):
    """A period, and what to narrow it to. What is empty does not narrow. `days_asked` names the fields that hold days."""

    days_asked: tuple[str, ...] = ("du", "au")

    du = DayField(label=pgettext_lazy("period", "From"), required=False, ahead=0)
    au = DayField(label=pgettext_lazy("period", "Until"), required=False, ahead=0)
    mutuelle = forms.ModelChoiceField(
        Mutual.objects.none(), label=_("Mutual"), required=False, empty_label=pgettext_lazy("mutuals", "all")
    )
    site = forms.ModelChoiceField(
        Site.objects.all(), label=_("Site"), required=False, empty_label=pgettext_lazy("sites", "all")
    )
    equipe = forms.ModelChoiceField(
        Team.objects.select_related("site"), label=_("Team"), required=False, empty_label=pgettext_lazy("teams", "all")
    )
    canal = forms.ChoiceField(label=_("Channel"), required=False)
    motif = forms.ModelChoiceField(
        Reason.objects.all(),
        label=_("Reason"),
        required=False,
        to_field_name="code",
        empty_label=pgettext_lazy("reasons", "all"),
    )

    def __init__(self, *args: Any, mutual_ids: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutuelle"].queryset = Mutual.objects.filter(pk__in=mutual_ids)  # type: ignore[attr-defined]
        self.fields["canal"].choices = [("", pgettext_lazy("channels", "all")), *Channel.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last four weeks that are over, unless somebody says otherwise."""
        said = super().clean() or {}
        if self.errors:
            return said
        yesterday = timezone.localdate() - deadlines.ONE_DAY
        until = said.get("au") or max(said.get("du") or yesterday, yesterday)
        since = said.get("du") or until - deadlines.USUAL_PERIOD
        _check_period(since, until)
        return {**said, "du": since, "au": until}

    def said_of(self, name: str) -> object:
        """What a field narrows to, in words, of a valid form; empty for nothing."""
        said = self.cleaned_data[name]
        return dict(Channel.choices).get(said, "") if name == "canal" else said

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
            step=Step(said.get("pas") or Step.DAY),
            by=Dimension(said["par"]) if said.get("par") else None,
            only={dimension: value for dimension, value in only.items() if value},
            staffed=staffed,
        )


class PartedForm(PeriodForm):
    """A period that is told by day, week or month, or broken down. Elsewhere an address that says so is not heard."""

    pas = forms.ChoiceField(label=_("By"), required=False, choices=STEPS)
    par = forms.ChoiceField(
        label=_("Broken down by"),
        required=False,
        choices=[
            ("", pgettext_lazy("broken down by", "nothing")),
            *((one.value, label) for one, label in DIMENSIONS.items()),
        ],
    )


class ComparisonForm(PeriodForm):
    """An indicator, and two periods that do not overlap. Without days: the last four weeks that are over, and the four before."""

    days_asked = ("du", "au", "puis", "jusque")

    code = forms.ChoiceField(
        label=_("Indicator"), required=False, choices=[(one.code, SAID[one.code].label) for one in INDICATORS]
    )
    puis = DayField(label=_("After: from"), required=False, ahead=0)
    jusque = DayField(label=_("After: until"), required=False, ahead=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["du"].label, self.fields["au"].label = _("Before: from"), _("Before: until")

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if self.errors:
            return said
        yesterday = timezone.localdate() - deadlines.ONE_DAY
        until = said["jusque"] or max(said["puis"] or yesterday, yesterday)
        since = said["puis"] or until - deadlines.USUAL_PERIOD
        before_until = said["au"] or (since - deadlines.ONE_DAY)
        before_since = said["du"] or before_until - deadlines.USUAL_PERIOD
        _check_period(before_since, before_until)
        _check_period(since, until)
        if before_until >= since:
            raise ValidationError(_("The period before must be over when the one after begins: change one of the two."))
        days = {"du": before_since, "au": before_until, "puis": since, "jusque": until}
        return {**said, **days, "code": said["code"] or INDICATORS[0].code}


class LookForm(PeriodForm):
    """A period of what is counted contact by contact."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and said["au"] - said["du"] > deadlines.LONGEST_LOOK:
            raise ValidationError(_("Three months at most are counted at once: choose a shorter period."))
        return said


class DayForm(forms.Form):
    """A day; today unless somebody says otherwise."""

    jour = DayField(label=_("Day"), required=False, ahead=1)

    def clean_jour(self) -> date:
        today = timezone.localdate()
        day: date = self.cleaned_data["jour"] or today
        if day - today > deadlines.FORECAST_AHEAD:
            raise ValidationError(_("Seven weeks ahead at most can be forecast: choose an earlier day."))
        if today - day > deadlines.LONGEST_PERIOD:
            raise ValidationError(_("Two years back at most are shown: choose a later day."))
        return day


MOST_ADVISERS = 500


class PlanForm(forms.Form):
    """Advisers by half-hour of a day, of PLACES alone; an empty half-hour has none. `version` is the one that was read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            hour = f"{place // 2:02}:{30 * (place % 2):02}"
            label = _("Advisers planned at %(hour)s") % {"hour": hour}
            self.fields[f"h{place}"] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST_ADVISERS, required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "aria-label": label, "size": 3}),
            )  # fmt: skip

    @property
    def advisers(self) -> list[int]:
        """Of a valid form, of the whole day."""
        return [self.cleaned_data.get(f"h{place}") or 0 for place in range(HALF_HOURS)]


class MonthForm(forms.Form):
    """A month all of whose days are closed, the newest unless somebody says otherwise; None when there is none."""

    mois = forms.ChoiceField(label=_("Month"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._months = {f"{month:%Y-%m}": month for month in returns.closed_months()}
        self.fields["mois"].choices = [(key, date_format(month, "F Y")) for key, month in self._months.items()]  # type: ignore[attr-defined]

    def clean_mois(self) -> date | None:
        return self._months.get(self.cleaned_data["mois"]) or next(iter(self._months.values()), None)

    def again(self) -> Self:
        """The same form with what it was taken for."""
        month = self.cleaned_data["mois"]
        self.data = {**{name: self.data[name] for name in self.data}, **({"mois": f"{month:%Y-%m}"} if month else {})}
        return self


class MonthlyForm(MonthForm):
    """The same of a mutual, the first one unless somebody says otherwise. Who read a month as it grows would find cells by subtraction."""

    mutuelle = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), required=False, empty_label=None)

    def __init__(self, *args: Any, mutual_ids: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutuelle"].queryset = Mutual.objects.filter(pk__in=mutual_ids).order_by("name")  # type: ignore[attr-defined]

    def clean_mutuelle(self) -> Mutual | None:
        return self.cleaned_data["mutuelle"] or self.fields["mutuelle"].queryset.first()  # type: ignore[attr-defined, no-any-return]


class SubscriptionForm(forms.Form):
    """Which return of which mutual, and how often."""

    releve = forms.ChoiceField(label=pgettext_lazy("statistics", "Return"), choices=ReturnKind)
    mutuelle = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), empty_label=None)
    rythme = forms.ChoiceField(label=_("How often"), choices=Rhythm)

    def __init__(self, *args: Any, mutual_ids: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutuelle"].queryset = Mutual.objects.filter(pk__in=mutual_ids).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("rythme") == Rhythm.WEEK and said.get("releve", ReturnKind.INDICATORS) != ReturnKind.INDICATORS:
            self.add_error("rythme", _("Only indicators are told each week: choose “each month”."))
        return said

    @property
    def asked(self) -> dict[str, Any]:
        """Of a valid form, for `services.subscribe`."""
        said = self.cleaned_data
        return {"kind": ReturnKind(said["releve"]), "mutual": said["mutuelle"], "every": Rhythm(said["rythme"])}
