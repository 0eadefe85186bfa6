"""What is typed about quality: the marks of a contact, an adviser's remark, a member's answer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from quality.enums import MARKS, Kind, Satisfaction
from quality.errors import QualityInputError
from quality.models import LONGEST_COMMENT, LONGEST_REMARK, Criterion, Grid


class InputForm(forms.Form):
    """Takes a refusal of what was typed at its field."""

    def refuse(self, refusal: QualityInputError) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ScoreForm(InputForm):
    """A field for each criterion of a grid, then the comment. `grid` is the one that was on the screen."""

    grid = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment for the adviser"),
        help_text=_("What was good, what can be better. The adviser reads it; nothing of the member’s health."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Say in a few words what was good and what can be better: a score alone teaches nothing.")
        },
    )

    def __init__(self, *args: Any, version: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.fields["grid"].initial = version.pk
        criteria = {name_of(one): _mark_of(one) for one in version.criteria.all()}
        self.fields = {**criteria, **self.fields}

    @property
    def marked(self) -> Iterator[Any]:
        """The bound field of each criterion, in order."""
        return (self[name_of(one)] for one in self.version.criteria.all())

    @property
    def marks(self) -> dict[int, str]:
        """Of a valid form, by criterion's key."""
        return {one.pk: self.cleaned_data[name_of(one)] for one in self.version.criteria.all()}


def name_of(criterion: Criterion) -> str:
    return f"c{criterion.pk}"


def _mark_of(criterion: Criterion) -> forms.ChoiceField:
    warning = _("Must not fail: “No” or 0 makes the whole contact worth 0.") if criterion.is_knockout else ""
    return forms.ChoiceField(
        label=criterion.label,
        help_text=escape(" ".join(str(part) for part in (criterion.help_text, warning) if part)),
        choices=[(mark.value, mark.label) for mark in MARKS[Kind(criterion.kind)]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Mark this criterion.")},
    )


class RemarkForm(InputForm):
    text = forms.CharField(
        label=_("Your remark"),
        help_text=_("Once; whoever scored the contact reads it."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your remark.")},
    )


class AnswerForm(forms.Form):
    """What a member clicks; the words are theirs to leave out."""

    score = forms.TypedChoiceField(
        label=_("Are you satisfied with our answer?"),
        choices=[(one.value, one.label) for one in reversed(Satisfaction)],
        coerce=lambda value: Satisfaction(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five answers.")},
    )
    comment = forms.CharField(
        label=_("Would you like to tell us more?"),
        help_text=_("Not required, 2,000 characters at most. Nothing about your health, please."),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
