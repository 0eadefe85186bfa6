"""What an expert is asked and answers: sealed, and read by experts of the mutual alone."""

from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from contacts.errors import NotHeldError
from contacts.models import Entry
from quotes import queries
from quotes.enums import ToldBy
from quotes.errors import FaultsError, NotOpenError, OpinionGivenError, OpinionWaitingError
from quotes.models import Analysis, Opinion
from quotes.services import analyses, opinions
from tests.factories import accounts as make_accounts
from tests.factories import quotes as make

pytestmark = pytest.mark.usefixtures("within")

SECRET = "zzsecretmedical"
OTHERS = [role for role in Role if role not in {Role.EXPERT, Role.API_CLIENT}]


@pytest.fixture
def analysis(within: Mutual, adviser: User) -> Analysis:
    return make.analysis(make.case(within, holder=adviser), label="Cabinet A")


@pytest.fixture
def expert(mutual: Mutual) -> User:
    return make_accounts.user(Role.EXPERT, on=[mutual])


@pytest.fixture
def asked(analysis: Analysis, adviser: User) -> Opinion:
    return make.opinion(analysis, adviser, f"Question {SECRET}")


def given(asked: Opinion, expert: User) -> Opinion:
    return opinions.answer(
        user=expert, opinion_id=asked.pk, answer=f"Réponse {SECRET}", for_adviser="L’acte proposé convient."
    )


def test_an_expert_reads_the_question(asked: Opinion, expert: User) -> None:
    _, unsealed = opinions.read(user=expert, opinion_id=asked.pk, route="essai")
    read = JournalEntry.objects.filter(route="essai", member_id=asked.analysis.member_id, ground="opinion")
    assert (unsealed.question, unsealed.answer, read.count()) == (f"Question {SECRET}", "", 1)


def test_an_expert_reads_the_answer(asked: Opinion, expert: User) -> None:
    given(asked, expert)
    assert opinions.read(user=expert, opinion_id=asked.pk, route="essai")[1].answer == f"Réponse {SECRET}"


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_or_answers(asked: Opinion, mutual: Mutual, role: Role) -> None:
    user = make_accounts.user(role, on=[mutual])
    with pytest.raises(Opinion.DoesNotExist):
        opinions.read(user=user, opinion_id=asked.pk, route="essai")
    with pytest.raises(Opinion.DoesNotExist):
        given(asked, user)
    assert list(queries.opinions_to_give(user)) == []


def test_the_adviser_sees_the_part_for_them(asked: Opinion, expert: User) -> None:
    given(asked, expert)
    entry = Entry.objects.filter(case=asked.analysis.case).order_by("-pk")[0]
    assert (entry.text, [one.for_adviser for one in queries.opinions_on(asked.analysis)]) == (
        "L’acte proposé convient.", ["L’acte proposé convient."],
    )  # fmt: skip


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("is_given", [False, True])
def test_no_page_of_anybody_else_holds_what_is_sealed(
    asked: Opinion,
    adviser: User,
    expert: User,
    mutual: Mutual,
    role: Role,
    is_given: bool,  # noqa: FBT001
) -> None:
    if is_given:
        given(asked, expert)
    # Whoever may have the contact in hand is the one who asked.
    user = adviser if role is Role.TELEADVISER else make_accounts.user(role, on=[mutual])
    browser = make_accounts.browser(user)
    analysis, case = [asked.analysis_id], [asked.analysis.case_id]
    addresses = [
        reverse("quotes:opinions"), reverse("quotes:opinion", args=[asked.pk]),
        *(reverse(f"quotes:{name}", args=analysis) for name in ("ask_opinion", "send", "member_page", "file_page")),
        reverse("workstation:case", args=case), reverse("correspondence:reply", args=case),
    ]  # fmt: skip
    assert [path for path in addresses if SECRET.encode() in browser.get(path).content] == []


def test_it_stands_sealed_in_the_database(asked: Opinion, expert: User) -> None:
    given(asked, expert)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quotes_opinion::text FROM quotes_opinion")
        [(row,)] = cursor.fetchall()
    assert (SECRET in row, SECRET.encode().hex() in row) == (False, False)


def test_an_expert_of_another_mutual_finds_none(asked: Opinion, other_mutual: Mutual) -> None:
    browser = make_accounts.browser(make_accounts.user(Role.EXPERT, on=[other_mutual]))
    statuses = [browser.get(reverse("quotes:opinion", args=[asked.pk])).status_code]
    assert (statuses, str(asked.pk) in browser.get(reverse("quotes:opinions")).text) == ([404], False)


def test_an_expert_asks_nothing_of_who_has_the_contact(asked: Opinion, expert: User) -> None:
    browser = make_accounts.browser(expert)
    page = browser.get(reverse("quotes:opinion", args=[asked.pk]))
    listed = str(asked.pk) in browser.get(reverse("quotes:opinions")).text
    assert (page.status_code, SECRET in page.text, listed) == (200, True, True)


def test_what_was_typed_stays_when_a_part_is_missing(asked: Opinion, expert: User) -> None:
    browser = make_accounts.browser(expert)
    page = browser.post(reverse("quotes:opinion", args=[asked.pk]), {"answer": "Tout va bien", "for_adviser": " "})
    asked.refresh_from_db()
    assert (page.status_code, "Tout va bien" in page.text, asked.answered_at) == (422, True, None)


def test_only_who_has_the_contact_asks(analysis: Analysis, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        make.opinion(analysis, other_adviser)
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize("question", ["", "   ", "x" * 4001])
def test_a_question_is_asked_in_words(analysis: Analysis, adviser: User, question: str) -> None:
    with pytest.raises(FaultsError):
        make.opinion(analysis, adviser, question)
    assert Opinion.objects.count() == 0


def test_one_waits_at_a_time(asked: Opinion, adviser: User, expert: User) -> None:
    with pytest.raises(OpinionWaitingError):
        make.opinion(asked.analysis, adviser)
    given(asked, expert)
    make.opinion(asked.analysis, adviser)
    assert Opinion.objects.count() == 2


def test_none_is_asked_of_what_was_told(analysis: Analysis, adviser: User) -> None:
    analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE)
    with pytest.raises(NotOpenError):
        make.opinion(analysis, adviser)


def test_a_given_opinion_is_kept(asked: Opinion, expert: User) -> None:
    given(asked, expert)
    with pytest.raises(OpinionGivenError):
        given(asked, expert)
    found = Opinion.objects.filter(pk=asked.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(for_adviser="Autre chose")
    with pytest.raises(DatabaseError), transaction.atomic():
        found.delete()


@pytest.mark.parametrize("fields", [{"for_adviser": "Oui"}, {"answer_sealed": b"x"}])
def test_half_an_answer_is_refused_by_the_database(asked: Opinion, fields: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="quotes_opinion_given_whole"), transaction.atomic():
        Opinion.objects.filter(pk=asked.pk).update(**fields)


def test_a_text_copied_to_another_column_does_not_open(asked: Opinion, expert: User) -> None:
    Opinion.objects.filter(pk=asked.pk).update(
        answer_sealed=bytes(asked.question_sealed), for_adviser="x", answered_by=expert, answered_at=asked.asked_at
    )
    with pytest.raises(InvalidTag):
        opinions.read(user=expert, opinion_id=asked.pk, route="essai")
