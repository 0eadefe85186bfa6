from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from knowledge import services
from knowledge.models import SynonymGroup
from knowledge.search import Hit, find
from knowledge.terms import How, Reader, Where
from tests.factories import knowledge as make

pytestmark = pytest.mark.django_db

THIRD_PARTY = "Qu’est-ce que le tiers payant ?"
REFUND = "Quand suis-je remboursé de mes lunettes ?"


@pytest.fixture
def some(within: Mutual) -> None:
    make.article(within, question=THIRD_PARTY, long_answer="Le pharmacien est payé par la mutuelle.")
    make.article(within, question=REFUND, short_answer="Sous deux jours ouvrés.")
    make.article(within, question="Qui paie les obsèques ?", short_answer="La garantie décès, à qui les règle.")


def questions(text: str, reader: Reader | None = None) -> list[str]:
    return [hit.question for hit in find(text, reader or Reader())]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tiers payant", THIRD_PARTY),
        ("Le TIERS-PAYANT, c’est quoi ?", THIRD_PARTY),
        ("remboursement lunettes", REFUND),
        ("rembourse lunette", REFUND),
        ("lunnettes", REFUND),
        ("lunetes", REFUND),
        ("lun", REFUND),
        ("obseques", "Qui paie les obsèques ?"),
        ("obsèque", "Qui paie les obsèques ?"),
        ("pharmacien", THIRD_PARTY),
    ],
)
def test_article_is_found_as_people_type(typed: str, found: str) -> None:
    assert questions(typed) == [found]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("typed", ["", "  ", "?", "zzyzx", "& | ! ( ' \\ :*"])
def test_nothing_is_found_without_a_fault(typed: str) -> None:
    assert questions(typed) == []


@pytest.mark.usefixtures("some")
def test_synonym_of_the_administration_finds_it_and_says_so() -> None:
    SynonymGroup.objects.create(expressions="tiers payant, avance de frais")
    [hit] = find("avance de frais pharmacien", Reader())
    assert [(why.text, why.words, why.how) for why in hit.whys] == [
        ("avance frais", "tiers payant", How.SYNONYM),
        ("pharmacien", "pharmacien", How.TYPED),
    ]


@pytest.mark.usefixtures("some")
def test_reason_says_the_corrected_word_and_the_place() -> None:
    [hit] = find("obsques ", Reader())
    assert [(why.words, why.how, why.where) for why in hit.whys] == [("obseques", How.NEAR, Where.QUESTION)]


@pytest.mark.usefixtures("some")
def test_word_that_nobody_knows_does_not_hide_the_others() -> None:
    assert questions("obsèques zzyzx") == ["Qui paie les obsèques ?"]


def test_word_before_a_no_break_space_is_found(within: Mutual) -> None:
    make.article(within, question="Où est ma carte\u202f?")
    assert questions("carte") == ["Où est ma carte\u202f?"]


def test_question_goes_before_the_text(within: Mutual) -> None:
    make.article(within, question="Comment changer d’adresse ?", long_answer="La carte suit la nouvelle adresse.")
    make.article(within, question="Où est ma carte ?")
    assert questions("carte") == ["Où est ma carte ?", "Comment changer d’adresse ?"]


def test_article_that_ended_is_not_found(within: Mutual) -> None:
    today = timezone.localdate()
    make.article(within, question="Où est ma carte ?", valid_until=today + timedelta(days=1))
    found = [len(find("carte", Reader(), on=today + timedelta(days=ahead))) for ahead in (0, 1, 2)]
    assert found == [1, 1, 0]


def test_older_version_is_not_found_any_more(within: Mutual) -> None:
    first = make.article(within, question="Où est ma carte verte ?")
    author, reader = make.writers(within)
    second = services.write_again(user=author, article_id=first.article_id, written=make.text("Où est ma carte ?"))
    services.publish(user=reader, version_id=second.pk)
    assert [hit.number for hit in find("carte", Reader())] == [2]
    assert questions("verte") == []


@pytest.mark.attack(22)
def test_sealed_article_is_found_by_experts_alone(within: Mutual) -> None:
    make.article(within, role=Role.EXPERT, question="Quand dévitaliser une dent ?")
    assert questions("dévitaliser") == []
    assert questions("dévitaliser", Reader(with_sealed=True)) == ["Quand dévitaliser une dent ?"]


@pytest.mark.attack(4)
def test_article_of_another_mutual_is_not_found(mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        make.article(other_mutual, question="Où est ma carte ?", mutual_ids=[other_mutual.pk])
    with within_mutuals([mutual.pk]):
        assert questions("carte") == []
    with within_mutuals([mutual.pk, other_mutual.pk]):
        both: list[list[Hit]] = [find("carte", Reader(mutual_id=one.pk)) for one in (mutual, other_mutual)]
    assert [len(hits) for hits in both] == [0, 1]


def test_answer_for_other_callers_comes_last_and_says_so(within: Mutual) -> None:
    make.article(within, question="Carte : que demande l’employeur ?", caller_kinds=["employer"])
    make.article(within, question="Où en est la fabrication de ma carte de tiers payant ?")
    found = [(hit.question[:5], hit.concerns) for hit in find("carte", Reader(caller="member"))]
    assert found == [("Où en", True), ("Carte", False)]


@pytest.mark.usefixtures("some")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@pytest.mark.attack(4)
def test_postgresql_takes_whatever_was_typed(text: str) -> None:
    assert len(find(text, Reader())) <= 3
