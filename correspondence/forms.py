"""A brochure as a documentalist writes it, a mailing as a supervisor does."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.models import Mutual
from contacts.enums import Apart
from contacts.inspection import inspect
from contacts.models import Reason
from correspondence.enums import Language, Purpose
from correspondence.fields import KNOWN_OF_EVERYBODY, labels_of, not_of_everybody
from correspondence.models import Brochure, Mailing, Template
from members.models import Product
from territory.enums import REGION_OF
from ui import formats
from ui.drafts import initial_of
from ui.fields import DayField

PDF = "application/pdf"
EARLIEST: Final = time(8)
LATEST: Final = time(20)
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


class MailingForm(forms.Form):
    """`mutual` only of a new one. Without a text of its own a mailing begins with its template's."""

    mutual = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"))
    title = forms.CharField(label=pgettext_lazy("mailing", "Name"), max_length=120)
    purpose = forms.ChoiceField(label=_("What it is about"), choices=Purpose.choices)
    products = forms.MultipleChoiceField(
        label=_("Products"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("None: all of them."),
    )
    departments = forms.CharField(
        label=_("Departments"), required=False, max_length=400, help_text=_("As 34 30 2A; none: everywhere.")
    )
    age_min = forms.IntegerField(label=_("From the age of"), min_value=18, max_value=120, required=False)
    age_max = forms.IntegerField(label=_("To the age of"), min_value=18, max_value=120, required=False)
    began_from = DayField(label=_("Contract began from"), required=False)
    began_until = DayField(label=_("Contract began until"), required=False)
    holders_only = forms.BooleanField(label=_("Holders of contracts only"), required=False, initial=True)
    template = forms.ModelChoiceField(
        Template.objects.none(), label=_("Template"), required=False, empty_label=pgettext_lazy("template", "None"),
        help_text=_("Its subject and text are taken where yours are empty."),
    )  # fmt: skip
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=20_000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    per_hour = forms.IntegerField(label=_("Messages an hour, at most"), min_value=1, max_value=6000, initial=300)
    opens = forms.TimeField(
        label=_("Leaves from"), initial=time(9), input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Leaves until"), initial=time(19), input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M")
    )
    on_saturdays = forms.BooleanField(label=_("On Saturdays too"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        mutuals: Sequence[int],
        mailing: Mailing | None = None,
        begun: QueryDict | None = None,
    ) -> None:
        """BEGUN is what was typed before and not sent (`ui.drafts`)."""
        first = None
        if begun:
            first = initial_of(begun, self.base_fields)
        elif mailing is not None:
            first = model_to_dict(mailing) | {"departments": " ".join(mailing.departments), "version": mailing.version}
        super().__init__(data, initial=first)
        mutual, template, products = self.fields["mutual"], self.fields["template"], self.fields["products"]
        assert isinstance(mutual, forms.ModelChoiceField)  # noqa: S101  for the type checker: declared above
        assert isinstance(template, forms.ModelChoiceField)  # noqa: S101  likewise
        assert isinstance(products, forms.MultipleChoiceField)  # noqa: S101  likewise
        mutual.queryset = Mutual.objects.filter(pk__in=mutuals)
        of = [mailing.mutual_id] if mailing is not None else mutuals
        mine = Q(mutual__isnull=True) | Q(mutual_id__in=of)
        template.queryset = Template.objects.filter(mine, replaced_at__isnull=True)
        known = (
            Product.objects.filter(mutual_id__in=of).select_related("mutual").order_by("mutual__name", "level", "code")
        )
        products.choices = [(one.pk, one.name if len(of) == 1 else f"{one.name} ({one.mutual})") for one in known]
        if mailing is not None:
            del self.fields["mutual"]

    def clean_products(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["products"]]

    def clean_departments(self) -> list[str]:
        named = list(dict.fromkeys(self.cleaned_data["departments"].upper().replace(",", " ").split()))
        if unknown := [one for one in named if one not in REGION_OF and not one.startswith(("97", "98"))]:
            raise forms.ValidationError(
                _("No such department: %(names)s. Write them as 34 30 2A."), params={"names": ", ".join(unknown)}
            )
        return named

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for low, high, fault in (
            ("age_min", "age_max", _("The highest age must not be below the lowest.")),
            ("began_from", "began_until", _("The last day must not be before the first.")),
        ):
            if said.get(low) is not None and said.get(high) is not None and said[high] < said[low]:
                self.add_error(high, fault)
        if said.get("opens") and said.get("closes"):
            if said["closes"] <= said["opens"]:
                self.add_error("closes", _("It must end after it begins."))
            elif said["opens"] < EARLIEST or said["closes"] > LATEST:
                self.add_error("opens", _("Members are written to between 8:00 and 20:00 only."))
        if (template := said.get("template")) is not None:
            said["subject"] = said.get("subject") or template.subject
            said["body"] = (said.get("body") or "").strip() or template.body
        for name in ("subject", "body"):
            self._check_text(name, said.get(name) or "")
        return said

    def _check_text(self, name: str, text: str) -> None:
        if not text.strip():
            self.add_error(name, _("Write it, or choose a template."))
        elif unknown := not_of_everybody(text):
            known = ", ".join(sorted(KNOWN_OF_EVERYBODY))
            fault = _("Not known of everybody: %(names)s. A mailing may have: %(known)s.")
            self.add_error(name, fault % {"names": ", ".join(labels_of(unknown)), "known": known})

    @property
    def said(self) -> dict[str, Any]:
        """Of a form that is valid, the fields of a mailing."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"mutual", "version"}}


def _too_long() -> str:
    most = settings.BROCHURE_PAGES
    return ngettext(
        "The PDF has more than %(most)d page, the most that a letter can carry: choose a shorter edition.",
        "The PDF has more than %(most)d pages, the most that a letter can carry: choose a shorter edition.",
        most,
    ) % {"most": most}
