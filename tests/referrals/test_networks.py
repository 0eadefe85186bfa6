"""A network filters only when the member asks, and then everything says so."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.models import Case
from correspondence.models import Message
from practitioners.asking import origin_of
from practitioners.errors import UnknownNetworkError
from practitioners.models import Network
from practitioners.terms import Wishes, kind_of
from referrals.models import Referral
from referrals.oversight import verify
from referrals.services import Asked, draw_list
from tests.factories import accounts as make_accounts
from tests.factories import practitioners as make

pytestmark = pytest.mark.django_db
HX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
NUMBERS = [make.number() for _ in range(12)]
INSIDE = [f"8{number}" for number in NUMBERS[:7]]


@pytest.fixture
def network(mutual: Mutual) -> Network:
    """Seven of twelve dentists in Béziers, and somebody whom the register has not."""
    make.bring([make.row(number=number) for number in NUMBERS])
    return make.network(mutual, *INSIDE, "899999999999")


def draw(mutual: Mutual, network: int = 0) -> Referral:
    kind = kind_of("40")
    assert kind is not None
    return draw_list(mutual_id=mutual.pk, asked=Asked(kind, origin_of("34500"), Wishes(network=network)))


def named(referral: Referral) -> set[str]:
    return {one["name"] for one in referral.drawn}


def test_only_those_of_the_network_are_drawn_and_the_record_says_so(within: Mutual, network: Network) -> None:
    drawn = draw(within, network.pk)
    assert (drawn.size, named(drawn) <= set(INSIDE), drawn.question["network"]) == (7, True, "Kalivie")


def test_without_being_asked_nothing_is_filtered(within: Mutual, network: Network) -> None:
    drawn = draw(within)
    assert (drawn.size, "network" in drawn.question) == (12, False)


def test_the_record_is_drawn_again(within: Mutual, network: Network) -> None:
    draw(within, network.pk)
    assert [found for _, found in verify(Referral.objects.all())] == [[]]


def test_another_list_counts_from_the_next_draw(within: Mutual, network: Network) -> None:
    before = draw(within, network.pk).size
    make.network(within, *INSIDE[:5], name="Autre")
    other = Network.objects.get(name="Autre")
    assert (before, draw(within, other.pk).size) == (7, 5)


@pytest.mark.usefixtures("network")
def test_a_network_of_another_mutual_is_none(within: Mutual, other_mutual: Mutual) -> None:
    with pytest.raises(UnknownNetworkError):
        draw(within, make.network(other_mutual, *INSIDE).pk)


@pytest.mark.usefixtures("network")
def test_a_network_that_is_not_in_use_is_none(within: Mutual) -> None:
    with pytest.raises(UnknownNetworkError):
        draw(within, make.network(within, *INSIDE, name="Ancien", is_active=False).pk)


# ---- on the screen, in the letter, from the command and the API


@pytest.fixture
def browser(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def ask(browser: Client, case: Case, **said: Any) -> Any:
    sent = {"step": "draw", "profession": "dentiste", "place": "34500", **said}
    return browser.post(f"/contacts/{case.pk}/orientation/", sent, **HX)


def test_the_list_says_the_filter_and_what_it_changes(browser: Client, case: Case, network: Network) -> None:
    page = ask(browser, case, network=network.pk).content.decode()
    words = ("Uniquement dans le réseau Kalivie", "Tarifs plafonnés", "du réseau Kalivie autour de")
    assert [word in page for word in words] == [True] * 3


def test_the_list_without_a_network_says_nothing_of_it(browser: Client, case: Case, network: Network) -> None:
    assert "Uniquement dans le réseau" not in ask(browser, case).content.decode()


def test_the_letter_tells_the_network_in_full(browser: Client, case: Case, network: Network) -> None:
    ask(browser, case, network=network.pk)
    browser.post(f"/contacts/{case.pk}/orientation/", {"step": "tell", "channel": "email", "key": "k1"}, **HX)
    assert "réseau Kalivie\xa0: Tarifs plafonnés et avance des frais." in Message.objects.get().body


def test_the_proof_names_the_network(browser: Client, case: Case, network: Network) -> None:
    ask(browser, case, network=network.pk)
    page = browser.get(f"/orientations/{Referral.objects.get().pk}/preuve/").content.decode()
    assert "seulement Kalivie, à la demande de l’adhérent" in page


def test_a_network_of_another_mutual_cannot_be_chosen(
    browser: Client, case: Case, network: Network, other_mutual: Mutual
) -> None:
    other = make.network(other_mutual, *INSIDE)
    assert (ask(browser, case, network=other.pk).status_code, Referral.objects.count()) == (422, 0)


def test_a_mutual_without_networks_offers_none(browser: Client, case: Case) -> None:
    make.town(6)
    assert 'name="network"' not in browser.get(f"/contacts/{case.pk}/orientation/", **HX).content.decode()


@pytest.mark.usefixtures("network")
def test_the_command_draws_within_a_network(mutual: Mutual) -> None:
    call_command("draw_referral", profession="40", postcode="34500", network="kalivie")
    with within_mutuals([mutual.pk]):
        assert Referral.objects.get().size == 7


@pytest.mark.usefixtures("network")
def test_the_command_refuses_an_unknown_network(mutual: Mutual) -> None:
    with pytest.raises(CommandError, match="réseau"):
        call_command("draw_referral", profession="40", postcode="34500", network="Inconnu")
