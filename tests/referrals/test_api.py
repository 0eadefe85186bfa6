from secrets import token_hex
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.enums import Scope
from accounts.models import Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import create_api_key
from audit.actors import acting, job
from practitioners.models import Practitioner
from referrals.models import Referral
from referrals.queries import record_of
from tests.factories import accounts as make_accounts
from tests.factories import practitioners as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
ADDRESS = "/api/v1/referrals/"


@pytest.fixture
def machine(mutual: Mutual) -> Client:
    return client_of(mutual, [Scope.REFERRAL_DRAW])


def client_of(mutual: Mutual, scopes: list[Scope]) -> Client:
    with acting(job("test")):
        _, token = create_api_key(
            user=make_accounts.user(Role.API_CLIENT, on=[mutual]),
            mutual=mutual,
            label=f"Portail {len(scopes)}",
            scopes=scopes,
            by=make_accounts.user(Role.ADMINISTRATOR),
        )
    return Client(HTTP_AUTHORIZATION=f"Bearer {token}")


def ask(machine: Client, *, key: str = "", **said: Any) -> Any:
    body = {"profession": "40", "place": "34500", **said}
    headers = {"Idempotency-Key": key or token_hex()}
    return machine.post(ADDRESS, body, content_type="application/json", headers=headers)


def test_a_machine_draws_and_reads_the_same_record(machine: Client) -> None:
    drawn = ask(machine)
    assert (drawn.status_code, machine.get(f"{ADDRESS}{drawn.json()['id']}/").json()) == (201, drawn.json())


def test_the_command_s_record_is_the_api_s(machine: Client, mutual: Mutual) -> None:
    call_command("draw_referral", profession="40", postcode="34500", mutual=mutual.code)
    with within_mutuals([mutual.pk]):
        record = record_of(Referral.objects.get())
    assert machine.get(f"{ADDRESS}{record['id']}/").json() == record


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"profession": "plombier"}, "profession"),
        ({"place": "Zzyzx"}, "place"),
        ({"place": "Genève, Suisse"}, "place"),
        ({"profession": "92"}, "profession"),
        ({"wish": "near"}, "wish"),
        ({"sex": "X"}, "sex"),
        ({"network": "Inconnu"}, "network"),
    ],
)
def test_what_is_wrong_is_named(machine: Client, mutual: Mutual, said: dict[str, str], field: str) -> None:
    answer = ask(machine, **said)
    assert (answer.status_code, list(answer.json())) == (400, [field])
    with within_mutuals([mutual.pk]):
        assert Referral.objects.count() == 0


def test_a_request_sent_again_draws_nothing(machine: Client, mutual: Mutual) -> None:
    answers = [ask(machine, key="une-seule-cle") for _ in range(3)]
    with within_mutuals([mutual.pk]):
        assert Referral.objects.count() == 1
    assert [(one.status_code, one.json()) for one in answers] == [(201, answers[0].json())] * 3


@pytest.mark.attack(24)
def test_another_request_under_the_same_key_is_refused(machine: Client, mutual: Mutual) -> None:
    ask(machine, key="une-seule-cle")
    assert ask(machine, key="une-seule-cle", sex="F").status_code == 409
    with within_mutuals([mutual.pk]):
        assert Referral.objects.count() == 1


def test_a_key_of_one_mutual_draws_for_another(machine: Client, other_mutual: Mutual) -> None:
    labels = {
        ask(one, key="une-seule-cle").json()["id"] for one in (machine, client_of(other_mutual, [Scope.REFERRAL_DRAW]))
    }
    assert len(labels) == 2


def test_a_refused_request_may_come_again(machine: Client) -> None:
    answers = [ask(machine, key="une-seule-cle", profession="92").status_code for _ in range(2)]
    assert (answers, ask(machine, key="une-seule-cle").status_code) == ([400, 400], 201)


def test_a_request_without_a_key_is_refused(machine: Client) -> None:
    answer = machine.post(ADDRESS, {"profession": "40", "place": "34500"}, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["Idempotency-Key"])


def test_a_machine_names_the_network_that_the_member_asks_for(machine: Client, mutual: Mutual) -> None:
    make.network(mutual, *Practitioner.objects.values_list("pk", flat=True)[:6])
    record = ask(machine, network="kalivie").json()["record"]
    assert (record["size"], record["question"]["network"]) == (6, "Kalivie")


def test_without_the_scope_nothing_is_there(mutual: Mutual) -> None:
    assert ask(client_of(mutual, [Scope.MEMBER_READ])).status_code == 404


def test_a_record_of_another_mutual_is_not_there(machine: Client, other_mutual: Mutual) -> None:
    drawn = ask(client_of(other_mutual, [Scope.REFERRAL_DRAW])).json()
    assert machine.get(f"{ADDRESS}{drawn['id']}/").status_code == 404
