"""What complaints are about, and the mediator of each mutual. No complaint is ever shown here."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.permissions import OfEveryMutual
from complaints.models import Mediator, Motive


@admin.register(Motive)
class MotiveAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A motive that was used keeps its words: it ends, and another begins."""

    list_display = ("label", "code", "parent", "position", "source", "starts_on", "ends_on")
    list_filter = (("ends_on", admin.EmptyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("label", "code")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"code": ("label",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("code", "label", "parent", "starts_on") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:  # noqa: ARG002  Django's signature
        return {} if obj else self.prepopulated_fields


@admin.register(Mediator)
class MediatorAdmin(OfEveryMutual):
    """Named in every refusal: what is written here is what members read."""

    list_display = ("mutual", "name", "website", "territory")
    list_select_related = ("mutual",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("mutual",) if obj else ()
