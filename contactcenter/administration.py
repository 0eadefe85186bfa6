"""Django's admin under our own rules: tables and rights from the access matrix, one way to sign in, fresh for what matters."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import display_for_value
from django.db.models import Model
from django.forms import BaseForm, Field, ModelChoiceField, PasswordInput
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.matrix import TABLES, Action
from accounts.models import User
from accounts.permissions import ByMatrix, can, needs_fresh_authentication

# django-allauth's pages do these.
ELSEWHERE = {"logout", "password_change", "password_change_done"}


class Fresh:
    """Before a ModelAdmin: whoever changes a table marked fresh has proved to be there within the last minutes."""

    opts: Any

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check(request)
        return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check(request)
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check(request)
        return super().delete_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def _check(self, request: HttpRequest) -> None:
        """What was filled in is kept and done after the confirmation: django-allauth holds the request until then."""
        if request.method == "POST" and TABLES[self.opts.label_lower].fresh and needs_fresh_authentication(request):
            raise ReauthenticationRequired


class Explained:
    """Before a ModelAdmin: each field says what it is for. `help_texts`, of it and of its inlines, say it where the model does not."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]  # of the ModelAdmin that it stands before
        _explain(form.base_fields, getattr(self, "help_texts", {}))
        return form

    def get_formsets_with_inlines(self, *args: Any, **kwargs: Any) -> Iterator[tuple[Any, Any]]:
        for formset, inline in super().get_formsets_with_inlines(*args, **kwargs):  # type: ignore[misc]  # as above
            _explain(formset.form.base_fields, getattr(inline, "help_texts", {}))
            yield formset, inline


def _explain(fields: Mapping[str, Field], texts: Mapping[str, Any]) -> None:
    for name, text in texts.items():
        if name in fields:
            fields[name].help_text = text


LONGEST_VALUE: Final = 120
"""Letters of a value that the history of a setting quotes."""


class Remembering:
    """Before a ModelAdmin: the history of a row says what each field was and became, not only that it changed."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's signature
        told = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]  # of the ModelAdmin that it stands before
        changed = [form] if form.changed_data and not add else []
        for formset in formsets or ():
            of = {id(one.instance): one for one in formset.forms}
            changed += [of[id(row)] for row, _fields in formset.changed_objects]
        parts = [part["changed"] for part in told if "changed" in part]
        for part, one in zip(parts, changed, strict=True):
            part["fields"] = [_change(one, name) for name in one.changed_data]
        return told


def _change(form: BaseForm, name: str) -> str:
    """“label: before → after”; of a secret, that it changed."""
    field = form.fields[name]
    label = str(field.label or name)
    if isinstance(field.widget, PasswordInput):
        return label
    before = form.get_initial_for_field(field, name)
    values = {"before": _shown(field, before), "after": _shown(field, form.cleaned_data.get(name))}
    return gettext("%(label)s: %(before)s → %(after)s") % {"label": label, **values}


def _shown(field: Field, value: Any) -> str:
    if isinstance(field, ModelChoiceField) and value and not isinstance(value, Model):
        value = field.queryset.model._default_manager.filter(pk=value).first() if field.queryset is not None else value
    labels = {
        str(code): str(label) for code, label in getattr(field, "choices", ()) if not isinstance(label, list | tuple)
    }
    if isinstance(value, list | tuple | set):
        said = ", ".join(labels.get(str(one), str(one)) for one in value)
    elif isinstance(value, bool):
        said = gettext("yes") if value else gettext("no")
    elif isinstance(field, ModelChoiceField):
        said = str(value or "")
    else:
        said = labels.get(str(value)) or str(display_for_value(value, ""))
    return f"{said[:LONGEST_VALUE]}…" if len(said) > LONGEST_VALUE else said or "–"


class Administration(AdminSite):
    site_header = site_title = _("Administration")
    index_title = _("What this centre runs on")
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and can(request.user, Action.ADMINISTER)

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type["ModelAdmin[Any]"] | None = None,
        **options: Any,
    ) -> None:
        """Tables of the matrix, under its rights. Those that libraries offer for their own are left out."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        for model in models:
            if model._meta.label_lower in TABLES:
                base = admin_class or ModelAdmin
                guarded: Any = type(
                    base.__name__, (Fresh, Remembering, Explained, ByMatrix, base), {"__module__": base.__module__}
                )
                super().register(model, guarded, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [address for address in super().get_urls() if getattr(address, "name", None) not in ELSEWHERE]
