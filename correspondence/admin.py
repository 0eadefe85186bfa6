"""The texts of the house. Keeping a change publishes the next version; taking one away offers it no more."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import OfEveryMutual, signed_in
from correspondence.enums import CHANNELS, Field
from correspondence.fields import unknown_in
from correspondence.models import Snippet, Stationery, Template, Wording
from correspondence.services import wordings


class WordingForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Open places are of the closed list, or words that agree, so that they can be filled."""

    TEXTS = ("subject", "body", "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.TEXTS:
            if unknown := unknown_in(cleaned.get(name) or ""):
                known = ", ".join(Field.values)
                fault = gettext(
                    "Unknown place: %(names)s. The places are: %(known)s. Two words agree as in {{ né | née }}, of a man, of a woman."
                )
                self.add_error(name, fault % {"names": ", ".join(unknown), "known": known})
        return cleaned


class TemplateForm(WordingForm):
    channels = forms.MultipleChoiceField(
        choices=CHANNELS, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: all of them.")
    )


class WordingAdmin(OfEveryMutual):
    """Texts in use."""

    help_texts: ClassVar = {
        "code": _("What is typed to find it. It never changes: another code is another text."),
        "label": _("As it is chosen from lists."),
        "subject": _("Of the letter or e-mail; open places are filled."),
        "body": _("An empty line parts paragraphs; open places in double braces are filled."),
        "text": _("Put into what is written; open places in double braces are filled."),
    }
    form = WordingForm
    list_display = ("label", "code", "mutual", "version", "created_at")
    list_filter = ("mutual",)
    search_fields = ("label", "code")
    list_select_related = ("mutual",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(replaced_at__isnull=True)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        """A code and its mutual name the text: another one is another text."""
        return ("mutual", "code") if obj else ()

    def save_model(self, request: HttpRequest, obj: Wording, form: Any, change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        wordings.publish(text=obj, by=signed_in(request))

    def delete_model(self, request: HttpRequest, obj: Wording) -> None:
        wordings.withdraw(text=obj, by=signed_in(request))


@admin.register(Template)
class TemplateAdmin(WordingAdmin):
    form = TemplateForm
    change_form_template = "admin/correspondence/template/change_form.html"


@admin.register(Snippet)
class SnippetAdmin(WordingAdmin):
    pass


@admin.register(Stationery)
class StationeryAdmin(OfEveryMutual):
    search_fields = ("mutual__name",)
    list_filter = ("is_posted_by_service",)
    help_texts: ClassVar = {
        "mutual": _("Whose letters these are."),
        "most_brochures": _("One to nine."),
        "most_pages": _("400 at most: what an envelope takes."),
    }
    list_display = ("mutual", "is_posted_by_service", "most_brochures", "most_pages", "most_grams")
    list_select_related = ("mutual",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("mutual",) if obj else ()
