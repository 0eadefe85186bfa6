"""How the register is narrowed."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual
from complaints import deadlines, returns
from complaints.enums import ComplaintState, Level
from complaints.models import Complaint

ALL, LATE, SOON = "all", "late", "soon"


class RegisterForm(forms.Form):
    """Nothing asked: those that are open."""

    etat = forms.ChoiceField(
        label=_("Which ones"),
        choices=[
            ("", pgettext_lazy("which complaints", "Open")),
            (LATE, pgettext_lazy("which complaints", "Late")),
            (SOON, pgettext_lazy("which complaints", "Due within two days")),
            (ComplaintState.ANSWERED, pgettext_lazy("which complaints", "Answered")),
            (ComplaintState.WITHDRAWN, pgettext_lazy("which complaints", "Withdrawn")),
            (ALL, pgettext_lazy("which complaints", "All")),
        ],
        required=False,
    )
    niveau = forms.ChoiceField(label=_("Level"), choices=[("", _("All levels")), *Level.choices], required=False)

    def narrowed(self, found: QuerySet[Any], *, at: datetime) -> QuerySet[Complaint]:
        """FOUND (`queries.with_due`) as asked, late and soon as `queries.due` counts them. What cannot be read narrows nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        state, level = said.get("etat", ""), said.get("niveau", "")
        if level:
            found = found.filter(level=level)
        if state == ALL:
            return found
        if state == LATE:
            return found.filter(state=ComplaintState.OPEN, due_at__lt=at)
        if state == SOON:
            return found.filter(state=ComplaintState.OPEN, due_at__gte=at, due_at__lt=at + deadlines.SOON)
        return found.filter(state=state or ComplaintState.OPEN)


class YearForm(forms.Form):
    """A mutual of the reader's, the first one unless somebody says otherwise, and a year with complaints of it, or this one."""

    annee = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    mutuelle = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), required=False, empty_label=None)

    def __init__(self, *args: Any, mutual_ids: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mutuals = Mutual.objects.filter(pk__in=mutual_ids).order_by("name")
        self.fields["mutuelle"].queryset = mutuals  # type: ignore[attr-defined]
        years = {year for mutual_id in mutual_ids for year in returns.years(mutual_id)} | {timezone.localdate().year}
        self.fields["annee"].choices = [(year, str(year)) for year in sorted(years, reverse=True)]  # type: ignore[attr-defined]

    def clean_mutuelle(self) -> Mutual | None:
        return self.cleaned_data["mutuelle"] or self.fields["mutuelle"].queryset.first()  # type: ignore[attr-defined, no-any-return]

    def clean_annee(self) -> int:
        return self.cleaned_data["annee"] or timezone.localdate().year
