"""The texts of the house in the administration."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual
from accounts.roles import Role
from correspondence.models import Template
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return make.browser(make.user(Role.ADMINISTRATOR))


def text(code: str = "devis-recu") -> Template:
    return Template.objects.get(code=code, replaced_at__isnull=True)


def change(browser: Client, **fields: str) -> int:
    sent = {"label": "Devis", "subject": "Votre devis", "body": "Bonjour {{ nom }}", "reason_code": "", **fields}
    return browser.post(reverse("admin:correspondence_template_change", args=[text().pk]), sent).status_code


def test_a_change_is_the_next_version(administrator: Client) -> None:
    before = text()
    assert (change(administrator), text().version, text().subject) == (302, 2, "Votre devis")
    before.refresh_from_db()
    assert (before.replaced_at is not None, before.subject) == (True, "Nous avons bien reçu votre devis")


def test_an_unknown_place_is_refused(administrator: Client) -> None:
    assert (change(administrator, body="{{ nir }}"), text().version) == (200, 1)


def test_a_text_is_offered_no_more(administrator: Client) -> None:
    pk = text().pk
    administrator.post(reverse("admin:correspondence_template_delete", args=[pk]), {"post": "yes"})
    kept = Template.objects.get(pk=pk)
    assert kept.replaced_at is not None


def test_a_mutual_has_its_own(administrator: Client, mutual: Mutual) -> None:
    sent = {"mutual": mutual.pk, "code": "devis-recu", "label": "Le nôtre", "subject": "s", "body": "b"}
    response = administrator.post(reverse("admin:correspondence_template_add"), sent)
    page = administrator.get(reverse("admin:correspondence_template_changelist")).content.decode()
    assert (response.status_code, "Le nôtre" in page) == (302, True)
