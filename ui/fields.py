"""Fields of forms that read what people type."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui import formats
from ui.days import AHEAD, NoSuchDayError, NotADayError, read_day


class DayField(forms.DateField):
    """A day in any usual writing (see `ui.days`), shown again as 14/03/1958. AHEAD is 0 where no day can be to come."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Not a day. Write it as 14/03/1958 or 14031958."),
        "no_such_day": _("This day does not exist."),
    }

    def __init__(self, *, ahead: int = AHEAD, **kwargs: Any) -> None:
        self.ahead = ahead
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off", "maxlength": 30}

    def prepare_value(self, value: Any) -> Any:
        return formats.day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value), today=timezone.localdate(), ahead=self.ahead)
        except NotADayError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        except NoSuchDayError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None
