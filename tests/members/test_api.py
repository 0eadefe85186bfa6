"""The members' API: what a machine of a mutual gets, what it does not, and what each reading leaves behind."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Scope
from accounts.models import ApiKey, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.models import JournalEntry
from members.enums import ContractStatus
from members.models import CoveragePeriod, Member
from tests.factories import accounts as make
from tests.factories import members as make_members

LIST = "/api/v1/members/"
# Before the members: the key, its mutual and mark of use, the scope; then members, counts and what belongs to them.
QUERIES = 13


def machine(mutual: Mutual, *, scopes: tuple[str, ...] = (Scope.MEMBER_READ,), **fields: Any) -> Client:
    """A client with a fresh key of MUTUAL."""
    account = make.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=mutual, label=account.username, scopes=list(scopes), **fields)
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def portal(mutual: Mutual) -> Client:
    return machine(mutual)


@pytest.fixture
def helene(mutual: Mutual) -> Member:
    with within_mutuals([mutual.pk]):
        return make_members.member(mutual, number="20418", phone="+33199001234", email="h@exemple.fr")


def reads() -> list[tuple[str, Any]]:
    return list(JournalEntry.objects.order_by("pk").values_list("act", "member_id"))


def test_a_member_in_full(portal: Client, helene: Member) -> None:
    assert portal.get(f"{LIST}{helene.pk}/", {"on": "2026-11-22"}).json() == {
        "id": str(helene.pk), "number": "20418", "rank": 1, "kinship": "holder", "sex": "F",
        "birth_name": "Marchandeau", "used_name": "Marchandeau", "first_names": "Hélène",
        "birth_date": "1958-03-14", "died_on": None, "regime": "general", "email": "h@exemple.fr",
        "preferred_channel": "", "language": "fr",
        "rights": {"on": "2026-11-22", "state": "open", "since": "2020-01-01", "until": None,
                   "contract_number": helene.contract.number},
        "contract": {"number": helene.contract.number, "status": "active", "starts_on": "2020-01-01", "ends_on": None,
                     "product": {"code": helene.contract.product.code, "name": "Équilibre 300", "level": 3}},
        "family": [{"id": str(helene.pk), "number": "20418", "rank": 1, "kinship": "holder"}],
        "phones": [{"number": "+33199001234", "kind": "mobile", "is_main": True}],
        "addresses": [{"kind": "home", "line1": "3 rue des Tanneurs", "line2": "", "postal_code": "34500",
                       "town": "Béziers", "insee_code": "", "country": "FR", "valid_from": None, "valid_until": None}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "state"),
    [("2019-12-31", "not_yet"), ("2020-01-01", "open"), ("2024-06-30", "open"), ("2024-07-01", "ended")],
)
def test_rights_on_a_day(portal: Client, mutual: Mutual, on: str, state: str) -> None:
    with within_mutuals([mutual.pk]):
        member = make_members.member(mutual, covered_until=date(2024, 6, 30))
    assert portal.get(f"{LIST}{member.pk}/", {"on": on}).json()["rights"]["state"] == state


def test_rights_without_a_day_are_today_s(portal: Client, helene: Member) -> None:
    rights = portal.get(f"{LIST}{helene.pk}/").json()["rights"]
    assert rights["state"] == "open"


def test_members_of_a_number_by_rank(portal: Client, mutual: Mutual, helene: Member) -> None:
    with within_mutuals([mutual.pk]):
        child = make_members.member(mutual, number="20418", rank=2, kinship="child", contract=helene.contract)
    page = portal.get(LIST, {"number": "20418"}).json()
    assert (page["count"], [one["id"] for one in page["results"]]) == (2, [str(helene.pk), str(child.pk)])
    assert [one["id"] for one in portal.get(LIST, {"number": "20418", "rank": "2"}).json()["results"]] == [
        str(child.pk)
    ]


def test_members_of_a_contract(portal: Client, helene: Member) -> None:
    page = portal.get(LIST, {"contract_number": helene.contract.number}).json()
    assert [one["id"] for one in page["results"]] == [str(helene.pk)]


@pytest.mark.parametrize("number", ["2041", "204180", "%", "20418 ", "' OR 1=1 --"])
def test_only_the_whole_number_is_found(portal: Client, helene: Member, number: str) -> None:
    found = portal.get(LIST, {"number": number}).json()["count"]
    assert found == (1 if number.strip() == "20418" else 0)


def test_pages_are_bounded(portal: Client, mutual: Mutual, helene: Member) -> None:
    with within_mutuals([mutual.pk]):
        for rank in (2, 3):
            make_members.member(mutual, number="20418", rank=rank, contract=helene.contract)
    page = portal.get(LIST, {"number": "20418", "page": "2", "page_size": "2"}).json()
    assert (page["count"], [one["rank"] for one in page["results"]]) == (3, [3])


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, {"number", "contract_number"}),
        ({"number": ""}, {"number"}),
        ({"number": "1" * 13}, {"number"}),
        ({"number": "a\x00b"}, {"number"}),
        ({"number": "1", "rank": "NaN"}, {"rank"}),
        ({"number": "1", "rank": "1e999"}, {"rank"}),
        ({"number": "1", "rank": "0"}, {"rank"}),
        ({"number": "1", "on": "31/12/2026"}, {"on"}),
        ({"number": "1", "on": "2026-02-30"}, {"on"}),
        ({"number": "1", "page": "-1"}, {"page"}),
        ({"number": "1", "page": "9" * 5000}, {"page"}),
        ({"number": "1", "page_size": "101"}, {"page_size"}),
        ({"number": ["1", "2"]}, {"number"}),
        ({"number": "1", "ordering": "nir_index"}, {"ordering"}),
        ({"number": "1", "fields": "nir_sealed", "member__nir": "1"}, {"fields", "member__nir"}),
    ],
)
@pytest.mark.attack(5)
def test_a_wrong_parameter_is_named(portal: Client, asked: dict[str, Any], named: set[str]) -> None:
    response = portal.get(LIST, asked)
    assert (response.status_code, set(response.json())) == (400, named)


@pytest.mark.parametrize("asked", ["0197f000-0000-7000-8000-000000000000", "1", "0x1", "null", "é", "a" * 500])
@pytest.mark.attack(1)
def test_unknown_ids_get_one_answer(portal: Client, asked: str) -> None:
    response = portal.get(f"{LIST}{asked}/")
    assert (response.status_code, response.json()) == (404, portal.get(f"{LIST}{uuid4()}/").json())


@pytest.mark.attack(1)
def test_another_mutual_s_member_is_not_there(other_mutual: Mutual, helene: Member) -> None:
    stranger = machine(other_mutual)
    got, missing = stranger.get(f"{LIST}{helene.pk}/"), stranger.get(f"{LIST}{uuid4()}/")
    assert (got.status_code, got.content, dict(got.headers).keys()) == (
        404,
        missing.content,
        dict(missing.headers).keys(),
    )
    assert (stranger.get(LIST, {"number": "20418"}).json()["count"], reads()) == (0, [])


@pytest.mark.attack(23)
def test_a_key_without_the_scope_finds_nothing(mutual: Mutual, helene: Member) -> None:
    response = machine(mutual, scopes=()).get(f"{LIST}{helene.pk}/")
    assert (response.status_code, reads()) == (404, [])


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer inconnue", "Bearer a b", "Token x", "Bearer é", "Basic YTpi"]
)
@pytest.mark.attack(23)
def test_no_valid_key_no_answer(client: Client, helene: Member, header: str) -> None:
    response = client.get(f"{LIST}{helene.pk}/", headers={"Authorization": header} if header else {})
    assert (response.status_code, response.headers["WWW-Authenticate"], reads()) == (401, "Bearer", [])


@pytest.mark.attack(23)
def test_a_revoked_key_and_an_expired_one_are_refused(mutual: Mutual, helene: Member) -> None:
    revoked, expired = machine(mutual), machine(mutual)
    first, second = ApiKey.objects.order_by("created")
    first.delete()
    ApiKey.objects.filter(pk=second.pk).update(expiry="2020-01-01T00:00:00Z")
    assert [one.get(f"{LIST}{helene.pk}/").status_code for one in (revoked, expired)] == [401, 401]


def test_the_keys_of_a_closed_mutual_are_refused(mutual: Mutual, portal: Client, helene: Member) -> None:
    Mutual.objects.filter(pk=mutual.pk).update(is_active=False)
    assert (portal.get(f"{LIST}{helene.pk}/").status_code, reads()) == (401, [])


def test_the_keys_of_an_account_that_became_a_person_s_are_refused(portal: Client, helene: Member) -> None:
    User.objects.filter(role=Role.API_CLIENT).update(role=Role.SUPERVISOR)
    assert (portal.get(f"{LIST}{helene.pk}/").status_code, reads()) == (401, [])


def test_a_deactivated_account_s_keys_are_refused(portal: Client, helene: Member) -> None:
    User.objects.filter(role=Role.API_CLIENT).update(is_active=False)
    assert (portal.get(f"{LIST}{helene.pk}/").status_code, reads()) == (401, [])


def test_a_signed_in_person_is_not_a_machine(mutual: Mutual, helene: Member) -> None:
    adviser = make.browser(make.user(Role.TELEADVISER, on=[mutual]))
    assert adviser.get(f"{LIST}{helene.pk}/").status_code == 401


@pytest.mark.parametrize("body", ["[]", "{}", "NaN", "1e999", '{"a": 1, "a": 2}', "[" * 10_000, "x" * 1_000_000])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_interface_only_reads(portal: Client, helene: Member, method: str, body: str) -> None:
    response = getattr(portal, method)(f"{LIST}{helene.pk}/", body, content_type="application/json")
    assert (response.status_code, reads()) == (405, [])


def test_each_member_shown_leaves_one_row(portal: Client, mutual: Mutual, helene: Member) -> None:
    with within_mutuals([mutual.pk]):
        child = make_members.member(mutual, number="20418", rank=2, contract=helene.contract)
    portal.get(LIST, {"number": "20418"})
    portal.get(f"{LIST}{helene.pk}/")
    assert reads() == [("api", helene.pk), ("api", child.pk), ("api", helene.pk)]


def test_the_row_says_which_key_read_on_what_ground(portal: Client, mutual: Mutual, helene: Member) -> None:
    portal.get(f"{LIST}{helene.pk}/", headers={"X-Request-ID": "abcd-1234"})
    entry, key = JournalEntry.objects.get(), ApiKey.objects.get()
    assert (entry.actor_kind, entry.actor_name, entry.actor_id) == ("key", key.label, key.user_id)
    assert (entry.mutual_id, entry.ground, entry.route, entry.request_id) == (
        mutual.pk,
        "scope",
        "api:member-detail",
        "abcd-1234",
    )


@pytest.fixture
def _deaf_journal(db: None) -> Iterator[None]:
    """The database refuses whatever is written to the journal."""

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        return execute("SELECT 1/0", None, *rest[1:]) if 'INTO "audit_journalentry"' in sql else execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.usefixtures("_deaf_journal")
@pytest.mark.parametrize("address", ["{0}{1}/", "{0}?number=20418"])
@pytest.mark.attack(18)
def test_what_cannot_be_journalled_is_not_shown(portal: Client, helene: Member, address: str) -> None:
    response = portal.get(address.format(LIST, helene.pk))
    assert (response.status_code, set(response.json())) == (503, {"detail"})


def test_nothing_secret_or_medical_is_shown(portal: Client, helene: Member) -> None:
    text = portal.get(f"{LIST}{helene.pk}/").content.decode().lower()
    assert [word for word in ("nir", "fragil", "medic", "import", "seal") if word in text] == []


def test_a_past_cover_gives_its_contract(portal: Client, mutual: Mutual) -> None:
    with within_mutuals([mutual.pk]):
        member = make_members.member(mutual, covered_from=date(2022, 1, 1))
        before = make_members.contract(mutual, number="C-AVANT", status=ContractStatus.ENDED)
        CoveragePeriod.objects.create(
            mutual=mutual, member=member, contract=before, starts_on="2020-01-01", ends_on="2021-12-31"
        )
    rights = portal.get(f"{LIST}{member.pk}/", {"on": "2021-06-01"}).json()["rights"]
    assert rights == {
        "on": "2021-06-01",
        "state": "open",
        "since": "2020-01-01",
        "until": "2021-12-31",
        "contract_number": "C-AVANT",
    }


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(
    portal: Client, mutual: Mutual, helene: Member, ranks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with within_mutuals([mutual.pk]):
        for rank in range(2, ranks + 1):
            make_members.member(mutual, number="20418", rank=rank, contract=helene.contract)
    with django_assert_num_queries(QUERIES + ranks):
        portal.get(LIST, {"number": "20418"})


@pytest.mark.attack(23)
def test_too_many_requests_are_told_to_wait(portal: Client, helene: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.backends.ApiKeyThrottle.THROTTLE_RATES", {"api_key": "2/min"})
    answers = [portal.get(f"{LIST}{helene.pk}/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60


def test_another_key_is_not_made_to_wait(
    portal: Client, mutual: Mutual, helene: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.backends.ApiKeyThrottle.THROTTLE_RATES", {"api_key": "1/min"})
    assert [one.get(f"{LIST}{helene.pk}/").status_code for one in (portal, portal, machine(mutual))] == [200, 429, 200]
