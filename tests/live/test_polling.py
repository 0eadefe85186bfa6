"""What a page hears when its stream is blocked: the same, by asking."""

import socket
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.middleware import UNATTENDED
from accounts.models import User
from live.queries import events_after, server
from live.services import announce, stir, watch
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ADDRESS = "/direct/etat/"


@pytest.fixture
def lucie(db: None) -> User:
    return make.user()


@pytest.fixture
def client(lucie: User) -> Client:
    return make.browser(lucie)


def asked(client: Client, place: str = "") -> Any:
    return client.get(ADDRESS, {"apres": place}).json()


def test_what_came_after_a_place_is_told(client: Client, lucie: User) -> None:
    place = asked(client)["last"]
    announce("case", to=[lucie.pk], subject_id="abc", version=3)
    told = asked(client, place)
    assert [(event["kind"], event["data"]) for event in told["events"]] == [("case", {"id": "abc", "version": 3})]


def test_the_place_it_leads_to_follows_what_was_told(client: Client, lucie: User) -> None:
    place = asked(client)["last"]
    announce("case", to=[lucie.pk], subject_id="abc")
    told = asked(client, place)
    assert asked(client, told["last"])["events"] == []


def test_nothing_missed_is_no_reason_to_ask_for_everything(client: Client) -> None:
    assert asked(client, asked(client)["last"])["resync"] is False


@pytest.mark.parametrize("place", ["1000", "x", "1000-5"])
def test_a_place_that_is_not_kept_asks_for_everything(client: Client, place: str) -> None:
    assert asked(client, place)["resync"] is True


def test_a_list_that_was_lost_asks_for_everything(client: Client, lucie: User) -> None:
    place = asked(client)["last"]
    announce("case", to=[lucie.pk], subject_id="abc")
    last = asked(client, place)["last"]
    server().delete(f"live:{lucie.pk}")
    announce("case", to=[lucie.pk], subject_id="def")
    assert asked(client, last)["resync"] is True


def test_without_valkey_everything_is_asked_for(lucie: User, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert events_after(lucie.pk, "1000").is_whole is False


def test_asking_alone_keeps_no_session_open(client: Client) -> None:
    later = timezone.now()
    for _ in range(3):
        later += timedelta(minutes=7)
        with time_machine.travel(later):
            answer = client.get(ADDRESS, headers={UNATTENDED: "1", "HX-Request": "true"})
    assert answer.status_code == 401


def test_an_open_board_hears_of_whatever_happens_to_others(client: Client, lucie: User) -> None:
    watch(lucie.pk)
    place = asked(client)["last"]
    announce("case", to=[make.user().pk], subject_id="abc")
    stir()
    told = [(event["kind"], event["data"]["id"]) for event in asked(client, place)["events"]]
    assert told == [("activity", "")]


def test_of_a_burst_an_open_board_hears_the_beginning(client: Client, lucie: User) -> None:
    watch(lucie.pk)
    place = asked(client)["last"]
    for _ in range(3):
        stir()
    assert [event["kind"] for event in asked(client, place)["events"]] == ["activity"]


def test_a_board_that_opens_amid_a_burst_hears_of_what_comes_after(client: Client, lucie: User) -> None:
    watch(lucie.pk)
    stir()
    watch(lucie.pk, is_new=True)
    place = asked(client)["last"]
    stir()
    assert [event["kind"] for event in asked(client, place)["events"]] == ["activity"]


def test_who_watches_nothing_hears_of_nothing(client: Client) -> None:
    place = asked(client)["last"]
    stir()
    assert asked(client, place)["events"] == []


def connections_to(deaf: socket.socket) -> int:
    """How many connections came since."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            deaf.accept()[0].close()
            count += 1
    return count


def test_a_valkey_that_does_not_answer_makes_nobody_wait_again(lucie: User, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setblocking(False)
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        stir()
        first = connections_to(deaf)
        announce("case", to=[lucie.pk], subject_id="abc")
        assert (first > 0, connections_to(deaf)) == (True, 0)
