"""What the directory is asked, as a form; referrals ask it in the same words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.errors import Refused
from practitioners.asking import Origin, origin_of
from practitioners.errors import UnknownProfessionError
from practitioners.terms import Kind, kind_of, kinds, understand


class DirectoryForm(forms.Form):
    """Who and where, in plain words."""

    profession = forms.CharField(label=_("Profession or specialty"), max_length=80)
    place = forms.CharField(label=_("Around"), max_length=120)

    def clean_profession(self) -> Kind:
        words = self.cleaned_data["profession"]
        found = kind_of(words) or next(iter(understand(words)), None)
        if found is None:
            raise forms.ValidationError(str(UnknownProfessionError()))
        return found

    def clean_place(self) -> Origin:
        try:
            return origin_of(self.cleaned_data["place"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def known_kinds(self) -> list[str]:
        return [kind.name for kind in kinds()]


class DecisionForm(forms.Form):
    report = forms.IntegerField(widget=forms.HiddenInput)
    is_right = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
