"""The texts of the house. Keeping a change publishes the next version; taking one away offers it no more."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import Mutual
from accounts.permissions import signed_in
from accounts.scopes import within_mutuals
from correspondence.enums import Field
from correspondence.fields import unknown_in
from correspondence.models import CHANNELS, Snippet, Template, Wording
from correspondence.services import wordings


class WordingForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Open places are of the closed list, so that they can be filled."""

    TEXTS = ("subject", "body", "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.TEXTS:
            if unknown := unknown_in(cleaned.get(name) or ""):
                known = ", ".join(Field.values)
                fault = _("Unknown place: %(names)s. The places are: %(known)s.")
                self.add_error(name, fault % {"names": ", ".join(unknown), "known": known})
        return cleaned


class TemplateForm(WordingForm):
    channels = forms.MultipleChoiceField(choices=CHANNELS, required=False, widget=forms.CheckboxSelectMultiple)


class WordingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Texts in use, of every mutual whatever the administrator is granted: the scope is entered for these pages alone."""

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _in_every_mutual(lambda: super(WordingAdmin, self).changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(WordingAdmin, self).changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(WordingAdmin, self).delete_view(request, *args, **kwargs))

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(WordingAdmin, self).history_view(request, *args, **kwargs))


def _in_every_mutual(view: Any) -> HttpResponse:
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        response: HttpResponse = view()
        if isinstance(response, TemplateResponse):
            response.render()
        return response


@admin.register(Template)
class TemplateAdmin(WordingAdmin):
    form = TemplateForm


@admin.register(Snippet)
class SnippetAdmin(WordingAdmin):
    pass
