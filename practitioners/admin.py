from typing import ClassVar

from django.contrib import admin
from django.db import models

from accounts.permissions import OfEveryMutual
from practitioners.models import Extraction, PartnerService


@admin.register(PartnerService)
class PartnerServiceAdmin(OfEveryMutual):
    list_display = ("name", "kind", "mutual", "for_whom", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name",)
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Extraction)
class ExtractionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "published_on", "imported_at", "rows")
