"""Partner services are told with who may use them: aloud, or in writing."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.models import Case, Entry
from correspondence.models import Message
from practitioners.enums import ServiceKind
from practitioners.models import PartnerService
from tests.factories import accounts as make_accounts

pytestmark = pytest.mark.django_db
HX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browser(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def service(name: str, mutual: Mutual | None = None, **fields: Any) -> PartnerService:
    said = {"kind": ServiceKind.SECOND_OPINION, "description": "Un second médecin relit votre dossier.", **fields}
    with within_mutuals([mutual.pk] if mutual else []):
        return PartnerService.objects.create(name=name, mutual=mutual, for_whom="tous les adhérents", **said)


def tell(browser: Client, case: Case, *services: PartnerService, channel: str = "phone") -> Any:
    sent = {"step": "service", "channel": channel, "key": "k1", "services": [one.pk for one in services]}
    return browser.post(f"/contacts/{case.pk}/orientation/", sent, **HX)


def notes(case: Case) -> list[str]:
    return [
        title for title in Entry.objects.filter(case=case).values_list("title", flat=True) if "partenaires" in title
    ]


def test_told_aloud_leaves_a_line(browser: Client, case: Case, mutual: Mutual) -> None:
    told = tell(browser, case, service("Second avis"), service("Atelier dos", mutual))
    assert (told.status_code, notes(case)) == (200, ["Services partenaires présentés\xa0: Atelier dos, Second avis"])


def test_in_writing_they_are_described_with_who_may_use_them(browser: Client, case: Case) -> None:
    told = tell(browser, case, service("Second avis", phone="+33465714012"), channel="email")
    body = Message.objects.get().body
    assert (told.status_code, notes(case)) == (200, [])
    assert [words in body for words in ("Second avis", "tous les adhérents", "04\xa065\xa071\xa040\xa012")] == [
        True
    ] * 3


def test_without_one_nothing_is_told(browser: Client, case: Case) -> None:
    service("Second avis")
    assert (tell(browser, case).status_code, notes(case)) == (422, [])


@pytest.mark.parametrize("fields", [{"departments": ["75"]}, {"is_active": False}])
def test_a_service_that_the_member_may_not_use_is_not_told(browser: Client, case: Case, fields: dict[str, Any]) -> None:
    assert (tell(browser, case, service("Réseau", **fields)).status_code, notes(case)) == (422, [])


def test_a_service_of_another_mutual_is_not_told(browser: Client, case: Case, other_mutual: Mutual) -> None:
    assert (tell(browser, case, service("Réseau", other_mutual)).status_code, notes(case)) == (422, [])


def test_a_fax_that_nobody_knows_is_refused_and_the_choice_kept(browser: Client, case: Case) -> None:
    chosen = service("Second avis")
    page = tell(browser, case, chosen, channel="fax")
    assert (page.status_code, f'id="service-{chosen.pk}" checked' in page.content.decode()) == (422, True)
    assert Message.objects.count() == 0
