from datetime import date

import pytest
import time_machine
from django import forms

from ui.fields import DayField


class BirthForm(forms.Form):
    born = DayField(ahead=0, required=False)


@time_machine.travel("2026-11-24")
@pytest.mark.parametrize(("typed", "day"), [("12/3/61", date(1961, 3, 12)), ("1/1/30", date(1930, 1, 1)), (" ", None)])
def test_a_day_is_read(typed: str, day: date | None) -> None:
    form = BirthForm({"born": typed})
    assert (form.errors, form.cleaned_data) == ({}, {"born": day})


@pytest.mark.parametrize(("typed", "fault"), [("bientôt", "invalid"), ("29/02/2025", "no_such_day")])
def test_a_day_is_refused(typed: str, fault: str) -> None:
    assert [error.code for error in BirthForm({"born": typed}).errors.as_data()["born"]] == [fault]


def test_a_refused_day_stays_as_typed() -> None:
    assert BirthForm({"born": "29/2/25"})["born"].value() == "29/2/25"


def test_a_known_day_is_shown_as_it_is_said() -> None:
    assert BirthForm(initial={"born": date(1958, 3, 14)})["born"].value() == "14/03/1958"
