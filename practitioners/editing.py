"""What the directory is asked and told, as forms; referrals ask it in the same words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from audit.errors import Refused
from practitioners.asking import Origin, origin_of
from practitioners.enums import Access, Language
from practitioners.errors import UnknownProfessionError
from practitioners.models import PersonFact, PlaceFact
from practitioners.queries import Known
from practitioners.terms import Kind, kind_of, kinds, understand
from territory.phones import to_e164
from ui import formats
from ui.fields import DayField


class DirectoryForm(forms.Form):
    """Who and where, in plain words."""

    profession = forms.CharField(label=_("Profession or specialty"), max_length=80)
    place = forms.CharField(label=_("Around"), max_length=120)

    def clean_profession(self) -> Kind:
        words = self.cleaned_data["profession"]
        found = kind_of(words) or next(iter(understand(words)), None)
        if found is None:
            raise forms.ValidationError(str(UnknownProfessionError()))
        return found

    def clean_place(self) -> Origin:
        try:
            return origin_of(self.cleaned_data["place"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def known_kinds(self) -> list[str]:
        return [kind.name for kind in kinds()]


class DecisionForm(forms.Form):
    report = forms.IntegerField(widget=forms.HiddenInput)
    is_right = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")


class FactForm(forms.Form):
    """What a person of ours knows and the register does not say. ABOUT is the person, or a place in hexadecimal."""

    about = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, about: str, known: PersonFact | PlaceFact | None, **kwargs: Any
    ) -> None:
        initial = {**(model_to_dict(known) if known else {}), "about": about, "source": ""}
        if initial.get("phone"):
            initial["phone"] = formats.phone(initial["phone"])
        super().__init__(data, initial=initial, auto_id=f"fact_{about}_%s", **kwargs)
        self.known = known

    @property
    def facts(self) -> dict[str, Any]:
        """Of a form that is valid, by the names of the columns."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"about", "source"}}


class PersonFactForm(FactForm):
    takes_patients = forms.NullBooleanField(label=_("Takes new patients"))
    stopped_on = DayField(label=_("No longer practises since"), required=False, ahead=0)
    home_visits = forms.NullBooleanField(label=_("Visits at home"))
    teleconsultation = forms.NullBooleanField(label=_("Consults at a distance"))
    languages = forms.MultipleChoiceField(
        label=_("Languages beside French"),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    objected_on = DayField(
        label=_("Does not want to be in our directory since"),
        required=False,
        ahead=0,
        help_text=_("For ever: no import brings this person back."),
    )
    died_on = DayField(label=_("Died on"), required=False, ahead=0)
    source = forms.CharField(
        label=_("How we know"), max_length=200, help_text=_("A call to the practice, a letter, their website…")
    )


class PlaceFactForm(FactForm):
    access = forms.ChoiceField(label=_("Access"), required=False, choices=Access.choices)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    closed_on = DayField(label=_("Closed since"), required=False, ahead=0)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90, localize=True)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180, localize=True)
    source = forms.CharField(
        label=_("How we know"), max_length=200, help_text=_("A call to the practice, a letter, their website…")
    )

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        number = to_e164(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("Not a telephone number. Write it as 04 65 71 40 12."))
        return number

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        missing = [name for name in ("latitude", "longitude") if said.get(name) is None and name not in self.errors]
        if len(missing) == 1:
            self.add_error(missing[0], _("Give both coordinates, in degrees."))
        return said


def fact_forms(known: Known, data: Mapping[str, Any] | None = None) -> tuple[PersonFactForm, list[PlaceFactForm]]:
    """The forms of a person and of each of their places; the one that DATA is about has it."""
    about = (data or {}).get("about")

    def told(what: str) -> Mapping[str, Any] | None:
        return data if about == what else None

    person = PersonFactForm(told(known.national_id), about=known.national_id, known=known.facts)
    places = [PlaceFactForm(told(at.hex), about=at.hex, known=at.facts) for at in known.places]
    return person, places
