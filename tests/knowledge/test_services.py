from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from accounts.models import Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from knowledge import queries, services
from knowledge.deadlines import answer_due
from knowledge.enums import Kind, VersionState
from knowledge.errors import AlreadyReadError, AnsweredError, NothingSaidError, OtherMutualsError, OwnVersionError
from knowledge.models import Article, ArticleVersion, Doubt, SearchText
from tests.factories import accounts as make_accounts
from tests.factories import knowledge as make

pytestmark = pytest.mark.django_db


def states(article: Article) -> list[tuple[int, str]]:
    return list(article.versions.order_by("number").values_list("number", "state"))


def test_new_article_waits_for_its_second_reader(within: Mutual) -> None:
    author, reader = make.writers(within)
    version = make.proposal(author)
    adviser = make_accounts.user(on=[within])
    assert (version.state, queries.version_shown(adviser, version.article)) == (VersionState.TO_READ, None)
    assert [one.pk for one in queries.to_read(reader)] == [version.pk]


def test_author_is_no_second_reader(within: Mutual) -> None:
    author, _ = make.writers(within)
    version = make.proposal(author)
    with pytest.raises(OwnVersionError):
        services.publish(user=author, version_id=version.pk)
    version.refresh_from_db()
    assert version.state == VersionState.TO_READ


def test_database_too_refuses_the_author_as_second_reader(within: Mutual) -> None:
    version = make.article(within)
    with pytest.raises(IntegrityError, match="knowledge_version_second_reader_is_other"), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk).update(second_reader=version.author)


def test_published_text_is_never_changed(within: Mutual) -> None:
    version = make.article(within)
    with pytest.raises(Error, match="kept_as_written"), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk).update(short_answer="Autre chose")


def test_version_is_never_deleted(within: Mutual) -> None:
    version = make.article(within)
    SearchText.objects.all().delete()
    with pytest.raises(Error, match="kept_for_ever"), transaction.atomic():
        version.delete()


def test_next_version_ends_the_one_before(within: Mutual) -> None:
    first = make.article(within)
    author, reader = make.writers(within)
    second = services.write_again(user=author, article_id=first.article_id, written=make.text(short_answer="Mieux"))
    services.publish(user=reader, version_id=second.pk)
    first.refresh_from_db()
    assert first.in_force_until == timezone.localdate()
    assert queries.version_shown(make_accounts.user(on=[within]), first.article) == second


def test_version_of_a_day_to_come_leaves_the_one_before_in_force(within: Mutual) -> None:
    first = make.article(within)
    author, reader = make.writers(within)
    later = timezone.localdate() + timedelta(days=40)
    second = services.write_again(user=author, article_id=first.article_id, written=make.text(valid_from=later))
    services.publish(user=reader, version_id=second.pk)
    shown = queries.in_force(ArticleVersion.objects.filter(article=first.article_id))
    assert [one.pk for one in shown] == [first.pk]
    assert [one.pk for one in queries.in_force(ArticleVersion.objects.all(), on=later)] == [second.pk]


def test_version_decided_later_wins_over_one_of_a_day_to_come(within: Mutual) -> None:
    first = make.article(within, valid_from=timezone.localdate() + timedelta(days=40))
    author, reader = make.writers(within)
    second = services.write_again(user=author, article_id=first.article_id, written=make.text())
    services.publish(user=reader, version_id=second.pk)
    for ahead in (0, 40, 80):
        day = timezone.localdate() + timedelta(days=ahead)
        assert [one.pk for one in queries.in_force(ArticleVersion.objects.all(), on=day)] == [second.pk]


def test_version_that_waits_is_withdrawn_by_the_next(within: Mutual) -> None:
    author, _ = make.writers(within)
    first = make.proposal(author)
    services.write_again(user=author, article_id=first.article_id, written=make.text("Autre question ?"))
    assert states(first.article) == [(1, VersionState.WITHDRAWN), (2, VersionState.TO_READ)]


def test_version_is_read_once(within: Mutual) -> None:
    version = make.article(within)
    with pytest.raises(AlreadyReadError):
        services.publish(user=make.writers(within)[0], version_id=version.pk)


def test_version_is_sent_back_with_a_reason(within: Mutual) -> None:
    author, reader = make.writers(within)
    version = make.proposal(author)
    services.send_back(user=reader, version_id=version.pk, why="La date est fausse")
    [mine] = queries.sent_back(author)
    assert (mine.pk, mine.returned_because, SearchText.objects.count()) == (version.pk, "La date est fausse", 0)


def test_sending_back_without_a_word_is_refused(within: Mutual) -> None:
    author, reader = make.writers(within)
    version = make.proposal(author)
    with pytest.raises(NothingSaidError):
        services.send_back(user=reader, version_id=version.pk, why="  ")
    assert states(version.article) == [(1, VersionState.TO_READ)]


def test_end_before_the_beginning_is_refused(within: Mutual) -> None:
    author, _ = make.writers(within)
    with pytest.raises(ValidationError), transaction.atomic():
        make.proposal(author, valid_until=date(2019, 12, 31))
    assert Article.objects.count() == 0


def test_confirmed_version_is_checked_again_a_year_later(within: Mutual) -> None:
    today = timezone.localdate()
    version = make.article(within, check_again_on=today)
    _, reader = make.writers(within)
    due = list(queries.to_check(reader))
    services.confirm(user=reader, version_id=version.pk)
    version.refresh_from_db()
    assert (due, list(queries.to_check(reader))) == ([version], [])
    assert (version.checked_by, version.check_again_on) == (reader, today + timedelta(days=365))


def test_article_that_ends_soon_is_in_the_list_of_work(within: Mutual) -> None:
    today = timezone.localdate()
    soon = make.article(within, valid_until=today + timedelta(days=10))
    make.article(within, valid_until=today + timedelta(days=100))
    assert list(queries.expiring(make.writers(within)[0])) == [soon]


# ---- whom it concerns


def test_article_of_another_mutual_does_not_exist(mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        make.article(other_mutual, mutual_ids=[other_mutual.pk])
        make.article(other_mutual)
    with within_mutuals([mutual.pk]):
        counts = (Article.objects.count(), ArticleVersion.objects.count())
        assert counts == (1, 1)


@pytest.mark.attack(3)
def test_article_for_a_mutual_outside_the_scope_cannot_be_written(mutual: Mutual, other_mutual: Mutual) -> None:
    author, _ = make.writers(mutual)
    with within_mutuals([mutual.pk]), pytest.raises(OtherMutualsError), transaction.atomic():
        make.proposal(author, mutual_ids=[mutual.pk, other_mutual.pk])


def test_row_security_refuses_it_too(mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([mutual.pk]), pytest.raises(Error, match="row-level security"), transaction.atomic():
        Article.objects.create(kind=Kind.LEGAL, mutual_ids=[other_mutual.pk])


def test_doubt_about_an_article_of_another_mutual_does_not_exist(mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        version = make.article(other_mutual, mutual_ids=[other_mutual.pk])
        services.doubt(user=make_accounts.user(on=[other_mutual]), version_id=version.pk, text="Faux")
    with within_mutuals([mutual.pk]):
        assert Doubt.objects.count() == 0


def test_article_of_two_mutuals_is_changed_by_who_works_for_both(mutual: Mutual, other_mutual: Mutual) -> None:
    both = [mutual.pk, other_mutual.pk]
    with within_mutuals(both):
        version = make.article(mutual, other_mutual, mutual_ids=both)
    author, _ = make.writers(mutual)
    with within_mutuals([mutual.pk]):
        assert queries.version_shown(author, version.article) == version
        with pytest.raises(OtherMutualsError), transaction.atomic():
            services.write_again(user=author, article_id=version.article_id, written=make.text())


def test_sealed_article_is_the_experts_alone(within: Mutual) -> None:
    version = make.article(within, role=Role.EXPERT, question="Quand faut-il dévitaliser ?")
    seen = {
        role: queries.visible_to(make_accounts.user(role, on=[within])).filter(pk=version.article_id).exists()
        for role in Role
        if role is not Role.API_CLIENT
    }
    assert [role for role, may in seen.items() if may] == [Role.EXPERT]


def test_expert_writes_what_is_sealed_and_nothing_else(within: Mutual) -> None:
    common = make.article(within)
    expert, _ = make.writers(within, role=Role.EXPERT)
    with pytest.raises(Article.DoesNotExist):
        services.write_again(user=expert, article_id=common.article_id, written=make.text())
    assert make.proposal(expert).article.is_sealed


# ---- questions of the desk


def test_question_of_the_desk_is_due_in_two_working_days(within: Mutual) -> None:
    version, adviser = make.article(within), make_accounts.user(on=[within])
    asked = services.doubt(user=adviser, version_id=version.pk, text="Et pour les ayants droit ?")
    assert asked.due_on == answer_due(timezone.localdate())
    assert list(queries.doubts(make.writers(within)[0])) == [asked]


def test_answer_goes_back_to_who_asked(within: Mutual) -> None:
    version, adviser = make.article(within), make_accounts.user(on=[within])
    asked = services.doubt(user=adviser, version_id=version.pk, text="Faux")
    services.answer(user=make.writers(within)[0], doubt_id=asked.pk, text="Corrigé en version 2.")
    unseen = queries.answers_unseen(adviser)
    services.see_answers(user=adviser)
    assert (unseen, queries.answers_unseen(adviser)) == (1, 0)


def test_question_is_answered_once(within: Mutual) -> None:
    version, adviser = make.article(within), make_accounts.user(on=[within])
    asked = services.doubt(user=adviser, version_id=version.pk, text="Faux")
    keeper, other = make.writers(within)
    services.answer(user=keeper, doubt_id=asked.pk, text="Corrigé.")
    with pytest.raises(AnsweredError):
        services.answer(user=other, doubt_id=asked.pk, text="Non.")
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Corrigé.", keeper)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 18), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 22), date(2026, 11, 24)),
        (date(2026, 11, 10), date(2026, 11, 13)),
        (date(2026, 12, 31), date(2027, 1, 5)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(asked: date, due: date) -> None:
    assert answer_due(asked) == due
