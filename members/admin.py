"""What a mutual sells is kept in the administration; nothing of a member ever is."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from members.models import Product


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Products of every mutual, whatever the administrator is granted: the scope is entered for these pages alone."""

    list_display = ("name", "mutual", "code", "level")
    list_filter = ("mutual", "level")
    search_fields = ("name", "code")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _in_every_mutual(lambda: super(ProductAdmin, self).changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(ProductAdmin, self).changeform_view(request, *args, **kwargs))

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_every_mutual(lambda: super(ProductAdmin, self).history_view(request, *args, **kwargs))


def _in_every_mutual(view: Any) -> HttpResponse:
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        response: HttpResponse = view()
        if isinstance(response, TemplateResponse):
            response.render()
        return response
