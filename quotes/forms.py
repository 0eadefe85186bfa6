"""What an administrator types of a guarantee: euros and percents; and what is asked of experts and answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quotes.enums import Basket, Category, Nature
from quotes.models import LONGEST_OPINION, Cap, Clause
from quotes.money import AmountError, hundredths, written


class HundredthsField(forms.CharField):
    """12,50 or 12.50, kept as 1250."""

    default_error_messages = {"number": _("Write a number with digits, such as 550,00.")}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return 0
        try:
            read = hundredths(value)
        except AmountError:
            raise ValidationError(self.error_messages["number"], code="number") from None
        if not 0 <= read <= 10_000_000:
            raise ValidationError(self.error_messages["number"], code="number")
        return read

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Nothing typed is nothing, so that a row left blank is no row."""
        return super().has_changed(initial or 0, data)

    def prepare_value(self, value: Any) -> Any:
        return written(value).replace(".", ",") if isinstance(value, int) else value


def _several(choices: Any, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False)


class ClauseForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    percent = HundredthsField(label=_("percent"), required=False)
    amount = HundredthsField(label=_("amount (€)"), required=False)
    natures = _several(Nature.choices, _("for"))
    baskets = _several(Basket.choices, _("baskets"))
    categories = _several(Category.choices, _("categories of glasses"))

    class Meta:
        model = Clause
        fields = ("position", "name", "key", "form", "percent", "amount", "unit", "natures", "baskets", "categories")


class CapForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    amount = HundredthsField(label=_("amount a year (€)"))
    natures = _several(Nature.choices, _("for"))
    baskets = _several(Basket.choices, _("baskets"))

    class Meta:
        model = Cap
        fields = ("name", "key", "amount", "natures", "baskets")


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Question for the expert"),
        help_text=_("Only experts read it: once it is sent, you do not see it again."),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 5, "data-cc-focus": True}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Medical part"),
        help_text=_("Read by experts alone."),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 6, "data-cc-focus": True}),
    )
    for_adviser = forms.CharField(
        label=_("For the adviser"),
        help_text=_("What may be said to the member, without anything medical. It stands in the contact."),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
