"""Usual prices: the platform's own past quotes, from eleven cases on, naming nobody."""

import pytest

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from quotes import queries
from quotes.anomalies import Usual
from quotes.benefits import Line
from quotes.models import Quote
from quotes.services.prices import count_usual_prices
from tests.factories import members as make_members
from tests.factories import quotes as make

pytestmark = pytest.mark.django_db


def lay(mutual: Mutual, number: int, *, department: str = "34", first: int = 0) -> None:
    with within_mutuals([mutual.pk]):
        member = make_members.member(mutual)
        for place in range(first, first + number):
            made = make.analysis(
                make.case(mutual, member=member), Line(code="HBLD734", price=10_000 * (place + 1), teeth=(36,))
            )
            Quote.objects.filter(analysis=made).update(department=department)


def test_ten_cases_say_nothing(mutual: Mutual) -> None:
    lay(mutual, 10)
    assert (count_usual_prices(), queries.usual_prices(["HBLD734"])) == (0, {})


def test_eleven_say_their_quartiles(mutual: Mutual) -> None:
    lay(mutual, 11)
    count_usual_prices()
    assert queries.usual_prices(["HBLD734", "C"], department="34") == {"HBLD734": Usual(11, 30_000, 60_000, 90_000)}


def test_those_of_every_mutual_count(mutual: Mutual, other_mutual: Mutual) -> None:
    lay(mutual, 6)
    lay(other_mutual, 5, first=6)
    count_usual_prices()
    assert queries.usual_prices(["HBLD734"])["HBLD734"].count == 11


def test_a_department_with_too_few_has_the_country_s(mutual: Mutual) -> None:
    lay(mutual, 8, department="34")
    lay(mutual, 8, department="75")
    count_usual_prices()
    assert queries.usual_prices(["HBLD734"], department="34")["HBLD734"].count == 16


def test_counted_twice_they_are_the_same(mutual: Mutual) -> None:
    lay(mutual, 11)
    assert [count_usual_prices(), count_usual_prices()] == [2, 2]
