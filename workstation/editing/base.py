"""What every form of a change has in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from members.models import Member
from workstation.editing.fields import FAULTS


class Difference(NamedTuple):
    """What is recorded now beside what was typed, in words, of one field."""

    label: str
    recorded: str
    typed: str


class ChangeForm(forms.Form):
    """`replaces` names the fields that take the place of what is recorded: another's change to them must be seen first.

    `version` carries the `updated_at` of the file that the person read.
    """

    title: ClassVar[str | Promise]
    save_label: ClassVar[str | Promise] = gettext_lazy("Save")
    said: ClassVar[str | Promise] = gettext_lazy("Saved")
    note: ClassVar[str | Promise] = ""
    section: ClassVar[str]
    replaces: ClassVar[tuple[str, ...]] = ()

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Member) -> None:
        self.person = person
        initial = {**self.beginning(), "version": person.updated_at.isoformat()}
        super().__init__(data, auto_id="change_%s", initial=initial)
        for field in self.fields.values():
            field.error_messages |= FAULTS
        if data is None:
            # A refused form gives the focus to the summary of its faults instead.
            self.visible_fields()[0].field.widget.attrs["autofocus"] = True

    def recorded(self) -> dict[str, Any]:
        """What the file says of the fields that replace something, by name."""
        return {}

    def beginning(self) -> dict[str, Any]:
        """What stands in the fields before anything is typed."""
        return self.recorded()

    def save(self, user: User) -> None:
        """Call the verb. Raises what it raises."""
        raise NotImplementedError

    def differences(self) -> list[Difference]:
        """Where what was typed is not what is recorded now, in the fields that replace something."""
        now = self.recorded()
        found = [
            Difference(
                str(self[name].label), self._in_words(name, now.get(name)), self._in_words(name, self[name].value())
            )
            for name in self.replaces
        ]
        return [difference for difference in found if difference.recorded != difference.typed]

    def _in_words(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        written = "" if value is None else value
        return str(choices.get(written, written))

    @property
    def read_at(self) -> datetime:
        """When the file was read; before everything when the form does not say."""
        try:
            return datetime.fromisoformat(self.cleaned_data["version"])
        except ValueError:
            return timezone.make_aware(datetime(1970, 1, 1))  # noqa: DTZ001  made aware here
