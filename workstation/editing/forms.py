"""One form for each change: what the adviser types, how it is judged, and the verb that keeps it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from members import deadlines, queries, services
from members.enums import Channel, ConsentPurpose, FragilitySign, Language, PhoneKind
from members.errors import PhoneKnownError
from members.models import Member
from territory.models import PostalPlace
from ui import formats
from ui.fields import DayField
from workstation.editing.base import ChangeForm, Difference
from workstation.editing.fields import LineField, PhoneField


class PhoneForm(ChangeForm):
    title = gettext_lazy("Telephone numbers")
    save_label = gettext_lazy("Add this number")
    said = gettext_lazy("Number added")
    section = "reach"

    number = PhoneField(label=gettext_lazy("New number"), help_text=gettext_lazy("As the caller says it."))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("As the number says")), *PhoneKind.choices],
    )
    is_main = forms.BooleanField(label=gettext_lazy("First to try"), required=False)

    def save(self, user: User) -> None:
        number = self.cleaned_data["number"]
        kind = PhoneKind(self.cleaned_data["kind"] or _kind_of(number))
        services.add_phone(
            user=user, member_id=self.person.pk, number=number, kind=kind, is_main=self.cleaned_data["is_main"]
        )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if any(str(phone.number) == number for phone in self.person.phones.all()):
            raise forms.ValidationError(str(PhoneKnownError()), code="known")
        return number


def _kind_of(number: str) -> PhoneKind:
    """06 and 07 in France, 069 overseas (Arcep's numbering plan)."""
    national = "0" + number.removeprefix("+33") if number.startswith("+33") else "0" + number[4:]
    return PhoneKind.MOBILE if national[:2] in {"06", "07"} else PhoneKind.HOME


class MainPhoneForm(ChangeForm):
    title = gettext_lazy("Number to try first")
    said = gettext_lazy("This number is tried first")
    section = "reach"

    phone = forms.TypedChoiceField(label=gettext_lazy("Number"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Member) -> None:
        super().__init__(data, person=person)
        self.fields["phone"].choices = [(phone.pk, formats.phone(str(phone.number))) for phone in person.phones.all()]  # type: ignore[attr-defined]

    def save(self, user: User) -> None:
        services.make_main_phone(user=user, member_id=self.person.pk, phone_id=self.cleaned_data["phone"])


class AddressForm(ChangeForm):
    title = gettext_lazy("New address")
    said = gettext_lazy("Address recorded")
    section = "reach"
    replaces = ("line1", "line2", "postal_code", "town")

    line1 = LineField(label=gettext_lazy("Number and street"), max_length=80)
    line2 = LineField(label=gettext_lazy("Building, floor, care of"), max_length=80, required=False)
    postal_code = LineField(label=gettext_lazy("Postcode"), max_length=10)
    town = forms.ChoiceField(label=gettext_lazy("Town"), required=False)
    starts_on = DayField(label=gettext_lazy("From"), help_text=gettext_lazy("A move to come can be noted in advance."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Member) -> None:
        super().__init__(data, person=person)
        self.places = places_at((data or self.initial).get("postal_code", ""))
        self.fields["postal_code"].widget.attrs |= {
            "inputmode": "numeric",
            "hx-post": reverse("workstation:change", args=[person.pk, "adresse"]),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#change_town",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-vals": '{"step": "towns"}',
        }
        self.fields["town"].choices = town_choices(self.places)  # type: ignore[attr-defined]
        self.fields["town"].error_messages |= {"invalid_choice": gettext_lazy("Choose the town of this postcode.")}

    def recorded(self) -> dict[str, Any]:
        home = queries.home_of(self.person)
        return {name: getattr(home, name) for name in self.replaces} if home else {}

    def beginning(self) -> dict[str, Any]:
        """A move leaves nothing of the address: it is typed anew, and read beside."""
        return {"starts_on": timezone.localdate()}

    def clean_postal_code(self) -> str:
        digits = str(self.cleaned_data["postal_code"]).replace(" ", "")
        if len(digits) != 5 or not (digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_("A postcode has five digits."), code="form")
        if not self.places:
            raise forms.ValidationError(
                _("No commune has this postcode. Check it with the caller; a CEDEX code is a company’s."),
                code="unknown",
            )
        return digits

    def clean_town(self) -> str:
        """The only town of a postcode need not be chosen."""
        insee = str(self.cleaned_data["town"])
        if not insee and len(self.places) > 1:
            raise forms.ValidationError(_("Choose the town of this postcode."), code="to_choose")
        return insee or (self.places[0].insee_code if self.places else "")

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        today = timezone.localdate()
        if not today - deadlines.MOVE_NOTED_LATE <= day <= today + deadlines.MOVE_NOTED_EARLY:
            raise forms.ValidationError(_("A move is noted within a year of its day."), code="far")
        return day

    def save(self, user: User) -> None:
        typed = self.cleaned_data
        services.move(
            user=user,
            member_id=self.person.pk,
            line1=typed["line1"],
            line2=typed["line2"],
            place=next(place for place in self.places if place.insee_code == typed["town"]),
            starts_on=typed["starts_on"],
            version=self.read_at,
        )


def places_at(postal_code: str) -> list[PostalPlace]:
    """The communes of a postcode as typed, the largest first; none for what is no postcode.

    An arrondissement is left to its town, whose name stands on letters.
    """
    digits = postal_code.replace(" ", "")
    if len(digits) != 5 or not digits.isascii() or not digits.isdigit():
        return []
    found = PostalPlace.objects.filter(postal_code=digits).exclude(name__endswith=" Arrondissement")
    return sorted(found, key=lambda place: (-(place.population or 0), place.name))


def town_choices(places: list[PostalPlace]) -> list[tuple[str, str | Promise]]:
    towns: list[tuple[str, str | Promise]] = [(place.insee_code, place.name) for place in places]
    if len(towns) == 1:
        return towns
    return [("", gettext_lazy("Type the postcode first") if not towns else gettext_lazy("To choose")), *towns]


class PreferencesForm(ChangeForm):
    title = gettext_lazy("E-mail and preferences")
    said = gettext_lazy("Preferences recorded")
    section = "reach"
    replaces = ("email", "preferred_channel", "language")

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("Not an e-mail address. It has an @ and a domain, as in nom@exemple.fr.")
        },
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
    preferred_channel = forms.ChoiceField(
        label=gettext_lazy("Prefers"),
        required=False,
        choices=[("", gettext_lazy("Nothing in particular")), *Channel.choices],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language spoken"), choices=Language)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Member) -> None:
        super().__init__(data, person=person)
        if person.language not in Language.values:
            self.fields["language"].choices = [*Language.choices, (person.language, person.language)]  # type: ignore[attr-defined]

    def recorded(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in self.replaces}

    def clean(self) -> None:
        wants_email = self.cleaned_data.get("preferred_channel") == Channel.EMAIL
        if wants_email and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("preferred_channel", _("Without an address this person cannot be written to by e-mail."))

    def save(self, user: User) -> None:
        values = {name: self.cleaned_data[name] for name in self.replaces}
        services.change_preferences(user=user, member_id=self.person.pk, version=self.read_at, **values)


class ConsentForm(ChangeForm):
    title = gettext_lazy("Record a consent")
    said = gettext_lazy("Consent recorded")
    section = "reach"
    replaces = ("answer",)

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    purpose = forms.ChoiceField(label=gettext_lazy("For"), choices=ConsentPurpose.choices)
    answer = forms.ChoiceField(
        label=gettext_lazy("The person"),
        choices=[("yes", pgettext_lazy("consent", "agrees")), ("no", pgettext_lazy("consent", "refuses"))],
        widget=forms.RadioSelect,
    )

    def differences(self) -> list[Difference]:
        """An answer for this channel and purpose that was recorded meanwhile, and is another one."""
        typed = self.cleaned_data
        for consent in self.person.consents.all():
            if (consent.channel, consent.purpose) != (typed["channel"], typed["purpose"]):
                continue
            answers = dict(self.fields["answer"].choices)  # type: ignore[attr-defined]
            recorded = "yes" if consent.is_given else "no"
            if consent.said_at > self.read_at and recorded != typed["answer"]:
                label = f"{consent.get_channel_display()}, {consent.get_purpose_display()}"
                return [Difference(label, str(answers[recorded]), str(answers[typed["answer"]]))]
        return []

    def save(self, user: User) -> None:
        services.record_consent(
            user=user,
            member_id=self.person.pk,
            channel=Channel(self.cleaned_data["channel"]),
            purpose=ConsentPurpose(self.cleaned_data["purpose"]),
            is_given=self.cleaned_data["answer"] == "yes",
            version=self.read_at,
        )


class FragilityForm(ChangeForm):
    title = gettext_lazy("Note a sign of fragility")
    said = gettext_lazy("Sign noted")
    note = gettext_lazy("What the person said or what the contact showed. Never an illness or a treatment.")
    section = "care"

    sign = forms.ChoiceField(label=gettext_lazy("Sign"), choices=FragilitySign.choices)
    help_needed = LineField(
        label=gettext_lazy("What whoever answers next must do"),
        max_length=200,
        help_text=gettext_lazy("For example: speak slowly, write rather than call, offer a call with an interpreter."),
    )
    ends_on = DayField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Left empty while it lasts.")
    )

    def clean_ends_on(self) -> date | None:
        return _not_over(self.cleaned_data["ends_on"])

    def save(self, user: User) -> None:
        typed = self.cleaned_data
        services.note_fragility(
            user=user,
            member_id=self.person.pk,
            sign=FragilitySign(typed["sign"]),
            help_needed=typed["help_needed"],
            ends_on=typed["ends_on"],
        )


class CorrespondentForm(ChangeForm):
    title = gettext_lazy("Allow somebody to speak for this person")
    said = gettext_lazy("Authorisation recorded")
    note = gettext_lazy("Only what the authorisation says may be told. Without a proof seen, nobody is allowed.")
    section = "speak"

    name = LineField(label=gettext_lazy("First name and name"), max_length=120)
    relation = LineField(
        label=gettext_lazy("Relation"), max_length=60, help_text=gettext_lazy("Daughter, guardian, social worker…")
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    may_know = LineField(label=gettext_lazy("May be told about"), max_length=200)
    proof = LineField(
        label=gettext_lazy("Proof seen"),
        max_length=120,
        help_text=gettext_lazy("Signed authorisation, order of protection: what it is, and its date."),
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Left empty without an end.")
    )

    def beginning(self) -> dict[str, Any]:
        return {"starts_on": timezone.localdate()}

    def clean_ends_on(self) -> date | None:
        ends_on = _not_over(self.cleaned_data["ends_on"])
        starts_on = self.cleaned_data.get("starts_on")
        if ends_on and starts_on and ends_on < starts_on:
            raise forms.ValidationError(_("The last day must not come before the first."), code="backwards")
        return ends_on

    def save(self, user: User) -> None:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        services.allow_correspondent(user=user, member_id=self.person.pk, authorisation=services.Authorisation(**typed))


def _not_over(ends_on: date | None) -> date | None:
    if ends_on is not None and ends_on < timezone.localdate():
        raise forms.ValidationError(
            _("This day is over: %(day)s.") % {"day": formats.day(ends_on)},
            code="over",
        )
    return ends_on


FORMS: dict[str, type[ChangeForm]] = {
    "telephone": PhoneForm,
    "telephone-principal": MainPhoneForm,
    "adresse": AddressForm,
    "preferences": PreferencesForm,
    "accord": ConsentForm,
    "fragilite": FragilityForm,
    "interlocuteur": CorrespondentForm,
}
"""By the word that stands in the address."""

ICONS = {
    "telephone": "phone",
    "adresse": "map-pin",
    "preferences": "mail",
    "accord": "check",
    "fragilite": "heart-handshake",
    "interlocuteur": "users",
}
"""Of the forms that the page offers, for the palette of commands."""
