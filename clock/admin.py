"""Policies and ladders, added as new versions, and what the clock did and told: read only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.editing import PolicyForm
from accounts.models import MutualPolicy
from accounts.permissions import OfEveryMutual, signed_in
from clock import oversight
from clock.enums import Commitment, StepKind
from clock.ladders import SCALE, Rung, faults_of
from clock.models import Alert, Escalation, Ladder
from clock.queries import PROMISED

FAULTS = {
    "empty": _("A ladder has one step at least."),
    "breach": _("Write exactly one step “breach”, at 1440: the deadline."),
    "after": _("Steps lie between 0 and 1440."),
    "twice": _("Two steps fall on the same moment. Move one of them."),
}
OFFERED = [kind for kind in StepKind if kind is not StepKind.STILL_OPEN]


class LadderForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A step a line, as it is read aloud: when, then what."""

    rungs = forms.CharField(
        label=_("Steps"),
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 30, "spellcheck": "false"}),
        help_text=_(
            "One step a line: a part of the time in 1,440 (minutes, for twenty-four hours), then unassigned, remind, "
            "escalate, reassign, page or breach."
        ),
        error_messages={"required": FAULTS["empty"]},
    )

    class Meta:
        model = Ladder
        fields = ("commitment", "rungs")

    def clean_rungs(self) -> list[list[Any]]:
        """Pairs as they are stored, in order."""
        rungs = [_rung(line) for line in self.cleaned_data["rungs"].splitlines() if line.strip()]
        found = faults_of(rungs)
        if found:
            raise ValidationError([FAULTS[fault] for fault in found])
        return [[rung.share, rung.kind.value] for rung in sorted(rungs, key=lambda rung: rung.share)]


def _rung(line: str) -> Rung:
    share, _space, kind = line.strip().partition(" ")
    if not (share.isascii() and share.isdigit() and len(share) <= len(str(SCALE))) or kind.strip() not in OFFERED:
        raise ValidationError(_("“%(line)s” is no step. Write for example: 720 remind"), params={"line": line.strip()})
    return Rung(int(share), StepKind(kind.strip()))


@admin.register(Ladder)
class LadderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A version counts for promises given from the moment it is added; those that are open keep theirs."""

    search_fields = ("created_by__username", "created_by__last_name")
    help_texts: ClassVar = {
        "commitment": _("What is promised: each kind has a ladder of its own."),
    }
    form = LadderForm
    list_display = ("commitment", "valid_from", "told", "created_by")
    list_filter = ("commitment",)
    list_select_related = ("created_by",)

    @admin.display(description=_("Steps"))
    def told(self, ladder: Ladder) -> str:
        return " · ".join(f"{round(rung.share * 100 / SCALE)} % {rung.kind.label}" for rung in ladder.steps)

    def get_fields(self, request: HttpRequest, obj: Ladder | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("commitment", "valid_from", "told", "created_by") if obj else ("commitment", "rungs")

    def get_readonly_fields(self, request: HttpRequest, obj: Ladder | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The version in force, to be changed."""
        commitment = request.GET.get("commitment", Commitment.CALLBACK)
        latest = Ladder.objects.filter(commitment=commitment).order_by("valid_from").last()
        lines = [f"{rung.share} {rung.kind.value}" for rung in latest.steps] if latest else []
        return {"commitment": commitment, "rungs": "\n".join(lines)}

    def save_model(self, request: HttpRequest, obj: Ladder, form: forms.ModelForm[Ladder], change: bool) -> None:  # noqa: FBT001  Django's signature
        obj.created_by = signed_in(request)
        super().save_model(request, obj, form, change)


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

    search_fields = ("mutual__name",)
    help_texts: ClassVar = {
        "mutual": _("Whose promises these are."),
        "valid_from": _("Promises given from this day on; those that are open keep theirs."),
        "callback_hours": _("24 unless the mutual agreed otherwise."),
        "callback_clock": _("Elapsed: nights and holidays count. Opening hours: they do not."),
        "written_hours": _("From the receipt to the answer."),
        "written_clock": _("Elapsed: nights and holidays count. Opening hours: they do not."),
        "quote_days": _("From the receipt to the answer that the member is told."),
        "import_drop_percent": _("A file that drops more members waits for somebody to confirm it."),
        "pick_up_percent": _(
            "What boards and indicators compare with, from this day on. Nothing is counted otherwise."
        ),
        "service_percent": _("Compared with on boards, and what the need of advisers is worked out for."),
        "handling_seconds": _("Talk, hold and after-call work together; boards mark what is above."),
    }
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
            "effects": oversight.effects_of(form.instance),
            "confirmed": self.CONFIRMED,
        }
        return TemplateResponse(request, "clock/policy_effect.html", context)


@admin.register(Escalation)
class EscalationAdmin(OfEveryMutual):
    """The ledger: ids and instants, nothing of whom."""

    search_fields = ("subject_id",)
    list_display = ("commitment", "kind", "mutual", "subject_id", "step", "due_at", "fired_at", "fired_by")
    list_filter = ("commitment", "kind", "mutual")
    list_select_related = ("mutual",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Alert)
class AlertAdmin(OfEveryMutual):
    """What was told to whom. A row whose kind is `poison` names one that the sweep set aside."""

    search_fields = ("subject_id", "error")
    list_display = (
        "kind", "commitment", "audience", "mutual", "subject_id", "created_at", "sent_at", "dead_at", "error", "seen_by",
    )  # fmt: skip
    list_filter = (
        "kind", "audience", ("dead_at", admin.EmptyFieldListFilter), ("seen_at", admin.EmptyFieldListFilter), "mutual",
    )  # fmt: skip
    list_select_related = ("mutual", "seen_by")
    ordering = ("-id",)
    show_full_result_count = False
