"""The knowledge base beside a contact."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.enums import Outcome
from contacts.models import Case, Citation
from contacts.services import cases
from knowledge.models import ArticleVersion, Doubt
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import knowledge as make

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def version(mutual: Mutual) -> ArticleVersion:
    with within_mutuals([mutual.pk]):
        return make.article(mutual, question="Où est ma carte ?", short_answer="En route.", long_answer="Elle arrive.")


@pytest.fixture
def case(mutual: Mutual, adviser: User) -> Case:
    with within_mutuals([mutual.pk]):
        return make_contacts.case(mutual, holder=adviser)


@pytest.fixture
def desk(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def ask(desk: Client, case: Case, **said: Any) -> Any:
    return desk.post(f"/contacts/{case.pk}/fiches/", said, headers=FRAGMENT)


def citations(mutual: Mutual) -> list[tuple[int, str]]:
    with within_mutuals([mutual.pk]):
        return list(Citation.objects.values_list("version", "place"))


def test_whole_page_answers_without_a_script(desk: Client, case: Case, version: ArticleVersion) -> None:
    address = f"/contacts/{case.pk}/fiches/"
    pages = [
        desk.get(address),
        desk.post(address, {"step": "search", "q": "carte"}),
        desk.post(address, {"step": "read", "version": version.pk}),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "En route." in pages[2].content.decode()


def test_panel_finds_as_one_types(desk: Client, case: Case, version: ArticleVersion) -> None:
    found = ask(desk, case, step="search", q="carte").content.decode()
    assert (found.count('role="option"'), "Où est ma carte" in found) == (1, True)


@pytest.mark.parametrize(("place", "words"), [("note", "version 1)\xa0: En route."), ("message", "Elle arrive.")])
def test_answer_is_given_for_its_place_and_its_version_kept(
    desk: Client, case: Case, version: ArticleVersion, mutual: Mutual, place: str, words: str
) -> None:
    answer = ask(desk, case, step="cite", version=version.pk, place=place)
    assert (f'data-cc-insert="{place}"' in answer.content.decode(), words in answer.content.decode()) == (True, True)
    assert citations(mutual) == [(version.pk, place)]


def test_contact_that_is_closed_keeps_nothing(
    desk: Client, mutual: Mutual, adviser: User, case: Case, version: ArticleVersion
) -> None:
    with within_mutuals([mutual.pk]):
        reason = make_contacts.reason()
        cases.close(user=adviser, case_id=case.pk, reason=reason, outcome=Outcome.INFORMED, is_solved=True)
    answer = ask(desk, case, step="cite", version=version.pk, place="note")
    assert (answer.status_code, citations(mutual)) == (404, [])


@pytest.mark.attack(22)
def test_sealed_answer_goes_into_no_note(mutual: Mutual) -> None:
    expert = make_accounts.user(Role.EXPERT, on=[mutual])
    with within_mutuals([mutual.pk]):
        sealed = make.article(mutual, role=Role.EXPERT, question="Quand dévitaliser ?")
        case = make_contacts.case(mutual, holder=expert)
    answer = ask(make_accounts.browser(expert), case, step="cite", version=sealed.pk, place="note")
    assert (answer.status_code, citations(mutual)) == (409, [])


def test_sealed_answer_does_not_exist_for_an_adviser(desk: Client, case: Case, mutual: Mutual) -> None:
    with within_mutuals([mutual.pk]):
        sealed = make.article(mutual, role=Role.EXPERT, question="Quand dévitaliser ?")
    assert ask(desk, case, step="read", version=sealed.pk).status_code == 404


@pytest.mark.parametrize("said", [{"step": "read", "version": "x"}, {"step": "dance"}, {"step": "cite", "version": ""}])
def test_what_no_page_sends_is_not_there(desk: Client, case: Case, said: dict[str, str]) -> None:
    assert ask(desk, case, **said).status_code == 404


def test_doubt_is_kept_and_due(desk: Client, case: Case, version: ArticleVersion, mutual: Mutual) -> None:
    answer = ask(desk, case, step="doubt", version=version.pk, text="Faux depuis janvier")
    with within_mutuals([mutual.pk]):
        [asked] = Doubt.objects.all()
    assert (answer.status_code, asked.text, asked.version_id) == (200, "Faux depuis janvier", version.pk)
