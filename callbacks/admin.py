"""What administrators keep of experts. Absences are entered in the agenda, and only read here."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import ByMatrix
from accounts.roles import Role
from callbacks.enums import Skill
from callbacks.models import Absence, Expert, ExtraHours, WeeklyHours


class ExpertForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    skills = forms.MultipleChoiceField(label=_("Skills"), choices=Skill, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(role=Role.EXPERT.value, is_active=True)  # type: ignore[attr-defined]


class WeeklyHoursInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    help_texts: ClassVar = {
        "weekday": _("A window for each stretch of a day."),
        "starts_at": _("Paris time."),
        "ends_at": _("Paris time; calls are booked before it."),
        "valid_from": _("First day, included."),
        "valid_until": _("Last day, included; empty: until further notice."),
    }
    model = WeeklyHours
    extra = 0
    fields = (("weekday", "starts_at", "ends_at"), ("valid_from", "valid_until"))


class ExtraHoursInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    help_texts: ClassVar = {
        "starts_at": _("Day and hour, Paris time, besides the weekly hours."),
        "ends_at": _("Day and hour, Paris time."),
    }
    model = ExtraHours
    extra = 0
    fields = (("starts_at", "ends_at"),)
    # One field of day and hour has the label that two would not have.
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": forms.DateTimeInput}
    }


@admin.register(Expert)
class ExpertAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Mutuals are those of the account's grants."""

    help_texts: ClassVar = {
        "user": _("An account whose role is expert."),
        "skills": _("Calls of these kinds are offered."),
        "territory": _("Public holidays of this territory are not worked."),
        "slot_minutes": _("5 to 240."),
        "buffer_minutes": _("Kept free after each call, for the notes."),
        "daily_most": _("Empty: as many as the hours hold."),
        "share": _("By which loads are compared when an expert is chosen."),
        "is_active": _("Unticked: nothing new is booked."),
    }
    form = ExpertForm
    fields = (
        "user", "skills", "territory", "slot_minutes", "buffer_minutes", "daily_most", "share", "is_active",
    )  # fmt: skip
    inlines = (WeeklyHoursInline, ExtraHoursInline)
    list_display = ("name", "skill_names", "territory", "share", "is_active")
    list_filter = ("is_active", "territory")
    list_select_related = ("user",)
    search_fields = ("user__last_name", "user__username")

    @admin.display(description=_("name"), ordering="user__last_name")
    def name(self, expert: Expert) -> str:
        return str(expert)

    @admin.display(description=_("skills"))
    def skill_names(self, expert: Expert) -> str:
        return ", ".join(str(Skill(skill).label) for skill in expert.skills)

    def get_readonly_fields(self, request: HttpRequest, obj: Expert | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        """What was booked for somebody stays with that account."""
        return ("user",) if obj else ()


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("expert__user__last_name", "expert__user__username")
    list_display = ("expert", "kind", "starts_at", "ends_at", "created_by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("expert__user", "created_by")
    date_hierarchy = "starts_at"
