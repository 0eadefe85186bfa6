from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from knowledge import services
from knowledge.models import ArticleVersion, Doubt
from tests.factories import accounts as make_accounts
from tests.factories import knowledge as make

pytestmark = pytest.mark.django_db
SAID = {
    "kind": "admin",
    "question": "Où est ma carte ?",
    "short_answer": "Elle part sous cinq jours.",
    "long_answer": "Bonjour <script>alert(1)</script>",
    "confidence": "verified",
    "valid_from": "01/01/2026",
    "source0-kind": "law",
    "source0-title": "Code de la mutualité, art. L. 221-4",
    "source0-url": "legifrance.gouv.fr/codes",
    "source0-dated_on": "14/03/2026",
    "source1-kind": "practice",
}


@pytest.fixture
def keepers(mutual: Mutual) -> tuple[User, User]:
    return make.writers(mutual)


@pytest.fixture
def author(keepers: tuple[User, User]) -> Client:
    return make_accounts.browser(keepers[0])


@pytest.fixture
def reader(keepers: tuple[User, User]) -> Client:
    return make_accounts.browser(keepers[1])


@pytest.fixture
def adviser(mutual: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(on=[mutual]))


def written(author: Client, **said: Any) -> Any:
    return author.post("/fiches/nouvelle/", {**SAID, **said})


def only_version(mutual: Mutual) -> ArticleVersion:
    with within_mutuals([mutual.pk]):
        return ArticleVersion.objects.get()


def published(mutual: Mutual, keepers: tuple[User, User], **said: Any) -> ArticleVersion:
    with within_mutuals([mutual.pk]):
        version = make.proposal(keepers[0], **said)
        return services.publish(user=keepers[1], version_id=version.pk)


def test_article_is_written_with_its_sources(author: Client, mutual: Mutual) -> None:
    answer, version = written(author), None
    version = only_version(mutual)
    [source] = version.sources
    assert (answer.status_code, version.question) == (302, "Où est ma carte ?")
    assert (source.title, source.url) == (
        "Code de la mutualité, art. L. 221-4",
        "https://legifrance.gouv.fr/codes",
    )


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"question": ""}, "Ce champ est obligatoire."),
        ({"valid_until": "31/12/2025"}, "Le dernier jour de validité précède le premier."),
        ({"check_again_on": "01/01/2020"}, "Indiquez un jour à venir."),
        ({"source0-title": ""}, "Écrivez le titre de cette source, ou videz sa ligne."),
        ({"valid_from": "31/02/2026"}, "Ce jour n’existe pas."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    author: Client, mutual: Mutual, wrong: dict[str, str], fault: str
) -> None:
    answer = written(author, **wrong)
    page = answer.content.decode()
    assert (answer.status_code, fault in page, "Elle part sous cinq jours." in page) == (422, True, True)
    with within_mutuals([mutual.pk]):
        assert ArticleVersion.objects.count() == 0


def test_script_in_a_text_is_shown_and_does_nothing(author: Client, mutual: Mutual) -> None:
    written(author)
    version = only_version(mutual)
    page = author.get(f"/fiches/{version.article_id}/").content.decode()
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert(1)" in page) == (True, False)


def test_second_reader_sees_what_changes_and_publishes(
    mutual: Mutual, keepers: tuple[User, User], author: Client, reader: Client
) -> None:
    version = published(mutual, keepers, question="Où est ma carte ?", short_answer="Elle part sous cinq jours.")
    author.post(f"/fiches/{version.article_id}/modifier/", {**SAID, "short_answer": "Elle part sous huit jours."})
    page = reader.get(f"/fiches/{version.article_id}/relire/").content.decode()
    assert "cinq</del><ins>" in page.replace('<span class="visually-hidden">avant\xa0: </span>', "").replace("\n", "")
    with within_mutuals([mutual.pk]):
        waiting = ArticleVersion.objects.get(number=2)
    reader.post(f"/fiches/{version.article_id}/relire/", {"read": waiting.pk})
    assert "huit jours" in reader.get(f"/fiches/{version.article_id}/").content.decode()


def test_author_cannot_publish(author: Client, mutual: Mutual) -> None:
    written(author)
    version = only_version(mutual)
    answer = author.post(f"/fiches/{version.article_id}/relire/", {"read": version.pk})
    assert (answer.status_code, only_version(mutual).state) == (409, "to_read")


def test_sending_back_without_a_word_is_refused(author: Client, reader: Client, mutual: Mutual) -> None:
    written(author)
    version = only_version(mutual)
    answer = reader.post(f"/fiches/{version.article_id}/relire/", {"step": "return", "read": version.pk, "why": ""})
    assert (answer.status_code, only_version(mutual).state) == (422, "to_read")


def test_adviser_finds_and_reads_an_article(mutual: Mutual, keepers: tuple[User, User], adviser: Client) -> None:
    version = published(mutual, keepers, question="Où est ma carte ?")
    found = adviser.post("/fiches/", {"q": "ma carte"}).content.decode()
    assert (f"/fiches/{version.article_id}/" in found, "dans la question" in found) == (True, True)
    assert adviser.get(f"/fiches/{version.article_id}/").status_code == 200


def test_adviser_does_not_see_what_waits(author: Client, adviser: Client, mutual: Mutual) -> None:
    written(author)
    version = only_version(mutual)
    assert adviser.get(f"/fiches/{version.article_id}/").status_code == 404
    assert adviser.get(f"/fiches/{version.article_id}/?version=1").status_code == 404


def test_sealed_article_is_not_there_for_an_adviser(mutual: Mutual, adviser: Client) -> None:
    with within_mutuals([mutual.pk]):
        version = make.article(mutual, role=Role.EXPERT, question="Quand dévitaliser ?")
    unknown = adviser.get("/fiches/01900000-0000-7000-8000-000000000000/")
    answer = adviser.get(f"/fiches/{version.article_id}/")
    assert (answer.status_code, len(answer.content)) == (404, len(unknown.content))


def test_question_and_its_answer_go_their_way(
    mutual: Mutual, keepers: tuple[User, User], adviser: Client, reader: Client
) -> None:
    version = published(mutual, keepers)
    adviser.post(f"/fiches/{version.article_id}/question/", {"text": "Et les ayants droit ?"})
    with within_mutuals([mutual.pk]):
        asked = Doubt.objects.get()
    assert "Et les ayants droit" in reader.get("/fiches/a-faire/").content.decode()
    reader.post(f"/fiches/questions/{asked.pk}/", {"text": "Eux aussi."})
    assert "Eux aussi." in adviser.get("/fiches/questions/").content.decode()


def test_empty_question_is_refused_at_its_field(mutual: Mutual, keepers: tuple[User, User], adviser: Client) -> None:
    version = published(mutual, keepers)
    answer = adviser.post(f"/fiches/{version.article_id}/question/", {"text": " "})
    with within_mutuals([mutual.pk]):
        assert (answer.status_code, Doubt.objects.count()) == (422, 0)
