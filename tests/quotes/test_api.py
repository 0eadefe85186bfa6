"""Quotes for machines: computed and forgotten, or kept as an analysis."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import ApiKey, Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.models import JournalEntry
from contacts.models import Case
from members.models import Member
from quotes.models import Analysis
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import quotes as make

pytestmark = pytest.mark.django_db
PREVIEW, ANALYSES = "/api/v1/quote-analyses/preview", "/api/v1/quote-analyses/"
CROWN: dict[str, Any] = {"code": "HBLD734", "price": "620,00", "tooth": "36"}
SCOPES = (Scope.QUOTE_PREVIEW, Scope.QUOTE_READ, Scope.QUOTE_WRITE)


def machine(mutual: Mutual, *scopes: Scope) -> Client:
    account = make_accounts.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=mutual, label=account.username, scopes=list(scopes))
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def portal(mutual: Mutual) -> Client:
    make_contacts.policy(mutual)
    return machine(mutual, *SCOPES)


@pytest.fixture
def helene(mutual: Mutual) -> Member:
    with within_mutuals([mutual.pk]):
        member = make_members.member(mutual, number="20418")
        make.guarantee(member.contract.product)
    return member


def post(client: Client, path: str, sent: Any, *, key: str = "0197f000-cle-1") -> Any:
    text = sent if isinstance(sent, str) else json.dumps(sent)
    return client.post(path, text, content_type="application/json", headers={"Idempotency-Key": key})


def preview(**fields: Any) -> dict[str, Any]:
    said = {"care_date": "2025-06-02", "guarantee": {"type": "responsable"}, "quotes": [{"lines": [CROWN]}]}
    return {**said, **fields}


def sending(**fields: Any) -> dict[str, Any]:
    said = {"member_number": "20418", "care_date": f"{timezone.localdate()}", "quotes": [{"lines": [CROWN]}]}
    return {**said, **fields}


def test_quotes_are_computed_side_by_side(portal: Client) -> None:
    other = {**CROWN, "code": "HBLD038", "price": "290"}
    answer = post(portal, PREVIEW, preview(quotes=[{"lines": [CROWN]}, {"lines": [other]}]))
    said = answer.json()
    assert (answer.status_code, [quote["rac"] for quote in said["quotes"]], said["least"], said["most"]) == (
        200, ["500.00", "0.00"], [1], [0],
    )  # fmt: skip
    assert said["rows"] == [{"family": "crown", "teeth": [36], "eye": "", "cells": [0, 0]}]


def test_a_preview_keeps_nothing(portal: Client, mutual: Mutual) -> None:
    post(portal, PREVIEW, preview())
    with within_mutuals([mutual.pk]):
        assert (Analysis.objects.count(), Case.objects.count()) == (0, 0)


def test_a_product_stands_for_its_guarantees(portal: Client, helene: Member) -> None:
    asked = preview(product=helene.contract.product.code)
    del asked["guarantee"]
    assert post(portal, PREVIEW, asked).json()["quotes"][0]["amc"] == "288.00"


@pytest.mark.attack(3)
def test_a_product_of_another_mutual_does_not_exist(portal: Client, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        code = make_members.product(other_mutual).code
    asked = preview(product=code)
    del asked["guarantee"]
    assert list(post(portal, PREVIEW, asked).json()) == ["product"]


def test_a_day_that_is_none_is_named_with_a_product(portal: Client, helene: Member) -> None:
    asked = preview(product=helene.contract.product.code, care_date="2025-02-30")
    del asked["guarantee"]
    answer = post(portal, PREVIEW, asked)
    assert (answer.status_code, list(answer.json())) == (400, ["care_date"])


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (preview(quotes=[{"lines": [CROWN]}] * 6), "quotes"),
        (preview(quotes=[{"lines": [{**CROWN, "price": "0"}]}]), "quotes[0].lines[0].price"),
        (preview(quotes=[{"lines": [{**CROWN, "tooth": "19"}]}]), "quotes[0].lines[0].tooth"),
        (preview(prix=1), "prix"),
        (json.dumps(preview()).replace('"620,00"', "NaN"), "quotes[0].lines[0].price"),
        (json.dumps(preview()).replace('"620,00"', "1e999"), "quotes[0].lines[0].price"),
        ('{"care_date": "2025-06-02", "care_date": "2025-06-02"}', "care_date"),
        ("devis.pdf", "body"),
        ("[]", "body"),
    ],
)
def test_what_is_wrong_is_named(portal: Client, sent: Any, field: str) -> None:
    answer = post(portal, PREVIEW, sent)
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_quotes_sent_are_kept_and_computed(portal: Client, mutual: Mutual, helene: Member) -> None:
    answer = post(portal, ANALYSES, sending())
    with within_mutuals([mutual.pk]):
        (analysis,) = Analysis.objects.all()
        result: Any = analysis.result
        made = (analysis.member_id, analysis.state, result["quotes"][0]["amc"], analysis.case.channel)
    assert (answer.status_code, made) == (201, (helene.pk, "analysed", "288.00", "portal"))


def test_the_same_again_gets_the_same_answer(portal: Client, mutual: Mutual, helene: Member) -> None:
    answers = [post(portal, ANALYSES, sending()).content for _ in range(2)]
    with within_mutuals([mutual.pk]):
        assert (answers[0] == answers[1], Analysis.objects.count(), Case.objects.count()) == (True, 1, 1)


def test_another_request_under_the_key_is_refused(portal: Client, mutual: Mutual, helene: Member) -> None:
    post(portal, ANALYSES, sending())
    answer = post(portal, ANALYSES, sending(quotes=[{"lines": [{**CROWN, "price": "1"}]}]))
    with within_mutuals([mutual.pk]):
        assert (answer.status_code, Analysis.objects.count()) == (409, 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"member_number": "999"}, "member_number"), ({"rank": 0}, "rank"), ({"received_at": "1999-01-01T00:00:00Z"}, "received_at"),
     ({"received_at": "hier"}, "received_at"), ({"quotes": []}, "quotes"), ({"guarantee": {"type": "none"}}, "guarantee"), ({"care_date": "2001-01-01"}, "care_date")],
)  # fmt: skip
@pytest.mark.attack(3)
def test_nothing_is_half_kept(
    portal: Client, mutual: Mutual, helene: Member, fields: dict[str, Any], field: str
) -> None:
    answer = post(portal, ANALYSES, sending(**fields))
    with within_mutuals([mutual.pk]):
        assert (answer.status_code, list(answer.json()), Case.objects.count()) == (400, [field], 0)


def test_an_analysis_is_read_and_journalled(portal: Client, helene: Member) -> None:
    made = post(portal, ANALYSES, sending()).json()["id"]
    said = portal.get(f"{ANALYSES}{made}/").json()
    assert (said["state"], said["member_number"], said["result"]["quotes"][0]["rac"]) == ("analysed", "20418", "260.00")
    assert JournalEntry.objects.filter(act="api", member_id=helene.pk, route="api:quote-detail").count() == 1


@pytest.mark.parametrize(
    ("scope", "statuses"),
    [(Scope.QUOTE_PREVIEW, (200, 404, 404)), (Scope.QUOTE_WRITE, (404, 201, 404)), (Scope.QUOTE_READ, (404, 404, 200))],
)
def test_each_scope_does_one_thing(
    portal: Client, mutual: Mutual, helene: Member, scope: Scope, statuses: tuple[int, int, int]
) -> None:
    made = post(portal, ANALYSES, sending()).json()["id"]
    client = machine(mutual, scope)
    found = (
        post(client, PREVIEW, preview()).status_code,
        post(client, ANALYSES, sending()).status_code,
        client.get(f"{ANALYSES}{made}/").status_code,
    )
    assert found == statuses
