"""What people fill in about themselves, and what administrators fill in about the house."""

import re
from typing import Any, ClassVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from accounts.enums import Density, Scope, Theme
from accounts.errors import FourEyesError, GrantBackwardsError
from accounts.models import ApiKey, Grant, Mutual, User
from accounts.queries import counts_opening_hours
from accounts.roles import Role

DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4678]")


class PreferencesForm(forms.Form):
    """A part that was not sent stays as it is, but for the box, whose absence is its meaning."""

    theme = forms.ChoiceField(choices=Theme.choices, required=False)
    density = forms.ChoiceField(choices=Density.choices, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    shortcuts = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        return {name: getattr(self.user, name) if value == "" else value for name, value in chosen.items()}


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class AnswerField(forms.JSONField):
    """A key's answer. A number of more figures than Python reads is none."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except ValueError:
            return InvalidJSONInput(data)


class _AnyAnswer:
    """What a browser sends for a key may be anything: django-allauth knows some of it, the rest is a wrong answer too."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]  # of the form it stands before
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class AddKeyForm(_AnyAnswer, keys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    credential = AnswerField(widget=forms.HiddenInput)


class SignInByKeyForm(_AnyAnswer, keys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    credential = AnswerField(widget=forms.HiddenInput)


class SecondStepByKeyForm(_AnyAnswer, keys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    credential = AnswerField(widget=forms.HiddenInput)


class ConfirmByKeyForm(_AnyAnswer, keys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    credential = AnswerField(widget=forms.HiddenInput)


class PlacedForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A rule that the database keeps is explained at the field that has to change: `placed` says which, by constraint."""

    placed: ClassVar[dict[str, str]] = {}

    def _update_errors(self, errors: ValidationError) -> None:
        """Django's own hook: everything that the model refuses comes through here."""
        by_field: dict[str, list[ValidationError]] = {}
        for name, found in errors.error_dict.items():
            for error in found:
                by_field.setdefault(self._place(error) if name == NON_FIELD_ERRORS else name, []).append(error)
        super()._update_errors(ValidationError(by_field))  # type: ignore[misc]  # private in the stubs

    def _place(self, error: ValidationError) -> str:
        for constraint in self._meta.model._meta.constraints:
            field = self.placed.get(constraint.name)
            if field in self.fields and str(error.message) == str(constraint.violation_error_message):
                return field
        return NON_FIELD_ERRORS


class AccountForm(PlacedForm):
    """`by` is set by the administration: who fills it in."""

    by: User
    placed: ClassVar[dict[str, str]] = {"accounts_user_extension_once": "extension"}

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "role", "team", "extension", "language", "is_active")

    def clean_email(self) -> str:
        """The link to choose a password goes to every account of an address: one account, one address."""
        email: str = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another account has this address."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") != Role.API_CLIENT and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("A person needs an address: the link to choose a password goes there."))
        return cleaned


class GrantForm(PlacedForm):
    """`by` is set by the administration: who asks."""

    by: User
    placed: ClassVar[dict[str, str]] = {"accounts_grant_no_overlap": "starts_on"}

    class Meta:
        model = Grant
        fields = ("user", "mutual", "starts_on", "ends_on")

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if user == self.by:
            raise ValidationError(str(FourEyesError()))
        return user

    def clean(self) -> dict[str, Any]:
        """Here, not by the constraint: PostgreSQL compares no range that runs backwards."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", str(GrantBackwardsError()))
        return cleaned


class ApiKeyForm(PlacedForm):
    """`by` is set by the administration: who makes the key."""

    by: User
    scopes = forms.MultipleChoiceField(label=_("scopes"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ApiKey
        fields = ("mutual", "label", "user", "scopes")
        help_texts: ClassVar[dict[str, Any]] = {
            "user": _("The account of a machine, whose role is API client."),
            "label": _("What the journal calls it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(role=Role.API_CLIENT.value, is_active=True)  # type: ignore[attr-defined]


def is_siren(number: str) -> bool:
    """Nine digits of which every second one, from the right, counts double (ISO/IEC 7812-1, as INSEE writes it)."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


PNG = b"\x89PNG\r\n\x1a\n"
LOGO_BYTES = 512 * 1024


class MutualForm(PlacedForm):
    register_number = forms.CharField(label=_("SIREN"), max_length=14, required=False)

    class Meta:
        model = Mutual
        fields = ("code", "name", "register_number", "colour", "logo", "greeting", "is_active")
        widgets: ClassVar[dict[str, Any]] = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "logo": forms.FileInput(),  # files have no address to link to
        }

    def clean_register_number(self) -> str:
        number = re.sub(r"\s", "", self.cleaned_data["register_number"])
        if number and not is_siren(number):
            raise ValidationError(_("A SIREN has nine digits, the last of which checks the others. Look at it again."))
        return number

    def clean_logo(self) -> Any:
        """A picture is what it says, not what its name says."""
        logo = self.cleaned_data["logo"]
        if "logo" in self.changed_data and logo:
            if logo.size > LOGO_BYTES:
                raise ValidationError(_("This file is larger than 512 kB. Make it smaller."))
            if logo.read(len(PNG)) != PNG:
                raise ValidationError(_("This file is not a PNG picture."))
            logo.seek(0)
        return logo


class OpeningWindowForm(PlacedForm):
    placed: ClassVar[dict[str, str]] = {"accounts_openingwindow_forward": "closes_at"}


class OpeningWindows(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # cannot be subscripted at run time
    def clean(self) -> None:
        """A mutual that promises something in opening hours is open at some time: its deadlines would never come."""
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if any(self.errors) or any(not form.cleaned_data.get("DELETE") for form in kept):
            return
        if self.instance.pk and counts_opening_hours(self.instance):
            raise ValidationError(
                _("Promises of this mutual are counted in its opening hours: leave one window of the week at least.")
            )


class PolicyForm(PlacedForm):
    placed: ClassVar[dict[str, str]] = {
        "accounts_policy_drop_is_percent": "import_drop_percent",
        "accounts_policy_pick_up_is_percent": "pick_up_percent",
        "accounts_policy_service_is_percent": "service_percent",
        "accounts_policy_handling_is_sane": "handling_seconds",
    }


class SiteForm(PlacedForm):
    def clean_departments(self) -> list[str]:
        """Two digits, 2A, 2B, or three digits overseas; each once, in order."""
        given = [code.strip().upper() for code in self.cleaned_data["departments"]]
        for code in given:
            if not DEPARTMENT.fullmatch(code):
                raise ValidationError(_("“%(code)s” is not the number of a department."), params={"code": code})
        return sorted(set(given))
