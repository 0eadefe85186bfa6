"""Fields that read what a caller says: telephone numbers and lines of text."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from territory.phones import is_premium, is_service, to_e164

# Words of this program in place of the framework's, by code of the fault.
FAULTS = {
    "required": _("To be filled in."),
    "max_length": _("%(limit_value)d characters at most; this has %(show_value)d."),
    "invalid_choice": _("Choose one of the list."),
    "null_characters_not_allowed": _("This holds a character that cannot be seen. Type it again."),
}


class LineField(forms.CharField):
    """One line of text, with its spaces made plain."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> str:
        text = " ".join(unicodedata.normalize("NFC", super().to_python(value) or "").split())
        if not text.isprintable():
            raise ValidationError(FAULTS["null_characters_not_allowed"], code="unseen")
        return text


class PhoneField(LineField):
    """A telephone number in any French writing, or a foreign one with its country's code; gives E.164, or empty."""

    default_error_messages = {
        "invalid": _("Not a telephone number. Write ten digits, or + and the country’s code for a foreign number."),
        "premium": _("This number is charged to whoever calls it: nobody is called back there."),
        "service": _("Numbers in 08 are those of services: nobody is called back there."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "tel"

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        number = to_e164(text)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if is_premium(number):
            raise ValidationError(self.error_messages["premium"], code="premium")
        if is_service(number):
            raise ValidationError(self.error_messages["service"], code="service")
        return number
