"""The page behind a link: without signing in, once, for fourteen days, and the same page for whatever does not open."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contacts.models import Case
from quality import deadlines
from quality.enums import Satisfaction
from quality.models import Answer
from tests.factories import quality as make

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def address(case: Case, adviser: User) -> str:
    return f"/satisfaction/{make.question(case, adviser)[1]}/"


def answers() -> list[tuple[int, str]]:
    return list(Answer.objects.values_list("score", "comment"))


def test_a_member_answers(address: str, client: Client) -> None:
    shown = client.get(address)
    thanks = client.post(address, {"score": "4", "comment": " Merci. "})
    assert (shown.status_code, thanks.status_code, answers()) == (200, 200, [(Satisfaction.HIGH, "Merci.")])


def test_looking_answers_nothing(address: str, client: Client) -> None:
    client.get(address)
    assert answers() == []


def test_the_second_answer_is_thanked_and_not_kept(address: str, client: Client) -> None:
    client.post(address, {"score": "5"})
    again = [client.post(address, {"score": "1"}), client.get(address)]
    assert [(one.status_code, one.templates[0].name) for one in again] == [(200, "quality/thanks.html")] * 2
    assert answers() == [(5, "")]


@pytest.mark.parametrize(
    "said", [{}, {"score": ""}, {"score": "0"}, {"score": "6"}, {"score": "x"}, {"score": "4", "comment": "é" * 2_001}]
)
def test_bad_input_is_said_and_kept(address: str, client: Client, said: dict[str, str]) -> None:
    answer = client.post(address, {"comment": "Mes mots", **said})
    form = answer.context["form"]
    assert (answer.status_code, form["comment"].value(), answers()) == (422, said.get("comment", "Mes mots"), [])


def test_what_does_not_open_is_one_page(case: Case, adviser: User, client: Client) -> None:
    past = timezone.now() - deadlines.EXPIRES
    expired = make.question(case, adviser, asked_at=past - timedelta(days=1), expires_at=past)[1]
    pages = [client.get(f"/satisfaction/{secret}/") for secret in (expired, "x", "é'--", expired[:-1])]
    posted = client.post(f"/satisfaction/{expired}/", {"score": "5"})
    said = {page.content.decode().split("<main")[1].split("login-foot")[0] for page in [*pages, posted]}
    assert ([page.status_code for page in [*pages, posted]], len(said), answers()) == ([404] * 5, 1, [])


def test_the_page_names_nobody(address: str, case: Case, client: Client) -> None:
    page = client.get(address).content.decode()
    assert case.member is not None
    assert [word in page for word in (case.member.birth_name, case.member.first_names, case.member.number)] == [
        False
    ] * 3


def test_who_asks_too_often_waits(address: str, client: Client) -> None:
    codes = [client.get(address).status_code for _ in range(deadlines.OPENED_AT_MOST + 1)]
    assert (codes[-2], codes[-1]) == (200, 429)
