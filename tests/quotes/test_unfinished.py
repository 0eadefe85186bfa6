"""A quote that is half typed is taken up again where it was left, by who left it."""

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Draft
from contacts.services import drafts
from quotes.editing.unfinished import field_of
from quotes.models import Analysis, Quote
from tests.quotes.pages import CROWN, at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


def leave(user: User, analysis: Analysis, text: str, quote: Quote | None = None) -> None:
    """As the page keeps what is typed."""
    drafts.keep(user=user, case_id=analysis.case_id, field=field_of(analysis.pk, quote), text=text, version=0)


HALF = "label=Dr Tesson\nquoted_on=06/11/2026\nlines-0-code=HBLD734\nlines-0-tooth=36\nlines-0-price=620,\nmentions=alternative"


def test_a_half_typed_quote_is_taken_up_again(claire: Client, adviser: User, analysis: Analysis) -> None:
    leave(adviser, analysis, HALF)
    typing = claire.get(at("add", analysis.pk)).context["typing"]
    line = typing.lines[0]
    shown = [typing.head["label"].value(), typing.head["quoted_on"].value(), typing.head["mentions"].value()]
    assert (shown, line["code"].value(), line["price"].value()) == (
        ["Dr Tesson", "06/11/2026", ["alternative"]], "HBLD734", "620,",
    )  # fmt: skip


def test_nobody_else_takes_it_up(claire: Client, other_adviser: User, analysis: Analysis) -> None:
    Draft.objects.create(
        mutual_id=analysis.mutual_id,
        case=analysis.case,
        user=other_adviser,
        field=field_of(analysis.pk, None),
        text=HALF,
    )
    assert claire.get(at("add", analysis.pk)).context["typing"].lines[0]["code"].value() is None


def test_the_comparison_leads_back_to_it(claire: Client, adviser: User, analysis: Analysis) -> None:
    before = claire.get(at("analysis", analysis.pk)).context["begun"]
    leave(adviser, analysis, HALF)
    assert (before, claire.get(at("analysis", analysis.pk)).context["begun"].text) == (None, HALF)


@pytest.mark.parametrize("step", ["", "forget"])
def test_what_is_saved_or_given_up_is_no_draft_any_more(
    claire: Client, adviser: User, analysis: Analysis, step: str
) -> None:
    leave(adviser, analysis, HALF)
    claire.post(at("add", analysis.pk), {**typed(CROWN), "step": step})
    assert drafts.of(user=adviser, case=analysis.case, field=field_of(analysis.pk, None)).text == ""


def test_a_refused_quote_keeps_its_draft(claire: Client, adviser: User, analysis: Analysis) -> None:
    leave(adviser, analysis, HALF)
    claire.post(at("add", analysis.pk), typed({**CROWN, "price": "-5"}))
    assert drafts.of(user=adviser, case=analysis.case, field=field_of(analysis.pk, None)).text == HALF


def test_a_change_meanwhile_is_said_to_who_comes_back(claire: Client, adviser: User, analysis: Analysis) -> None:
    quote = analysis.quotes.all()[0]
    leave(adviser, analysis, f"read={analysis.version - 1}\nlabel=Dr Autre", quote)
    read = claire.get(at("quote", analysis.pk, quote.pk)).context["read"]
    answer = claire.post(at("quote", analysis.pk, quote.pk), {**typed(CROWN), "read": read})
    assert answer.status_code == 409
