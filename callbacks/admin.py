"""What administrators keep of experts and of what is promised. Absences are entered in the agenda, and only read here."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.editing import PolicyForm
from accounts.models import MutualPolicy, User
from accounts.permissions import ByMatrix
from accounts.roles import Role
from callbacks import oversight
from callbacks.enums import Skill
from callbacks.models import Absence, Expert, ExtraHours, WeeklyHours
from clock.queries import PROMISED


class ExpertForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    skills = forms.MultipleChoiceField(label=_("Skills"), choices=Skill, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(role=Role.EXPERT.value, is_active=True)  # type: ignore[attr-defined]


class WeeklyHoursInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    model = WeeklyHours
    extra = 0
    fields = (("weekday", "starts_at", "ends_at"), ("valid_from", "valid_until"))


class ExtraHoursInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
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
    list_display = ("expert", "kind", "starts_at", "ends_at", "created_by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("expert__user", "created_by")
    date_hierarchy = "starts_at"


class NewPolicyForm(PolicyForm):
    """A policy whose deadlines come."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not said.get("mutual"):
            return said
        text = _("This mutual has no opening minute: no deadline would ever come. Enter its opening hours first.")
        for commitment in oversight.never_due(MutualPolicy(**said)):
            self.add_error(PROMISED[commitment].clock, text)
        return said


@admin.register(MutualPolicy)
class PolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Versions are added, never changed: promises keep the one they started under. What one would do is shown first."""

    form = NewPolicyForm
    list_display = ("mutual", "valid_from", "callback_hours", "callback_clock", "written_hours", "quote_days")
    list_filter = ("mutual",)
    list_select_related = ("mutual",)
    CONFIRMED: ClassVar[str] = "confirmed"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The effect, and the same form again to be confirmed."""
        if request.method == "POST" and self.CONFIRMED not in request.POST:
            if not self.has_add_permission(request):
                raise PermissionDenied
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self._effect(request, form)
        return super().add_view(request, form_url, extra_context)

    def _effect(self, request: HttpRequest, form: forms.ModelForm[MutualPolicy]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "policy": form.instance,
            "form": form,
            "effect": oversight.effect_of(form.instance),
            "confirmed": self.CONFIRMED,
        }
        return TemplateResponse(request, "callbacks/policy_effect.html", context)
