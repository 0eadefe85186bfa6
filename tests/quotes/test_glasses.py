"""Glasses before their time: the previous prescription is typed, and what changed since is found from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Case
from quotes.benefits import Line
from quotes.models import Analysis, QuoteLine
from quotes.prescription import Lens, LensKind
from tests.factories import quotes as make
from tests.quotes.pages import at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


PREVIOUS = {
    "previous_R_sphere": "-2,00",
    "previous_R_cylinder": "0.50",
    "previous_R_axis": "90",
    "previous_L_sphere": "-2",
}


def care(**said: Any) -> dict[str, Any]:
    day = timezone.localdate()
    return {
        "domain": "optical", "care_date": f"{day:%d/%m/%Y}", "last_delivery": f"{day - timedelta(days=500):%d/%m/%Y}", **said,
    }  # fmt: skip


@pytest.fixture
def glasses(case: Case) -> Analysis:
    """A right lens of -2,50 and a left one of -2,00, with a frame."""
    lenses = [Lens(LensKind.SINGLE, sphere, eye=eye) for eye, sphere in (("L", -200), ("R", -250))]
    lines = [Line(code="MONTURE-B", price=14_000), *(Line(code="VERRE-B", price=12_000, lens=lens) for lens in lenses)]
    return make.analysis(case, *lines, domain="optical", last_delivery=timezone.localdate() - timedelta(days=500))


def is_early(claire: Client, glasses: Analysis) -> bool:
    page = claire.get(at("analysis", glasses.pk)).context["page"]
    return bool(page.is_early)


def test_a_change_of_half_a_dioptre_is_found_from_what_was_typed(claire: Client, glasses: Analysis) -> None:
    before = is_early(claire, glasses)
    claire.post(at("facts", glasses.pk), care(**PREVIOUS))
    assert (before, is_early(claire, glasses)) == (True, False)


def test_the_comparison_asks_for_it_until_it_is_there(claire: Client, glasses: Analysis) -> None:
    seen = []
    for sphere in ("", "-2,50"):
        claire.post(at("facts", glasses.pk), care(previous_R_sphere=sphere))
        seen.append(claire.get(at("analysis", glasses.pk)).context["page"].wants_previous)
    assert (seen, is_early(claire, glasses)) == ([True, False], True)


def test_the_previous_prescription_is_shown_as_it_was_typed(claire: Client, glasses: Analysis) -> None:
    claire.post(at("facts", glasses.pk), care(**PREVIOUS))
    form = claire.get(at("facts", glasses.pk)).context["form"]
    shown = {name: form[name].value() for name in PREVIOUS}
    assert shown == {**PREVIOUS, "previous_R_cylinder": "0,50", "previous_L_sphere": "-2,00"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"previous_R_cylinder": "0,50"}, "previous_R_sphere"),
        ({"previous_L_sphere": "-2,10"}, "previous_L_sphere"),
        ({"previous_L_sphere": "99"}, "previous_L_sphere"),
        ({"previous_R_sphere": "1", "previous_R_axis": "200"}, "previous_R_axis"),
        ({"previous_R_sphere": "un"}, "previous_R_sphere"),
    ],
)
def test_a_prescription_that_makes_no_sense_is_refused_at_its_field(
    claire: Client, glasses: Analysis, typed: dict[str, str], field: str
) -> None:
    page = claire.post(at("facts", glasses.pk), care(**typed))
    glasses.refresh_from_db()
    assert (page.status_code, list(page.context["form"].errors), glasses.previous_lenses) == (422, [field], [])


def test_an_axis_is_read_and_shown_again(claire: Client, optical: Analysis) -> None:
    lens = {"code": "VERRE-B", "eye": "R", "sphere": "-2,25", "cylinder": "0.50", "axis": "95", "price": "210"}
    claire.post(at("add", optical.pk), typed(lens))
    line = QuoteLine.objects.get(quote__label="Dr Tesson")
    form = claire.get(at("quote", optical.pk, line.quote_id)).context["typing"].lines[0]
    assert ((line.lens or {})["axis"], form["axis"].value()) == (95, "95")
