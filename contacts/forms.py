"""What is asked for documents: how to see one, which pages to take out, and papers sent by hand."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, User
from accounts.queries import granted_mutual_ids
from contacts.enums import Channel
from contacts.inspection import LARGEST, MOST_FILES
from contacts.models import Document, Mailbox, Queue, Reason
from members.enums import Language
from territory.enums import DEPARTMENTS
from ui.fields import DayField

WIDTHS = (600, 900, 1200, 1600, 2200)
"""Pixels of a page, from a glance to the small print of a quote."""
USUAL_WIDTH = 900


class ViewForm(forms.Form):
    """How a page is seen, from an address; what makes no sense is as usual."""

    page = forms.IntegerField(min_value=1, required=False)
    largeur = forms.TypedChoiceField(choices=[(width, width) for width in WIDTHS], coerce=int, required=False)
    tour = forms.TypedChoiceField(choices=[(turn, turn) for turn in (0, 90, 180, 270)], coerce=int, required=False)

    def view(self, document: Document) -> dict[str, int]:
        self.is_valid()
        said = self.cleaned_data
        return {
            "page": min(said.get("page") or 1, document.pages or 1),
            "width": said.get("largeur") or USUAL_WIDTH,
            "turn": said.get("tour") or 0,
        }


class SplitForm(forms.Form):
    """Pages written as people write them: `2-4, 6`. None is the whole document."""

    pages = forms.CharField(label=_("Pages"), max_length=100, required=False)

    def __init__(self, *args: Any, pages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = pages

    def clean_pages(self) -> list[int]:
        found: set[int] = set()
        for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", self.cleaned_data["pages"].strip())):
            if not part:
                continue
            written = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", part)
            first = int(written.group(1)) if written else 0
            last = int(written.group(2) or first) if written else 0
            if not 1 <= first <= last <= self.last:
                raise ValidationError(_("Write pages of this document, such as 2-4, 6."))
            found.update(range(first, last + 1))
        return sorted(found)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files] or [super().clean(None, initial)]


class ScanForm(forms.Form):
    """Letters and faxes as files, with the day on which the paper came: the clock starts then, not today."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[(Channel.LETTER.value, Channel.LETTER.label), (Channel.FAX.value, Channel.FAX.label)],
    )
    mutual = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), empty_label=None)
    received_on = DayField(label=_("Received on"), ahead=0, help_text=_("The day on which the paper reached us."))
    papers = FilesField(label=_("Files to send"), help_text=_("PDF, TIFF or photos, 25 MB each, 20 at most."))
    together = forms.BooleanField(label=_("All in one envelope: one case"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"received_on": timezone.localdate()}, **kwargs})
        field = self.fields["mutual"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Mutual.objects.filter(pk__in=granted_mutual_ids(user))

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is to come: the paper has reached us already."))
        return day

    def clean_papers(self) -> "list[UploadedFile[bytes]]":
        files: list[UploadedFile[bytes]] = self.cleaned_data["papers"]
        if len(files) > MOST_FILES:
            raise ValidationError(_("These are more than 20 files. Send them in several times."))
        heavy = next((file for file in files if (file.size or 0) > LARGEST), None)
        if heavy is not None:
            raise ValidationError(_("%(name)s is larger than 25 MB."), params={"name": heavy.name})
        return files


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A mailbox, with two secrets that are written and never read; left empty, they stay as they are."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Of the IMAP account. Leave empty to keep the one that is there."),
    )
    secret = forms.CharField(
        label=_("Key for deliveries"),
        required=False,
        min_length=32,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("With which another system signs what it delivers here, 32 characters at least. Empty: as it is."),
    )

    class Meta:
        model = Mailbox
        fields = ("mutual", "address", "host", "port", "use_tls", "username", "folder", "is_active")

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).lower()


class CodesField(forms.TypedMultipleChoiceField):
    """Some of what exists. What does not is shown ticked and refused by its name: only somebody who unticks it removes it.

    Without its last code a list would take everything.
    """

    widget = forms.CheckboxSelectMultiple(attrs={"class": "many"})
    default_error_messages = {"invalid_choice": _("“%(value)s” does not exist here. Untick it, or choose another one.")}

    def __init__(self, *, coerce: Any = str, **kwargs: Any) -> None:
        super().__init__(coerce=coerce, required=False, **kwargs)

    def show_as_well(self, codes: Iterable[object]) -> None:
        """Offer these too, though they are not accepted, when they do not exist."""
        unknown = sorted({str(code) for code in codes if not self.valid_value(code)})
        if unknown:
            gone = [(code, code) for code in unknown]
            self.widget.choices = [(_("Does not exist"), gone), *self.choices]  # type: ignore[misc]  # the widget's own


def _reason_choices() -> list[tuple[str, Any]]:
    """Every reason, in groups where some stand below another; those that have ended too: cases go on having them."""
    reasons = list(Reason.objects.order_by("position"))
    choices: list[tuple[str, Any]] = []
    for top in reasons:
        below = [(one.code, str(one)) for one in reasons if one.parent_id == top.pk]
        if top.parent_id is None:
            choices.append((str(top), [(top.code, str(top)), *below]) if below else (top.code, str(top)))
    return choices


class QueueForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """What a queue takes, chosen among what exists; nothing chosen takes everything."""

    mutual_ids = CodesField(label=_("Mutuals"), coerce=int)
    channels = CodesField(label=_("Channels"), choices=Channel)
    languages = CodesField(label=_("Languages"), choices=Language)
    departments = CodesField(label=_("Departments"))
    reasons = CodesField(label=_("Reasons"))

    class Meta:
        model = Queue
        fields = (
            "code",
            "label",
            "position",
            "mutual_ids",
            "channels",
            "languages",
            "departments",
            "reasons",
            "is_active",
        )

    lists: ClassVar = ("mutual_ids", "channels", "languages", "departments", "reasons")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[Any, Any]]] = {
            "mutual_ids": [(mutual.pk, str(mutual)) for mutual in Mutual.objects.order_by("name")],
            "departments": [(code, f"{code} {name}") for code, name in DEPARTMENTS.items()],
            "reasons": _reason_choices(),
        }
        for name in self.lists:
            field = self.fields[name]
            assert isinstance(field, CodesField)  # noqa: S101  for the type checker
            field.help_text = _("None ticked: all of them.")
            if name in offered:
                field.choices = offered[name]
            field.show_as_well(self[name].value() or [])
