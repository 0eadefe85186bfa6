"""What the directory is asked and told, as forms; referrals ask it in the same words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files import File
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual
from audit.errors import Refused
from practitioners.asking import Origin, origin_of
from practitioners.enums import Access, Language
from practitioners.errors import NetworkListError, UnknownProfessionError
from practitioners.identity import national_id_of
from practitioners.models import Network, PersonFact, PlaceFact
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


LARGEST_UPLOAD = 2 * 2**30
"""Bytes: twice the whole register."""

WRONG_LINES = 10
"""Lines of a refused list that are named."""


class NetworkForm(forms.Form):
    """A network of one of MUTUALS, and the list of who is in it: numbers one a line, whatever stands after them."""

    mutual = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), empty_label=None)
    name = forms.CharField(label=_("Name of the network"), max_length=80)
    effects = forms.CharField(
        label=_("What it changes for the member"),
        max_length=300,
        help_text=_("Said whenever the network is used: prices, advance payment, guarantees."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    file = forms.FileField(
        label=_("List of the practitioners"),
        required=False,
        help_text=_(
            "RPPS or ADELI numbers, one a line, or a CSV file that begins with them. It replaces the list before."
        ),
    )

    def __init__(self, *args: Any, mutuals: Sequence[int], network: Network | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **(model_to_dict(network) if network else {})}
        self.fields["mutual"].queryset = Mutual.objects.filter(pk__in=mutuals)  # type: ignore[attr-defined]
        self.network = network
        if network is not None:
            self.fields["mutual"].disabled = True

    def clean_file(self) -> list[str] | None:
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        try:
            return _numbers(sent.read().decode("utf-8-sig", "replace"))
        except NetworkListError as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        named = Network.objects.filter(mutual=said.get("mutual"), name__iexact=said.get("name", ""))
        if any(one.pk != getattr(self.network, "pk", None) for one in named):
            self.add_error("name", _("This mutual has a network of that name already."))
        return said


def _numbers(text: str) -> list[str]:
    """Raises NetworkListError."""
    found, wrong = [], []
    for line, row in enumerate(text.splitlines(), 1):
        first = re.split(r"[;,|\t]", row.strip(), maxsplit=1)[0].strip(' "')
        number = national_id_of(first)
        # The first line may be a header.
        if number:
            found.append(number)
        elif row.strip() and line > 1:
            wrong.append(line)
    if wrong or not found:
        raise NetworkListError(wrong[:WRONG_LINES])
    return found


class ExtractionForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PS_LibreAcces_Personne_activite as text, or the archive in which it is published; 2 GB at most."),
    )

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(_("This file is larger than 2 GB: it is not the register. Download it again."))
        return file
