"""What people fill in about themselves. Forms of the administration are in `admin`."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings

from accounts.enums import Density, Theme
from accounts.models import User


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


class _AnyAnswer:
    """What a browser sends for a key may be anything: django-allauth knows some of it, the rest is a wrong answer too."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]  # of the form it stands before
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class AddKeyForm(_AnyAnswer, keys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    pass


class SignInByKeyForm(_AnyAnswer, keys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    pass


class SecondStepByKeyForm(_AnyAnswer, keys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ConfirmByKeyForm(_AnyAnswer, keys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    pass
