from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import OfEveryMutual
from practitioners.models import Extraction, PartnerService


@admin.register(PartnerService)
class PartnerServiceAdmin(OfEveryMutual):
    help_texts: ClassVar = {
        "kind": _("Where it stands among what is told."),
        "name": _("As it is told to members."),
        "description": _("One sentence, as it is said aloud."),
        "for_whom": _("Said with it, so that nobody is sent in vain."),
        "phone": _("As members dial it."),
        "address": _("Where members find it on line."),
        "hours": _("As they are said: “Monday to Friday, 9 to 17”."),
        "is_active": _("Unticked: it is not told any more."),
    }
    list_display = ("name", "kind", "mutual", "for_whom", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name",)
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Extraction)
class ExtractionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    search_fields = ("name",)
    list_display = ("name", "published_on", "imported_at", "rows")
