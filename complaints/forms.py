"""How the register is narrowed."""

from datetime import datetime

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.enums import ComplaintState, Level
from complaints.models import Complaint, Term

ALL, LATE = "all", "late"


class RegisterForm(forms.Form):
    """Nothing asked: those that are open."""

    etat = forms.ChoiceField(
        label=_("Which ones"),
        choices=[
            ("", pgettext_lazy("which complaints", "Open")),
            (LATE, pgettext_lazy("which complaints", "Late")),
            (ComplaintState.ANSWERED, pgettext_lazy("which complaints", "Answered")),
            (ComplaintState.WITHDRAWN, pgettext_lazy("which complaints", "Withdrawn")),
            (ALL, pgettext_lazy("which complaints", "All")),
        ],
        required=False,
    )
    niveau = forms.ChoiceField(label=_("Level"), choices=[("", _("All levels")), *Level.choices], required=False)

    def narrowed(self, found: QuerySet[Complaint], *, at: datetime) -> QuerySet[Complaint]:
        """FOUND as asked; late is what has a clock that ended by AT. What cannot be read narrows nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        state, level = said.get("etat", ""), said.get("niveau", "")
        if level:
            found = found.filter(level=level)
        if state == ALL:
            return found
        if state == LATE:
            late = Term.objects.filter(complaint=OuterRef("pk"), ended_at__isnull=True, deadline_at__lte=at)
            return found.filter(Exists(late))
        return found.filter(state=state or ComplaintState.OPEN)
