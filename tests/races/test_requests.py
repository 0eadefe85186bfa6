"""One request of a portal, sent fifty times at once: one contact."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Scope
from accounts.models import ApiKey
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.models import Case
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.races.leaving import leave

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.mark.attack(24)
def test_fifty_at_once_open_one_contact() -> None:
    mutual = make_accounts.mutual()
    make.policy(mutual)
    account = make_accounts.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=mutual, label="Portail", scopes=[Scope.CONTACT_WRITE])
    body = json.dumps({"subject": "Ma carte", "text": "…"})

    def ask(_: int) -> Any:
        client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "une-seule-cle"})
        try:
            response = client.post("/api/v1/contacts/", body, content_type="application/json")
            return response.status_code, response.content
        finally:
            leave()

    with ThreadPoolExecutor(max_workers=50) as portals:
        answers = Counter(portals.map(ask, range(50)))
    with within_mutuals([mutual.pk]), transaction.atomic():
        assert ([status for status, _ in answers], list(answers.values()), Case.objects.count()) == ([201], [50], 1)
