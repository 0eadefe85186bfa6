"""The articles to begin with."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from knowledge import loading, queries
from knowledge.models import ArticleVersion
from knowledge.search import find
from knowledge.services import begin_with
from knowledge.terms import Reader
from tests.factories import accounts as make_accounts
from tests.factories import knowledge as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(within: Mutual) -> Mutual:
    author, reader = make.writers(within)
    begin_with(author=author, reader=reader)
    return within


def test_every_article_says_its_sources_and_how_sure_it_is(begun: Mutual) -> None:
    versions = list(queries.in_force(ArticleVersion.objects.all()))
    assert len(versions) == len(loading.articles()) >= 30
    assert all(one.sources for one in versions)
    assert {one.confidence for one in versions} == {"verified", "to_verify"}


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("avance de frais", "Qu’est-ce que le tiers payant\u202f?"),
        ("C2S", "Comment obtenir la complémentaire santé solidaire (CSS)\u202f?"),
        ("resiliation", "Puis-je résilier ma mutuelle quand je veux\u202f?"),
        ("portabilite chomage", "Que devient ma mutuelle d’entreprise si je perds mon emploi\u202f?"),
        ("obseqes", "Qui paie les obsèques d’un proche\u202f?"),
        ("macaron", "Comment obtenir une carte mobilité inclusion (CMI)\u202f?"),
        ("appareil auditif", "Comment sont remboursées les aides auditives\u202f?"),
        ("alsace", "Comment fonctionne le régime local d’Alsace-Moselle\u202f?"),
    ],
)
def test_members_words_find_the_article_first(begun: Mutual, typed: str, question: str) -> None:
    assert find(typed, Reader())[0].question == question


def test_loading_again_adds_nothing(begun: Mutual) -> None:
    author, reader = make.writers(begun)
    assert begin_with(author=author, reader=reader) == 0


def test_command_lets_articles_wait_for_their_reader(mutual: Mutual) -> None:
    author, _ = make.writers(mutual)
    call_command("load_articles", author=author.username, verbosity=0)
    with within_mutuals([mutual.pk]):
        assert set(ArticleVersion.objects.values_list("state", flat=True)) == {"to_read"}


def test_command_wants_a_documentalist(mutual: Mutual) -> None:
    adviser = make_accounts.user(on=[mutual])
    with pytest.raises(CommandError):
        call_command("load_articles", author=adviser.username, verbosity=0)
    assert ArticleVersion.objects.count() == 0
