"""The desk's search through its address: what is shown, what may be opened, what is journalled."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from members.models import Ground, Member
from tests.factories import accounts as make_accounts
from tests.factories import members as make
from tests.factories.accounts import browser

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def helene(within: Mutual) -> Member:
    return make.member(within, number="20411873", phone="+33465712348")


@pytest.fixture
def desk(adviser: User) -> Client:
    return browser(adviser)


def search(desk: Client, text: str) -> str:
    answer = desk.post("/recherche/", {"q": text}, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_fact_shows_the_year_and_opens_nothing(desk: Client, helene: Member) -> None:
    shown = search(desk, "marchandeau")
    assert ("1958" in shown, "14/03/1958" in shown, "formaction" in shown) == (True, False, False)


def test_two_facts_open_the_file(desk: Client, helene: Member) -> None:
    shown = search(desk, "marchandeau 1403")
    proof = shown.split('name="proof" value="')[1].split('"')[0]
    answer = desk.post(f"/adherents/{helene.pk}/ouvrir/", {"proof": proof}, follow=True)
    assert answer.redirect_chain == [(f"/adherents/{helene.pk}/", 302)]
    assert Ground.objects.get().facts == ["birth", "name"]


def test_a_proof_opens_no_other_file(desk: Client, helene: Member) -> None:
    other = make.member(helene.mutual, birth_name="Durand")
    proof = search(desk, "marchandeau 1403").split('name="proof" value="')[1].split('"')[0]
    assert desk.post(f"/adherents/{other.pk}/ouvrir/", {"proof": proof}).status_code == 404


def test_a_proof_is_no_use_to_somebody_else(desk: Client, helene: Member, other_adviser: User) -> None:
    proof = search(desk, "marchandeau 1403").split('name="proof" value="')[1].split('"')[0]
    assert browser(other_adviser).post(f"/adherents/{helene.pk}/ouvrir/", {"proof": proof}).status_code == 404


def test_a_file_without_a_ground_is_not_there(desk: Client, helene: Member) -> None:
    assert desk.get(f"/adherents/{helene.pk}/").status_code == 404


def test_a_search_is_journalled_by_kinds_and_never_by_values(desk: Client, helene: Member) -> None:
    search(desk, "marchandeau 14/03/1958")
    entry = JournalEntry.objects.get()
    seen = {"kinds": ["name", "birth"], "hits": 1, "members": [str(helene.pk)]}
    assert (entry.act, entry.detail) == ("search", seen)


def test_a_list_shows_no_second_fact(desk: Client, helene: Member) -> None:
    shown = search(desk, "marchandeau")
    assert [fact for fact in ("20411873", "34500", "Béziers", "14/03") if fact in shown] == []


def test_a_wrong_date_opens_nothing(desk: Client, helene: Member) -> None:
    assert "formaction" not in search(desk, "marchandeau 15/03/1958")


def test_opening_a_file_is_journalled_once(desk: Client, helene: Member) -> None:
    proof = search(desk, "marchandeau 1403").split('name="proof" value="')[1].split('"')[0]
    desk.post(f"/adherents/{helene.pk}/ouvrir/", {"proof": proof}, follow=True)
    assert list(JournalEntry.objects.filter(act="open").values_list("member_id", "ground")) == [(helene.pk, "search")]


@pytest.mark.parametrize(
    ("typed", "said", "understood"),
    [
        ("99999999", "Personne n’a ce numéro d’adhérent", "numéro d’adhérent"),
        ("+33639980000", "Personne n’a ce téléphone", "téléphone"),
        ("0639980000", "Personne n’a ce numéro, ni comme téléphone ni comme numéro d’adhérent", "téléphone ou"),
        ("personne@exemple.fr", "Personne n’a ce courriel", "courriel"),
        (
            "31/02/1961",
            "Personne n’est né ce jour-là\u00a0: vérifiez le jour, le mois et l’année",
            "date de naissance impossible",
        ),
        ("02/01/1961", "Personne n’est né ce jour-là", "date de naissance"),
        ("durand", "Personne ne répond à cette recherche", "nom ou prénom"),
    ],
)
def test_it_is_said_what_nobody_has(desk: Client, helene: Member, typed: str, said: str, understood: str) -> None:
    shown = search(desk, typed)
    assert (said in shown, understood in shown) == (True, True)


@pytest.mark.parametrize("typed", ["%", "_", "\x00", "a" * 10_000, "' OR 1=1 --", "\u202emarchandeau\u202c", "é" * 300])
@pytest.mark.attack(4)
def test_odd_input_is_answered_normally(desk: Client, helene: Member, typed: str) -> None:
    search(desk, typed)


@pytest.mark.parametrize("others", [0, 2])
def test_queries_do_not_grow_with_answers(
    desk: Client, helene: Member, others: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(others):
        make.member(helene.mutual, contract=helene.contract)
    search(desk, "durand")
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        search(desk, "marchandeau helene")


QUERIES = 14


def test_a_stopped_account_is_told_in_place_of_the_answers(desk: Client, adviser: User, helene: Member) -> None:
    User.objects.filter(pk=adviser.pk).update(blocked_at=timezone.now())
    shown = search(desk, "marchandeau 1403")
    assert ("notice-bad" in shown, "Marchandeau" in shown) == (True, False)


def test_a_reason_is_asked_for_a_file_that_is_named_without_a_fact(within: Mutual) -> None:
    helene = make.member(within, number="20411873", birth_name="Marchandeau", first_names="Hélène Marie")
    supervisor = make_accounts.user(Role.SUPERVISOR, on=[within])
    shown = browser(supervisor).get(f"/adherents/{helene.pk}/motif/").content.decode()
    named = [words in shown for words in ("Hélène M.", "1958", "Arbelle", "finit par 873")]
    kept = [words in shown for words in ("Marchandeau", "20411873", "14/03", "34500")]
    assert (named, kept) == ([True] * 4, [False] * 4)
