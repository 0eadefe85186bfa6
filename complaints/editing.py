"""Forms of complaints, and letters as they begin."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from clock.holidays import Territory
from complaints import queries
from complaints.enums import Level, Outcome
from complaints.errors import ComplaintInputError
from complaints.models import LONGEST_REASON, LONGEST_WORDS, Complaint, Mediator, Motive
from complaints.services.complaints import Facts
from complaints.services.letters import draft_of
from contacts.enums import Channel
from contacts.models import Case
from contacts.services import drafts
from correspondence import editing as letters
from correspondence.editing import ReplyForm
from correspondence.enums import Field
from ui import formats
from ui.fields import DayField

OPENING = "reclamation"
"""Under which name a contact keeps the words of a complaint while they are typed."""


class InputForm(forms.Form):
    """Takes a refusal of what was typed at its field. `read` is the version that was on the screen."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def refuse(self, refusal: ComplaintInputError) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ClassForm(InputForm):
    """How soon we want to answer, and what it is about: a choice of the tree's leaves, under their branches."""

    level = forms.ChoiceField(
        label=_("Level"), choices=Level, widget=forms.RadioSelect,
        help_text=_("Urgent: answered within 3 days. Classic: within 10."),
    )  # fmt: skip
    motive = forms.ChoiceField(label=_("Motive"), error_messages={"required": _("Choose what the complaint is about.")})

    def __init__(self, *args: Any, kept: Motive | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._motives = {
            str(one.pk): one for one in [*queries.open_motives(timezone.localdate()), *([kept] if kept else [])]
        }
        self.fields["motive"].choices = _by_branch(list(self._motives.values()))  # type: ignore[attr-defined]  # of a choice field

    @property
    def level_said(self) -> Level:
        return Level(self.cleaned_data["level"])

    @property
    def motive_said(self) -> Motive:
        return self._motives[self.cleaned_data["motive"]]


def _by_branch(motives: list[Motive]) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [("", _("Choose"))]
    branches: dict[str, list[tuple[str, str]]] = {}
    for one in motives:
        branches.setdefault(one.parent.label if one.parent else one.label, []).append((str(one.pk), one.label))
    return [*choices, *branches.items()]


class OpeningForm(ClassForm):
    """What is typed when somebody complains. The day of sending is asked of what came by post alone."""

    words = forms.CharField(
        label=_("What the person complains of"),
        help_text=_("In their words. Nothing medical: an expert notes that under seal."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what the person complains of, in their words.")},
    )
    sent_on = DayField(
        label=_("Sent on"), required=False, ahead=0,
        help_text=_("Postmark, or date of the e-mail. The legal time counts from it; empty: from the receipt."),
    )  # fmt: skip
    field_order = ("words", "level", "motive", "sent_on", "read")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft = reverse("contacts:draft", args=[case.pk, OPENING])
        self.fields["words"].widget.attrs |= {"data-cc-draft": draft, "data-cc-focus": True}
        if case.channel == Channel.PHONE:
            del self.fields["sent_on"]

    @property
    def facts(self) -> Facts:
        """Of a valid form."""
        said = self.cleaned_data
        return Facts(level=self.level_said, motive=self.motive_said, words=said["words"], sent_on=said.get("sent_on"))


def opening(case: Case, user: User) -> OpeningForm:
    """As it probably is: what was typed before, or what the contact is called; classic."""
    begun = drafts.of(user=user, case=case, field=OPENING).text
    first = {"words": begun or case.subject, "level": Level.CLASSIC, "sent_on": timezone.localdate(case.received_at)}
    return OpeningForm(case=case, initial=first)


class DaysForm(InputForm):
    """Of the written complaint. A reason is asked when days that were known change."""

    sent_on = DayField(
        label=_("Sent on"), required=False, ahead=0,
        help_text=_("Postmark, or date of the e-mail. Empty: nobody knows, time counts from the receipt."),
    )  # fmt: skip
    received_on = DayField(label=pgettext_lazy("complaint", "Received on"), ahead=0)
    reason = forms.CharField(label=_("Why the days change"), max_length=LONGEST_REASON, required=False)
    field_order = ("sent_on", "received_on", "reason", "read")

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not complaint.is_written:
            del self.fields["reason"]


class WithdrawForm(InputForm):
    why = forms.CharField(label=_("Why"), max_length=LONGEST_REASON)
    field_order = ("why", "read")


class SettleForm(InputForm):
    how = forms.CharField(
        label=_("What was done at once"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("how", "read")


class ActionForm(InputForm):
    what = forms.CharField(label=_("What is mended"), max_length=LONGEST_REASON)
    due_on = DayField(label=_("Until"))
    field_order = ("what", "due_on", "read")


class OutcomeForm(InputForm):
    outcome = forms.ChoiceField(
        label=_("The answer"), choices=Outcome, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is answered.")},
    )  # fmt: skip


# ---- letters

ACKNOWLEDGE, INVITE, ANSWER = "accuse", "invitation", "answer"
TEMPLATES: Mapping[str, str] = {
    ACKNOWLEDGE: "reclamation-accuse",
    INVITE: "reclamation-invitation",
    Outcome.GRANTED: "reclamation-accordee",
    Outcome.PARTLY: "reclamation-partielle",
    Outcome.REFUSED: "reclamation-refusee",
}
"""Codes of the texts of the house with which letters begin, by the kind of letter or by the outcome of an answer."""


def values_of(complaint: Complaint) -> dict[str, str]:
    """What a letter's open places hold of the complaint, besides what case and file know."""
    known = {str(Field.RECLAMATION): complaint.reference}
    if complaint.written_on is not None:
        known[str(Field.DATE_RECEPTION)] = formats.day_in_prose(complaint.written_on)
        known[str(Field.DELAI)] = formats.day_in_prose(
            queries.answer_by(complaint.written_on, Territory(complaint.territory))
        )
    mediator = queries.mediator_of(complaint.mutual_id)
    return known if mediator is None else {**known, str(Field.MEDIATEUR): notice_of(mediator)}


def notice_of(mediator: Mediator) -> str:
    return f"{mediator.name}\n{mediator.address.strip()}\n{mediator.website}"


def letter(complaint: Complaint, user: User, kind: str) -> ReplyForm:
    """As the house begins it, or as it was typed before."""
    form = letters.beginning(complaint.case, user)
    draft = draft_of(complaint, kind)
    begun = drafts.of(user=user, case=complaint.case, field=draft).text
    template = TEMPLATES[Outcome.GRANTED if kind == ANSWER else kind]
    filled = letters.changed(complaint.case, user, dict(form.initial), template=template, known=values_of(complaint))
    if begun:
        filled.initial["body"] = begun
    return letters.apart(filled, draft=draft)


def letter_again(complaint: Complaint, user: User, kind: str, typed: Mapping[str, str], *, step: str) -> ReplyForm:
    """After its channel or its outcome was changed. What was typed stays, the text of the house makes room."""
    template = TEMPLATES.get(typed.get("outcome", ""), "") if step == "outcome" else ""
    form = letters.changed(complaint.case, user, typed, template=template, known=values_of(complaint))
    return letters.apart(form, draft=draft_of(complaint, kind))
