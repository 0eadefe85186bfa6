from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from accounts.queries import draft_of
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import keep_draft
from knowledge import services
from knowledge.editing import EMPTY_REFERENCES
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


def test_new_article_offers_lines_for_its_sources(author: Client) -> None:
    assert len(author.get("/fiches/nouvelle/").context["form"].references) == EMPTY_REFERENCES


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


# ---- what was typed and not sent


def typed(author: User, form: str, *lines: str) -> None:
    keep_draft(user=author, form=form, text="\n".join(lines), version=0)


def test_article_left_half_written_is_taken_up_again(
    keepers: tuple[User, User], author: Client, mutual: Mutual
) -> None:
    lines = ("question=Où est ma carte", "long_answer=Un\\n\\nDeux", f"mutuals={mutual.pk}", "callers=member")
    typed(keepers[0], "fiche", *lines, "source0-kind=law", "source0-title=Code", "source2-kind=practice")
    form = author.get("/fiches/nouvelle/").context["form"]
    shown = {name: form[name].value() for name in ("question", "long_answer", "mutuals", "valid_from")}
    assert shown == {
        "question": "Où est ma carte",
        "long_answer": "Un\n\nDeux",
        "mutuals": [str(mutual.pk)],
        "valid_from": "",
    }
    assert ([one["title"].value() for one in form.references], form.is_bound) == (["Code", ""], False)


def test_article_that_is_sent_is_no_draft_any_more(keepers: tuple[User, User], author: Client, mutual: Mutual) -> None:
    typed(keepers[0], "fiche", "question=Où est ma carte")
    written(author)
    assert (only_version(mutual).number, draft_of(keepers[0], "fiche").text) == (1, "")


def test_article_that_is_refused_is_still_a_draft(keepers: tuple[User, User], author: Client) -> None:
    typed(keepers[0], "fiche", "question=Où est ma carte")
    page = written(author, question="").content.decode()
    assert ("data-cc-draft-now" in page, draft_of(keepers[0], "fiche").text) == (True, "question=Où est ma carte")


def test_draft_can_be_given_up(keepers: tuple[User, User], author: Client, mutual: Mutual) -> None:
    version = published(mutual, keepers)
    typed(keepers[0], f"fiche-{version.article_id.hex}", "question=Autre")
    address = f"/fiches/{version.article_id}/modifier/"
    before = author.get(address).context["form"]["question"].value()
    author.post(address, {"step": "forget"})
    assert (before, author.get(address).context["form"]["question"].value()) == ("Autre", version.question)


def test_version_written_meanwhile_is_told_once(
    mutual: Mutual, keepers: tuple[User, User], author: Client, reader: Client
) -> None:
    version = published(mutual, keepers)
    address = f"/fiches/{version.article_id}/modifier/"
    reader.post(address, {**SAID, "read": "1", "short_answer": "Sous huit jours."})
    told = author.post(address, {**SAID, "read": "1"})
    with within_mutuals([mutual.pk]):
        assert (told.status_code, ArticleVersion.objects.count()) == (422, 2)
    again = author.post(address, {**SAID, "read": told.context["form"]["read"].value()})
    with within_mutuals([mutual.pk]):
        assert (again.status_code, ArticleVersion.objects.count()) == (302, 3)


# ---- answers to the desk


def test_desk_says_that_an_answer_is_there_until_it_is_read(
    mutual: Mutual, keepers: tuple[User, User], adviser: Client, reader: Client
) -> None:
    version = published(mutual, keepers)
    adviser.post(f"/fiches/{version.article_id}/question/", {"text": "Et les ayants droit ?"})
    with within_mutuals([mutual.pk]):
        asked = Doubt.objects.get()
    told = [_told(adviser)]
    reader.post(f"/fiches/questions/{asked.pk}/", {"text": "Eux aussi."})
    told.append(_told(adviser))
    adviser.post("/fiches/questions/")
    assert [*told, _told(adviser)] == [(False, False, False), (True, True, True), (False, False, False)]


def _told(adviser: Client) -> tuple[bool, ...]:
    """At the desk, over the work list, and when the page hears of it."""
    said = "1 réponse à vos questions sur les fiches"
    return tuple(said in adviser.get(path).content.decode() for path in ("/", "/contacts/", "/fiches/reponses/"))


@pytest.mark.attack(8)
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


@pytest.mark.attack(22)
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
