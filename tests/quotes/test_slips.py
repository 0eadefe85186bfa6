"""What is typed otherwise than the tables have it, and what comes after an analysis is done with."""

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Case
from quotes.benefits import Line
from quotes.enums import ToldBy
from quotes.models import Analysis, QuoteLine
from quotes.prescription import Lens, LensKind
from quotes.services import analyses
from tests.factories import quotes as make
from tests.quotes.pages import at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ZZZZ999 36", ("ZZZZ999", "", [36])),
        ("attelle de contention 33 43", ("ATTELLE-DE-CONTENTION", "attelle de contention", [33, 43])),
    ],
)
def test_a_tooth_after_what_no_table_has_is_a_tooth(
    claire: Client, analysis: Analysis, text: str, kept: tuple[str, str, list[int]]
) -> None:
    claire.post(at("add", analysis.pk), typed({"code": text, "base": "0", "price": "80"}))
    line = QuoteLine.objects.get(quote__label="Dr Tesson")
    assert (line.code, line.label, line.teeth) == kept


def test_a_code_typed_wrongly_is_answered_with_those_near_it(claire: Client, analysis: Analysis) -> None:
    said = claire.get(at("codes", analysis.pk), {"lines-0-code": "HBLDO73 36"}).context
    assert (said["found"], said["text"], said["teeth"], [row.code for row in said["near"]]) == (
        [], "HBLDO73", "36", ["HBLD073"],
    )  # fmt: skip


def test_what_was_told_is_not_typed_on(claire: Client, adviser: User, analysis: Analysis) -> None:
    analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE, read=None)
    routes = [at("add", analysis.pk), at("quote", analysis.pk, analysis.quotes.all()[0].pk)]
    assert [claire.get(route).status_code for route in routes] == [302, 302]


def test_another_analysis_begins_from_the_one_that_was_told(claire: Client, adviser: User, analysis: Analysis) -> None:
    analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE, read=None)
    address = f"{at('case', analysis.case_id)}?nouvelle"
    assert f'href="{address}"' in claire.get(at("analysis", analysis.pk)).content.decode()
    assert claire.get(address).context["known"] == [analysis]


def test_the_right_eye_stands_before_the_left(claire: Client, case: Case) -> None:
    lenses = [Lens(LensKind.SINGLE, -200, eye=eye) for eye in ("L", "R")]
    made = make.analysis(case, *(Line(code="VERRE-B", price=12_000, lens=lens) for lens in lenses), domain="optical")
    rows = claire.get(at("analysis", made.pk)).context["page"].rows
    assert [row.where for row in rows] == ["œil droit", "œil gauche"]


def test_the_class_of_a_line_is_a_letter(claire: Client, optical: Analysis) -> None:
    field = claire.get(at("add", optical.pk)).context["typing"].lines[0].fields["basket"]
    assert field.choices == [("", "–"), ("A", "A"), ("B", "B")]
