"""Grids, samplings and satisfaction policies, added as new versions and never edited. No contact is ever shown here."""

from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ByMatrix, OfEveryMutual
from quality.models import Asking, Criterion, Grid, Sampling


class CriterionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # cannot be subscripted at run time
    def clean(self) -> None:
        """A grid without a criterion would score nothing."""
        super().clean()
        if not any(self.errors) and not any(form.has_changed() for form in self.forms):
            raise ValidationError(_("Write one criterion at least."))


class CriterionInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    model = Criterion
    formset, extra = CriterionFormSet, 5
    fields = ("position", "label", "help_text", "kind", "weight", "is_knockout")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No blank rows below what is in force."""
        return obj is None and bool(super().has_add_permission(request, obj))


@admin.register(Grid)
class GridAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A change is a new version from a later day: scores that were given keep theirs."""

    inlines = (CriterionInline,)
    fields = ("label", "valid_from")
    list_display = ("label", "valid_from", "created_at")


@admin.register(Sampling)
class SamplingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    list_display = ("valid_from", "per_week")


@admin.register(Asking)
class AskingAdmin(OfEveryMutual):
    list_display = ("mutual", "valid_from", "percent", "every_days")
    list_select_related = ("mutual",)
