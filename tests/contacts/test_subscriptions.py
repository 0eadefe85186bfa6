"""Subscriptions in the administration: the secret is shown once."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.models import Subscription, SubscriptionDelivery
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return make_accounts.browser(make_accounts.user(Role.ADMINISTRATOR))


def add(browser: Client, mutual: Mutual, url: str = "https://avis.exemple.fr/") -> str:
    sent = {"mutual": mutual.pk, "url": url, "events": ["contact.opened"], "is_active": "on"}
    return browser.post(reverse("admin:contacts_subscription_add"), sent).content.decode()


def test_the_secret_is_shown_once(administrator: Client, mutual: Mutual) -> None:
    secret = add(administrator, mutual).split('id="secret" value="')[1].split('"')[0]
    page = administrator.get(reverse("admin:contacts_subscription_change", args=[Subscription.objects.get().pk]))
    assert (len(secret), secret in page.content.decode()) == (43, False)


def test_an_address_without_tls_is_refused(administrator: Client, mutual: Mutual) -> None:
    add(administrator, mutual, "http://avis.exemple.fr/")
    assert Subscription.objects.count() == 0


def test_what_was_not_told_goes_with_it(administrator: Client, mutual: Mutual) -> None:
    add(administrator, mutual)
    with within_mutuals([mutual.pk]):
        make.case(mutual)
    administrator.post(
        reverse("admin:contacts_subscription_delete", args=[Subscription.objects.get().pk]), {"post": "yes"}
    )
    with within_mutuals([mutual.pk]):
        assert (Subscription.objects.count(), SubscriptionDelivery.objects.count()) == (0, 0)


def test_what_became_of_its_notices_is_on_its_page(administrator: Client, mutual: Mutual) -> None:
    add(administrator, mutual)
    with within_mutuals([mutual.pk]):
        make.case(mutual)
        SubscriptionDelivery.objects.update(status="HTTP 503", attempts=3)
    pages = [reverse("admin:contacts_subscription_changelist")]
    pages.append(reverse("admin:contacts_subscription_change", args=[Subscription.objects.get().pk]))
    told = [administrator.get(page).content.decode() for page in pages]
    assert ('<td class="field-waiting">1</td>' in told[0], "<td>3</td><td>HTTP 503</td>" in told[1]) == (True, True)
