import re

import pytest
from django import forms


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    sex = forms.ChoiceField(label="Sexe", choices=[("1", "Homme"), ("2", "Femme")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Accord", required=False)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Les deux ne vont pas ensemble.")


@pytest.fixture
def refused() -> str:
    return str(Sample({"name": ""}))


def test_a_control_is_described_by_its_help_and_its_fault(refused: str) -> None:
    assert re.findall(r'name="name".*aria-describedby="([^"]*)"', refused) == ["id_name_helptext id_name_error"]


@pytest.mark.parametrize("target", ["id_name_helptext", "id_name_error", "id_sex_error"])
def test_what_describes_a_control_is_there(refused: str, target: str) -> None:
    assert refused.count(f'id="{target}"') == 1


def test_the_summary_takes_the_focus_and_leads_to_each_field(refused: str) -> None:
    summary = refused[refused.index("data-cc-focus") : refused.index("</ul>")]
    assert re.findall(r'href="#(\w+)"', summary) == ["id_name", "id_sex_0"]


def test_the_summary_says_what_concerns_no_field(refused: str) -> None:
    assert refused.count("Les deux ne vont pas ensemble.") == 1


def test_a_form_that_is_not_refused_has_no_summary() -> None:
    assert "data-cc-focus" not in str(Sample())


def test_choices_are_named_by_a_legend() -> None:
    assert re.findall(r"<legend[^>]*>(\w+)</legend>", str(Sample())) == ["Sexe"]


def test_hidden_fields_are_sent() -> None:
    assert str(Sample()).count('type="hidden" name="mark"') == 1
