"""What the closing of a contact shows and is told of prevention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Case
from prevention.enums import Answer, Unsuited
from prevention.models import Campaign
from prevention.queries import MOST_SHOWN, Closing, Offer, closing_of
from prevention.services import Told

SHOWN = "prevention-shown"
"""Ids of the campaigns that were on the screen, the first one first, parted by commas."""
KEYS = {Answer.TOLD: "1", Answer.REFUSED: "2", Answer.UNSUITABLE: "3", Answer.KNOWN: "4"}
EFFECTS = {
    Answer.TOLD: _("not told again before its interval"),
    Answer.REFUSED: _("not proposed again for 12 months"),
    Answer.UNSUITABLE: _("moment or situation, without asking the person"),
    Answer.KNOWN: _("has done it, or has heard of it"),
}


class PromptForm(forms.Form):
    """What became of the campaigns IDS: of the first one always, of the others when they were told too."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, ids: Sequence[int]) -> None:
        super().__init__(data)
        self.ids = ids
        for place, pk in enumerate(ids):
            self.fields[f"prevention-{pk}"] = forms.ChoiceField(
                label=_("Prevention"),
                choices=[(answer.value, answer.label) for answer in KEYS],
                required=place == 0,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say what became of the prevention campaign: keys 1 to 4.")},
            )
            self.fields[f"prevention-{pk}-why"] = forms.ChoiceField(
                label=_("Why it does not suit"), choices=Unsuited.choices, required=False, initial=Unsuited.MOMENT
            )

    @property
    def told(self) -> list[Told]:
        """Of a valid form: the campaigns that were answered."""
        return [
            Told(pk, Answer(said), self._why(pk) if said == Answer.UNSUITABLE else "")
            for pk in self.ids
            if (said := self.cleaned_data.get(f"prevention-{pk}"))
        ]

    def _why(self, pk: int) -> str:
        return str(self.cleaned_data.get(f"prevention-{pk}-why") or Unsuited.MOMENT)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as the screen offers it; `key` only for the first campaign."""

    value: str
    label: str
    effect: str
    key: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign of the panel with its answers."""

    offer: Offer
    name: str
    choices: list[Choice]
    why: list[tuple[str, str, bool]]
    errors: list[str]


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of the closing that is about prevention. It is None of what was written and not said."""

    closing: Closing
    form: PromptForm

    @property
    def told(self) -> list[Told]:
        """What to record, of a valid form: the answers, or that none fitted."""
        if self.form.ids:
            return self.form.told
        return [Told(None, Answer.NONE_FITS)] if self.closing.because == "none" else []

    @property
    def ids(self) -> str:
        return ",".join(str(offer.campaign.pk) for offer in self.closing.offers)

    @property
    def shown(self) -> list[Shown]:
        return [self._shown(place, offer) for place, offer in enumerate(self.closing.offers)]

    def _shown(self, place: int, offer: Offer) -> Shown:
        name = f"prevention-{offer.campaign.pk}"
        said = self.form.data.get(name, "")
        why = self.form.data.get(f"{name}-why", Unsuited.MOMENT)
        choices = [
            Choice(answer.value, str(answer.label), str(EFFECTS[answer]), key if place == 0 else "", said == answer)
            for answer, key in KEYS.items()
        ]
        errors = [str(error) for error in self.form.errors.get(name, ())]
        reasons = [(value, str(label), value == why) for value, label in Unsuited.choices]
        return Shown(offer, name, choices, reasons, errors)


def panel_of(case: Case, sent: Mapping[str, str] | None = None) -> Panel | None:
    """What to propose for CASE, bound to what was SENT. Reads the member: whoever shows it journals that."""
    closing = closing_of(case)
    if closing is None:
        return None
    fitting = [offer.campaign.pk for offer in closing.offers]
    if sent is None:
        return Panel(closing, PromptForm(ids=fitting))
    return Panel(closing, PromptForm(sent, ids=_were_shown(sent.get(SHOWN, "")) or fitting))


def _were_shown(listed: str) -> list[int]:
    """Campaigns that exist for this mutual, in the order of the screen."""
    ids = [int(pk) for pk in listed.split(",") if pk.isdecimal() and len(pk) < 19][:MOST_SHOWN]
    known = set(Campaign.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in known]
