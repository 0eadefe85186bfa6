"""What complaints are about, and the mediator of each mutual. No complaint is ever shown here."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import OfEveryMutual
from complaints.models import Mediator, Motive


@admin.register(Motive)
class MotiveAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A motive that was used keeps its words: it ends, and another begins."""

    help_texts: ClassVar = {
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "label": _("As advisers choose it, and the yearly return says it."),
        "parent": _("The motive that this one is a part of; empty: a motive of the first level."),
        "position": _("The smallest number comes first."),
        "source": _("Whose words they are: the authority’s list, or ours."),
        "starts_on": _("First day on which it may be chosen."),
        "ends_on": _("Last day on which it may be chosen; empty: until further notice."),
    }
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

    search_fields = ("mutual__name", "name")
    list_filter = ("territory",)
    help_texts: ClassVar = {
        "mutual": _("In every refusal that leaves for it."),
        "name": _("In full: Médiateur de la Mutualité Française."),
        "address": _("As on an envelope; it stands in every refusal."),
        "website": _("Where the mediator is written to on line."),
    }
    list_display = ("mutual", "name", "website", "territory")
    list_select_related = ("mutual",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("mutual",) if obj else ()
