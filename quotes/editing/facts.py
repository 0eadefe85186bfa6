"""What is said of the care, filled in from the file before anybody types."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Case
from members.models import Member
from quotes import queries, shapes
from quotes.editing.quote import decimal
from quotes.enums import Domain
from quotes.errors import FaultsError
from quotes.models import Analysis
from quotes.prescription import Ground, Lens, LensKind
from quotes.results.words import EYES
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
POWERS = {
    "sphere": _("Sphere"),
    "cylinder": _("Cylinder"),
    "axis": _("Axis"),
    "addition": pgettext_lazy("of a lens", "Addition"),
}
"""What a prescription says of an eye."""


class FactsForm(forms.Form):
    """`previous_R_sphere` and the like are the prescription of the glasses before: a change of sight is found from it."""

    domain = forms.ChoiceField(label=_("Quotes of"), choices=Domain.choices, widget=forms.RadioSelect)
    care_date = DayField(label=_("Date of the care"))
    has_ald = forms.BooleanField(label=_("Care of a long-term illness (ALD)"), required=False)
    renewal_ground = forms.ChoiceField(label=_("Ground for glasses before their time"), choices=GROUNDS, required=False)
    last_delivery = DayField(label=_("Last glasses delivered on"), required=False, ahead=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for eye, eye_label in EYES.items():
            for name, label in POWERS.items():
                named = format_lazy("{}, {}", label, eye_label)
                widget = forms.TextInput(attrs={"autocomplete": "off", "aria-label": named})
                self.fields[_of_eye(eye, name)] = forms.CharField(
                    label=named, max_length=12, required=False, widget=widget
                )

    @property
    def powers(self) -> list[Any]:
        return list(POWERS.values())

    @property
    def eyes(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        for eye, label in EYES.items():
            yield label, [self[_of_eye(eye, name)] for name in POWERS]

    @property
    def lens_faults(self) -> list[tuple[forms.BoundField, str]]:
        return [(field, str(fault)) for _eye, fields in self.eyes for field in fields for fault in field.errors]

    def clean(self) -> dict[str, Any]:
        """The earlier prescription by the rules that judge one on a quote; of an eye of which nothing is typed there is none."""
        said = super().clean() or self.cleaned_data
        eyes = [eye for eye in EYES if any(said.get(_of_eye(eye, name)) for name in POWERS)]
        eyes = eyes if said.get("domain") == Domain.OPTICAL else []
        try:
            said["previous_lenses"] = shapes.read_lenses([_typed(said, eye) for eye in eyes])
        except FaultsError as refusal:
            for fault in refusal.faults:
                place = re.fullmatch(r"\[(\d)\]\.(\w+)", fault.path)
                self.add_error(_of_eye(eyes[int(place[1])], place[2]) if place else None, str(fault))
        return said

    def facts(self) -> Facts:
        """Of a valid form."""
        said = self.cleaned_data
        return Facts(
            domain=Domain(said["domain"]),
            care_date=said["care_date"],
            has_ald=said["has_ald"],
            renewal_ground=Ground(said["renewal_ground"]) if said["renewal_ground"] else None,
            last_delivery=said["last_delivery"],
            previous_lenses=said["previous_lenses"],
        )

    def refuse(self, refusal: FaultsError) -> None:
        for fault in refusal.faults:
            self.add_error(fault.path if fault.path in self.fields else None, str(fault))


def _of_eye(eye: str, name: str) -> str:
    return f"previous_{eye}_{name}"


def _typed(said: Mapping[str, str], eye: str) -> dict[str, str]:
    powers = {name: said.get(_of_eye(eye, name), "") for name in POWERS}
    return {"eye": eye, "kind": LensKind.PROGRESSIVE if powers["addition"] else LensKind.SINGLE, **powers}


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
    facts = {name: getattr(analysis, name) for name in FactsForm.base_fields}
    lenses = [queries.lens_of(lens) for lens in analysis.previous_lenses]
    # What a machine sent may not name its eyes: they then stand in the usual order, right before left.
    for eye, lens in zip(EYES, lenses, strict=False):
        facts |= {_of_eye(lens.eye or eye, name): value for name, value in _shown(lens).items()}
    return facts


def _shown(lens: Lens) -> dict[str, str]:
    powers = {name: decimal(getattr(lens, name)) for name in ("sphere", "cylinder", "addition")}
    return {**powers, "axis": "" if lens.axis is None else str(lens.axis)}
