"""A brochure as a documentalist writes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.models import Mutual
from contacts.enums import Apart
from contacts.inspection import inspect
from contacts.models import Reason
from correspondence.enums import Language
from correspondence.models import Brochure
from ui import formats
from ui.fields import DayField

PDF = "application/pdf"
REFUSALS = {
    Apart.EMPTY: _("The file is empty. Choose the brochure’s PDF again."),
    Apart.ENCRYPTED: _("The PDF is protected by a password. Ask its publisher for a free one."),
    Apart.TOO_HEAVY: _("Reading the PDF takes too much time or memory. Ask its publisher for a lighter one."),
    Apart.BOMB: _("The PDF swells beyond measure when it is opened. Ask its publisher for another one."),
}


class BrochureForm(forms.Form):
    """`file` only of a new one: another edition is another brochure. `pages` and `content` are known once the form is valid."""

    file = forms.FileField(
        label=_("PDF"),
        widget=forms.FileInput(attrs={"accept": PDF}),
        error_messages={"required": _("Choose the brochure’s PDF."), "empty": REFUSALS[Apart.EMPTY]},
    )
    title = forms.CharField(label=pgettext_lazy("brochure", "Title"), max_length=120)
    theme = forms.CharField(label=_("Theme"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    rights = forms.CharField(
        label=_("Source and licence"), max_length=200, help_text=_("Who publishes it, and that it may be given out.")
    )
    mutual = forms.ModelChoiceField(
        Mutual.objects.none(), label=_("Mutual"), required=False, empty_label=_("Every mutual")
    )
    reasons = forms.MultipleChoiceField(
        label=_("Contact reasons it suits"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("None: for everybody of its age."),
    )
    age_min = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=120, required=False)
    age_max = forms.IntegerField(label=_("To the age of"), min_value=0, max_value=120, required=False)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False)
    repeat_days = forms.IntegerField(
        label=_("Days before it goes to the same person again"), min_value=1, max_value=3650, initial=365
    )
    stock = forms.IntegerField(
        label=_("Paper copies"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("Empty: printed with the letter."),
    )
    own_grams = forms.IntegerField(
        label=_("Weight of a copy in grams"),
        min_value=1,
        max_value=2000,
        required=False,
        help_text=_("Empty: counted from its pages on plain paper."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        mutuals: Sequence[int],
        brochure: Brochure | None = None,
    ) -> None:
        begun = model_to_dict(brochure) if brochure else {"valid_from": timezone.localdate()}
        super().__init__(data, files, initial=begun)
        self.pages, self.content = 0, b""
        if brochure is not None:
            del self.fields["file"]
        mutual, reasons = self.fields["mutual"], self.fields["reasons"]
        assert isinstance(mutual, forms.ModelChoiceField)  # noqa: S101  for the type checker: declared above
        assert isinstance(reasons, forms.MultipleChoiceField)  # noqa: S101  likewise
        mutual.queryset = Mutual.objects.filter(pk__in=mutuals)
        today = timezone.localdate()
        reasons.choices = [
            (one.code, str(one)) for one in Reason.objects.select_related("parent") if one.is_open(today)
        ]

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        most = settings.BROCHURE_BYTES
        if (file.size or 0) > most:
            said = {"most": formats.file_size(most)}
            raise forms.ValidationError(_("The PDF is too heavy: %(most)s at most. Have it made lighter."), params=said)
        content = file.read()
        found = inspect(content, name=file.name or "", claimed=PDF)
        if found.why == Apart.TOO_MANY_PAGES or (found.pages or 0) > settings.BROCHURE_PAGES:
            raise forms.ValidationError(_too_long())
        if found.why is not None or found.media_type != PDF or not found.pages:
            fallback = _("This is not a PDF that can be read: it is damaged, or something else. Choose another file.")
            raise forms.ValidationError(REFUSALS.get(found.why, fallback) if found.why else fallback)
        self.pages, self.content = found.pages, content
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        low, high = said.get("age_min"), said.get("age_max")
        if low is not None and high is not None and high < low:
            self.add_error("age_max", _("The highest age must not be below the lowest."))
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day must not be before the first."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """Of a form that is valid, the fields of a brochure."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


def _too_long() -> str:
    most = settings.BROCHURE_PAGES
    return ngettext(
        "The PDF has more than %(most)d page, the most that a letter can carry: choose a shorter edition.",
        "The PDF has more than %(most)d pages, the most that a letter can carry: choose a shorter edition.",
        most,
    ) % {"most": most}
