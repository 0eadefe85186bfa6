"""Django's admin under our own rules: tables and rights from the access matrix, one way to sign in, fresh for what matters."""

from collections.abc import Iterable
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
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
                guarded: Any = type(base.__name__, (Fresh, ByMatrix, base), {"__module__": base.__module__})
                super().register(model, guarded, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [address for address in super().get_urls() if getattr(address, "name", None) not in ELSEWHERE]
