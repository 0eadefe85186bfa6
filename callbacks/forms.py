"""What is typed of an agenda and of a clock: from when until when, in wall-clock time of Paris; the file of another agenda."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.deadlines import ONE_DAY
from callbacks.deadlines import FURTHEST_ABSENCE, LONGEST_REASON, RESUMES_AT
from callbacks.enums import AbsenceKind, WhyPaused
from callbacks.models import Expert
from callbacks.sources import LARGEST_FILE
from clock.hours import HourTwiceError, NoSuchHourError, instant_of
from clock.queries import PARIS, now
from ui.fields import DayField

HOURS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]


@dataclass(frozen=True, slots=True)
class Span:
    """What a form says: whose time, between which instants."""

    expert: Expert
    starts_at: datetime
    ends_at: datetime


class HourField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": _("Write an hour such as 14:30.")}
        super().__init__(input_formats=HOURS, required=False, error_messages=wrong, **kwargs)


class PauseForm(forms.Form):
    """Why the clock of a promise stands still, and until when at the latest. `until` is an instant, of a valid form."""

    why = forms.ChoiceField(
        label=_("Reason"),
        choices=WhyPaused,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the clock stands still.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Without anything medical: advisers read it."),
    )
    day = DayField(
        label=_("The clock runs again on the"), error_messages={"required": _("Say on which day the clock runs again.")}
    )
    hour = HourField(label=_("At"), initial=RESUMES_AT)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            said["until"] = instant_in(self, "hour", said["day"], said.get("hour") or RESUMES_AT)
        return said


def instant_in(form: forms.Form, field: str, day: date, at: time) -> datetime | None:
    """What the wall clock of Paris means; None, with a message at FIELD, for an hour that is left out or comes twice."""
    try:
        return instant_of(day, at, PARIS)
    except NoSuchHourError:
        text = _("This hour does not exist on that day: the clocks go from 2:00 to 3:00. Type 3:00 or later.")
    except HourTwiceError:
        text = _(
            "This hour comes twice on that day: the clocks go back from 3:00 to 2:00. Type an hour before 2:00 or from 3:00."
        )
    form.add_error(field, text)
    return None


class SpanForm(forms.Form):
    """Whole days when no hour is typed. An hour that the change of clocks leaves out or repeats is refused, not guessed."""

    expert = forms.ModelChoiceField(
        Expert.objects.none(), label=_("Expert"), error_messages={"required": _("Choose whose agenda it is.")}
    )
    day_from = DayField(label=_("From the"), error_messages={"required": _("Say on which day it begins.")})
    hour_from = HourField(label=_("At"))
    day_until = DayField(label=_("Until the"), required=False)
    hour_until = HourField(label=_("At"))

    def __init__(self, *args: Any, experts: QuerySet[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["expert"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker: declared above
        field.queryset = experts
        people = list(experts[:2])
        if len(people) == 1:
            field.empty_label, self.initial["expert"] = None, people[0].pk

    @property
    def span(self) -> Span:
        """Of a valid form."""
        said = self.cleaned_data
        return Span(said["expert"], said["starts_at"], said["ends_at"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, until = said.get("day_from"), said.get("day_until") or said.get("day_from")
        if self.errors or day is None or until is None:
            return said
        said["starts_at"] = instant_in(self, "hour_from", day, said.get("hour_from") or time.min)
        hour = said.get("hour_until")
        said["ends_at"] = instant_in(self, "hour_until", until if hour else until + ONE_DAY, hour or time.min)
        if not self.errors:
            self._check_order(said["starts_at"], said["ends_at"])
        return said

    def _check_order(self, starts_at: datetime, ends_at: datetime) -> None:
        instant = now()
        if ends_at <= starts_at:
            self.add_error("day_until", _("This ends before it begins. Correct the end."))
        elif ends_at <= instant:
            self.add_error("day_until", _("This is over already. Enter a time to come."))
        elif ends_at > instant + FURTHEST_ABSENCE:
            self.add_error("day_until", _("This lies more than two years ahead. Check the year."))


class AbsenceForm(SpanForm):
    kind = forms.ChoiceField(
        label=_("What kind"),
        choices=[(kind.value, kind.label) for kind in (AbsenceKind.PLANNED, AbsenceKind.SUDDEN)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the absence was planned.")},
    )


class HoursForm(SpanForm):
    """Hours besides the weekly ones: they need both hours, on one day."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for field in ("hour_from", "hour_until"):
            if field not in self.errors and said.get(field) is None:
                self.add_error(field, _("Say from which hour until which."))
        return said


class AgendaFileForm(forms.Form):
    """A file, or its text."""

    file = forms.FileField(
        label=_("File of your other agenda"), required=False, help_text=_("An .ics file, 2 MB at most.")
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    @property
    def content(self) -> bytes:
        """Of a valid form."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        return bytes(file.read()) if file else self.cleaned_data["text"].encode()

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 2 MB. Export fewer months."))
        return file

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not said.get("file") and not str(said.get("text", "")).strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        return said
