"""Durations, changed here alone and with their history. No request and no person is ever shown here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from privacy.models import Duration


@admin.register(Duration)
class DurationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A longer duration keeps more from the next night on; a shorter one erases, and what is erased does not come back."""

    search_fields = ("category", "basis", "source")
    list_display = ("category", "months", "counted_from", "basis", "source")
    fields = ("category", "months", "counted_from", "basis", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("category", "counted_from")
