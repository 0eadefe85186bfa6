"""Draws in the same breath: each has a seed and a record of its own, and the chain holds."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Scope
from accounts.models import ApiKey, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.models import Case
from practitioners.asking import origin_of
from practitioners.terms import kind_of
from referrals.models import Referral
from referrals.oversight import verify
from referrals.services import Asked, draw_list
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import practitioners as make
from tests.races.leaving import leave

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
AT_ONCE = 20


@pytest.fixture
def town(transactional_db: None) -> Mutual:
    """A mutual, and twelve dentists in Béziers."""
    mutual = make_accounts.mutual()
    with transaction.atomic():
        make.town(12)
    return mutual


def dentists() -> Asked:
    kind = kind_of("40")
    assert kind is not None
    return Asked(kind, origin_of("34500"))


def with_contact(mutual: Mutual) -> tuple[User, Case]:
    adviser = make_contacts.trained(make_accounts.user(on=[mutual]))
    with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
        return adviser, make_contacts.case(mutual, holder=adviser)


def faults(mutual: Mutual) -> list[str]:
    with within_mutuals([mutual.pk]), transaction.atomic():
        return [fault.what for _, found in verify(Referral.objects.all()) for fault in found]


def test_two_advisers_with_one_question_in_the_same_second(town: Mutual) -> None:
    together = Barrier(2)

    def draw(desk: tuple[User, Case]) -> tuple[bytes, int, list[int]]:
        adviser, case = desk
        try:
            with acting(job("test")), within_mutuals([town.pk]), transaction.atomic():
                together.wait()
                drawn = draw_list(mutual_id=town.pk, asked=dentists(), user=adviser, case_id=case.pk)
                return bytes(drawn.seed), drawn.number, drawn.place_ids
        finally:
            leave()

    with ThreadPoolExecutor(max_workers=2) as desks:
        drawn = list(desks.map(draw, [with_contact(town) for _ in range(2)]))
    seeds, numbers, places = zip(*drawn, strict=True)
    assert (len(set(seeds)), sorted(numbers), faults(town)) == (2, [1, 2], [])
    assert places[0] != places[1]


def ask(town: Mutual, keys: list[str]) -> list[Any]:
    """The same request of a machine under each of these keys, all at once."""
    account = make_accounts.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=town, label="Portail", scopes=[Scope.REFERRAL_DRAW])
    body = json.dumps({"profession": "40", "place": "34500"})

    def post(key: str) -> Any:
        client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key})
        try:
            response = client.post("/api/v1/referrals/", body, content_type="application/json")
            return response.status_code, response.content
        finally:
            leave()

    with ThreadPoolExecutor(max_workers=len(keys)) as machines:
        return list(machines.map(post, keys))


def test_draws_of_one_question_at_once_are_one_chain(town: Mutual) -> None:
    answers = ask(town, [f"request-{number}" for number in range(AT_ONCE)])
    with within_mutuals([town.pk]), transaction.atomic():
        records = list(Referral.objects.order_by("number"))
    assert (Counter(status for status, _ in answers), [one.number for one in records]) == (
        {201: AT_ONCE},
        list(range(1, AT_ONCE + 1)),
    )
    assert (faults(town), [one for one, other in pairwise(records) if one.place_ids == other.place_ids]) == ([], [])


def test_one_request_sent_many_times_at_once_draws_once(town: Mutual) -> None:
    answers = Counter(ask(town, ["une-seule-cle"] * AT_ONCE))
    with within_mutuals([town.pk]), transaction.atomic():
        assert ([status for status, _ in answers], list(answers.values()), Referral.objects.count()) == (
            [201],
            [AT_ONCE],
            1,
        )
