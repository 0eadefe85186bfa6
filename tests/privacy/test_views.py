"""The officer's screens: a request from two facts to its archive, an erasure by two people, durations, and the expert's code."""

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from members.services import prove_facts
from privacy.enums import Ground, Kind, RequestState
from privacy.errors import SecondPersonError
from privacy.models import Erasure, Request, Run
from privacy.services import requests
from tests.factories import accounts, contacts, lives
from tests.factories.lives import Life
from tests.privacy.test_access import entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever nudges a worker waits for nobody: the row is due."""
    monkeypatch.setattr("privacy.views.requests.answer.delay", lambda *_ids: None)
    monkeypatch.setattr("privacy.views.durations.answer_due.delay", lambda: None)


def said(life: Life, officer: User, **fields: Any) -> dict[str, Any]:
    proof = prove_facts(user=officer, member_id=life.member.pk, facts=frozenset({"name", "birth"}))
    return {
        "proof": proof,
        "kind": "access",
        "asker": "person",
        "ground": "art15",
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        **fields,
    }


def test_a_person_is_found_by_two_facts_and_the_archive_taken(life: Life, officer: User) -> None:
    browser = accounts.browser(officer)
    found = browser.post(reverse("privacy:find"), {"q": f"{lives.NAME} 14/03/1958"})
    assert "Cette personne" in found.content.decode()
    answer: Any = browser.post(reverse("privacy:enter", args=[life.member.pk]), said(life, officer, received_on=""))
    assert (answer.status_code, Request.objects.count()) == (422, 0)
    answer = browser.post(reverse("privacy:enter", args=[life.member.pk]), said(life, officer))
    made = Request.objects.get()
    assert answer.url == reverse("privacy:request", args=[made.pk])
    assert "Attend son tour" in browser.get(answer.url).content.decode()
    requests.run(request_id=made.pk, mutual_id=made.mutual_id)
    assert "Télécharger l’archive" in browser.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    archive = browser.get(reverse("privacy:archive", args=[made.pk]))
    assert "synthese.pdf" in zipfile.ZipFile(io.BytesIO(archive.getvalue())).namelist()


def test_one_fact_gives_no_proof(life: Life, officer: User) -> None:
    found = accounts.browser(officer).post(reverse("privacy:find"), {"q": lives.NAME}).content.decode()
    assert ("ajoutez un second élément" in found, "Cette personne" in found) == (True, False)


def test_a_ground_is_of_its_right(life: Life, officer: User) -> None:
    answer = accounts.browser(officer).post(
        reverse("privacy:enter", args=[life.member.pk]), said(life, officer, kind="erasure")
    )
    assert (answer.status_code, "Ce fondement n’est pas celui de ce droit" in answer.content.decode()) == (422, True)


def test_an_erasure_takes_two_people(life: Life, officer: User, second: User) -> None:
    made = entered(officer, life.member, Kind.ERASURE, Ground.NOT_NEEDED)
    assert (made.state, requests.waiting()) == (RequestState.TO_APPROVE, [])
    with pytest.raises(SecondPersonError):
        requests.approve(user=officer, request_id=made.pk)
    assert accounts.browser(officer).post(reverse("privacy:approve", args=[made.pk])).status_code == 409
    assert accounts.browser(second).post(reverse("privacy:approve", args=[made.pk])).status_code == 302
    requests.sweep()
    made.refresh_from_db()
    assert (made.state, Erasure.objects.get().request) == (RequestState.DONE, made)
    page = accounts.browser(second).get(reverse("privacy:request", args=[made.pk])).content.decode()
    assert ("plus rien ne dit de qui il s’agissait" in page, lives.NAME in page) == (True, False)


def test_what_came_up_before_its_turn_is_said(life: Life, officer: User, second: User) -> None:
    made = entered(officer, life.member, Kind.ERASURE, Ground.NOT_NEEDED)
    requests.approve(user=second, request_id=made.pk)
    contacts.case(life.member.mutual, member_id=life.member.pk)
    requests.sweep()
    page = accounts.browser(officer).get(reverse("privacy:request", args=[made.pk])).content.decode()
    assert ("Un contact est ouvert." in page, "Réessayer" in page) == (True, True)
    assert accounts.browser(officer).post(reverse("privacy:again", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.state == RequestState.WAITING


def test_a_refusal_says_why(life: Life, officer: User) -> None:
    made = entered(officer, life.member)
    browser, url = accounts.browser(officer), reverse("privacy:refuse", args=[made.pk])
    assert browser.post(url, {"why": ""}).status_code == 422
    assert browser.post(url, {"why": "Identité non prouvée"}).status_code == 302
    assert "Identité non prouvée" in browser.get(reverse("privacy:request", args=[made.pk])).content.decode()
    assert browser.post(url, {"why": "Encore"}).status_code == 409


def test_taking_an_archive_asks_for_a_fresh_authentication(life: Life, officer: User) -> None:
    made = entered(officer, life.member)
    requests.run(request_id=made.pk, mutual_id=made.mutual_id)
    stale: Any = accounts.browser(officer, signed_in_at=1).get(reverse("privacy:archive", args=[made.pk]))
    assert stale.status_code == 302


def test_an_expert_reveals_the_code_and_the_officer_does_not(life: Life, officer: User) -> None:
    made = entered(officer, life.member)
    requests.run(request_id=made.pk, mutual_id=made.mutual_id)
    expert = accounts.user(Role.EXPERT, on=[life.member.mutual])
    code = requests.reveal_code(user=expert, request_id=made.pk)
    url = reverse("privacy:code", args=[made.pk])
    assert code in accounts.browser(expert).post(url).content.decode()
    assert accounts.browser(officer).post(url).status_code == 404
    assert code not in accounts.browser(officer).get(reverse("privacy:request", args=[made.pk])).content.decode()


def test_durations_are_counted_on_demand(life: Life, officer: User) -> None:
    browser = accounts.browser(officer)
    assert "Dossiers d’anciens adhérents" in browser.get(reverse("privacy:durations")).content.decode()
    assert browser.post(reverse("privacy:count")).status_code == 302
    requests.sweep()
    assert set(Run.objects.values_list("state", flat=True)) == {"asked"}
