"""What is said of the care, filled in from the file before anybody types."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Case
from members.models import Member
from quotes import queries
from quotes.enums import Domain
from quotes.errors import FaultsError
from quotes.models import Analysis
from quotes.prescription import Ground
from quotes.services.analyses import Facts
from ui.fields import DayField

GROUNDS = [
    ("", _("none")),
    (Ground.SIGHT_CHANGED.value, _("sight changed")),
    (Ground.CHILD_SIGHT_CHANGED.value, _("sight of a child changed")),
    (Ground.FRAME_TOO_SMALL.value, _("frame too small, child under six")),
    (Ground.EYE_DISEASE.value, _("disease of the eye")),
    (Ground.HEAVY_TREATMENT.value, _("heavy treatment")),
]
OPTICAL_REASON = "devis-optique"


class FactsForm(forms.Form):
    domain = forms.ChoiceField(label=_("Quotes of"), choices=Domain.choices, widget=forms.RadioSelect)
    care_date = DayField(label=_("Date of the care"))
    has_ald = forms.BooleanField(label=_("Care of a long-term illness (ALD)"), required=False)
    renewal_ground = forms.ChoiceField(label=_("Ground for glasses before their time"), choices=GROUNDS, required=False)
    last_delivery = DayField(label=_("Last glasses delivered on"), required=False, ahead=0)

    def facts(self, *, of: Analysis | None = None) -> Facts:
        """Of a valid form; the earlier prescription of an analysis stays."""
        said = self.cleaned_data
        return Facts(
            domain=Domain(said["domain"]),
            care_date=said["care_date"],
            has_ald=said["has_ald"],
            renewal_ground=Ground(said["renewal_ground"]) if said["renewal_ground"] else None,
            last_delivery=said["last_delivery"],
            previous_lenses=tuple(queries.lens_of(lens) for lens in of.previous_lenses) if of else (),
        )

    def refuse(self, refusal: FaultsError) -> None:
        for fault in refusal.faults:
            self.add_error(fault.path if fault.path in self.fields else None, str(fault))


def known_facts(case: Case, member: Member) -> dict[str, Any]:
    """What the contact and the file say already: the reason tells the domain, care is today unless somebody says otherwise."""
    is_optical = case.reason is not None and case.reason.code == OPTICAL_REASON
    return {
        "domain": Domain.OPTICAL if is_optical else Domain.DENTAL,
        "care_date": timezone.localdate(),
        "last_delivery": queries.last_delivery(member),
    }


def facts_of(analysis: Analysis) -> dict[str, Any]:
    """As they stand."""
    return {name: getattr(analysis, name) for name in FactsForm.base_fields}
