"""Grids, samplings and satisfaction policies, added as new versions and never edited. No contact is ever shown here."""

from typing import Any, ClassVar

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
    help_texts: ClassVar = {
        "position": _("1 is asked first."),
        "label": _("As it is read by who scores and who is scored."),
        "help_text": _("Said below the criterion while a contact is scored."),
        "kind": _("With yes and no, or with more steps."),
        "weight": _("A criterion of weight 2 counts twice."),
    }
    model = Criterion
    formset, extra = CriterionFormSet, 5
    fields = ("position", "label", "help_text", "kind", "weight", "is_knockout")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No blank rows below what is in force."""
        return obj is None and bool(super().has_add_permission(request, obj))


@admin.register(Grid)
class GridAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A change is a new version from a later day: scores that were given keep theirs."""

    search_fields = ("label", "criteria__label")
    help_texts: ClassVar = {
        "label": _("As evaluations call it."),
        "valid_from": _("Contacts scored from this day on; scores that were given keep their grid."),
    }
    inlines = (CriterionInline,)
    fields = ("label", "valid_from")
    list_display = ("label", "valid_from", "created_at")


@admin.register(Sampling)
class SamplingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("valid_from",)
    help_texts: ClassVar = {
        "valid_from": _("Weeks that begin on this day or later."),
        "per_week": _("Drawn by lot; 0 stops the draw."),
    }
    list_display = ("valid_from", "per_week")


@admin.register(Asking)
class AskingAdmin(OfEveryMutual):
    search_fields = ("mutual__name",)
    list_filter = ("mutual",)
    help_texts: ClassVar = {
        "mutual": _("Whose members are asked."),
        "valid_from": _("Contacts closed from this day on."),
        "every_days": _("A member is not asked again before."),
    }
    list_display = ("mutual", "valid_from", "percent", "every_days")
    list_select_related = ("mutual",)
