"""When a session ends: by the clock, by a change of the account, by its owner."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as NoCacheError

from accounts import services
from accounts.models import Mutual, User
from accounts.queries import seen_key
from accounts.roles import Role
from tests.factories import accounts as make

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PAGE = "usersessions_list"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def client(clock: time_machine.Traveller) -> Client:
    """Somebody who signed in at eight."""
    return make.browser(make.user())


def is_open(client: Client) -> bool:
    return client.get(reverse(PAGE)).status_code == 200


def work_until(client: Client, clock: time_machine.Traveller, until: datetime) -> None:
    """A request every ten minutes, then one at UNTIL."""
    at = MORNING
    while at < until:
        clock.move_to(at)
        is_open(client)
        at += timedelta(minutes=10)
    clock.move_to(until)


@pytest.mark.parametrize(("minutes", "expected"), [(9 * 60 + 59, True), (10 * 60 + 1, False)])
@pytest.mark.attack(15)
def test_session_lasts_ten_hours(
    client: Client, clock: time_machine.Traveller, minutes: int, *, expected: bool
) -> None:
    work_until(client, clock, MORNING + timedelta(minutes=minutes))
    assert is_open(client) is expected


@pytest.mark.parametrize(
    ("pause", "expected"), [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15, seconds=1), False)]
)
@pytest.mark.parametrize("after_a_request", [False, True])
@pytest.mark.attack(15)
def test_session_locks_after_fifteen_minutes_without_a_request(
    client: Client, clock: time_machine.Traveller, pause: timedelta, *, after_a_request: bool, expected: bool
) -> None:
    if after_a_request:
        clock.shift(timedelta(minutes=7))
        is_open(client)
    clock.shift(pause)
    assert is_open(client) is expected


def test_each_request_starts_the_fifteen_minutes_anew(client: Client, clock: time_machine.Traveller) -> None:
    for _ in range(6):
        clock.shift(timedelta(minutes=14))
        assert is_open(client)


def test_session_survives_a_cache_that_lost_everything(client: Client, clock: time_machine.Traveller) -> None:
    account = User.objects.get(username__startswith="teleadviser")
    UserSession.objects.create(user=account, session_key=client.session.session_key, ip="192.0.2.1", user_agent="")
    clock.shift(timedelta(minutes=13))
    is_open(client)
    cache.delete(seen_key(str(client.session.session_key)))
    clock.shift(timedelta(minutes=13))
    assert is_open(client)


def test_session_ends_without_a_cache_too(
    client: Client, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise NoCacheError

    monkeypatch.setattr("accounts.queries.cache.get", gone)
    clock.shift(timedelta(minutes=15, seconds=1))
    assert not is_open(client)


def test_ended_session_leads_to_signing_in_and_back(client: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=16))
    response = client.get(reverse(PAGE))
    assert response.headers["Location"] == "/connexion/?next=%2Fsecurite%2Fsessions%2F"


def test_ended_session_tells_a_fragment_where_to_sign_in(client: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=16))
    page = "http://testserver/securite/?a=1#x"
    response = client.get(reverse(PAGE), headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (response.status_code, response.headers["CC-Sign-In"]) == (401, "/connexion/?next=%2Fsecurite%2F%3Fa%3D1")


def test_session_of_nobody_who_proved_anything_is_not_one() -> None:
    client = Client()
    client.force_login(make.user())
    assert not is_open(client)


# Changes that act on the next request


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"is_active": False}, 302),
        ({"password": "other"}, 302),
        ({"role": Role.API_CLIENT.value}, 404),
    ],
)
@pytest.mark.attack(15)
def test_changed_account_acts_at_once(change: dict[str, Any], status: int) -> None:
    account = make.user()
    client = make.browser(account)
    assert is_open(client)
    User.objects.filter(pk=account.pk).update(**change)
    assert client.get(reverse(PAGE)).status_code == status


@pytest.mark.attack(15)
def test_changed_role_acts_at_once() -> None:
    account = make.user(Role.QUALITY)
    client = make.browser(account)
    page = reverse("workstation:break_glass_review")
    before = client.get(page).status_code
    User.objects.filter(pk=account.pk).update(role=Role.DOCUMENTALIST.value)
    assert (before, client.get(page).status_code) == (200, 404)


@pytest.mark.attack(6)
def test_ended_grant_acts_at_once(mutual: Mutual, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    Mutual.objects.filter(pk=mutual.pk).update(logo="logo.png")
    account = make.user()
    grant = make.grant(account, mutual)
    client, page = make.browser(account), reverse("accounts:logo", args=[mutual.pk])
    before = client.get(page).status_code
    services.end_grant(grant=grant, by=make.user(Role.ADMINISTRATOR))
    assert (before, client.get(page).status_code) == (200, 404)


@pytest.mark.attack(15)
def test_cookie_kept_after_signing_out_opens_nothing() -> None:
    client = make.browser(make.user())
    kept = client.cookies["contactcenter"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["contactcenter"] = kept
    assert not is_open(thief)


# The list


def test_others_can_be_closed_and_this_one_stays(settings: Any) -> None:
    settings.MFA_REQUIRED = False
    account = make.user(username="claire", password="une phrase que personne ne dit")
    here, there = Client(), Client()
    for browser in (there, here):
        browser.post(reverse("account_login"), {"login": "claire", "password": "une phrase que personne ne dit"})
    assert is_open(there)
    here.post(reverse(PAGE))
    assert (is_open(here), is_open(there), UserSession.objects.filter(user=account).count()) == (True, False, 1)


def test_last_request_is_written_once_a_minute(client: Client, clock: time_machine.Traveller) -> None:
    account = User.objects.get(username__startswith="teleadviser")
    row = UserSession.objects.create(
        user=account, session_key=client.session.session_key, ip="192.0.2.1", user_agent="", last_seen_at=MORNING
    )
    written = []
    for seconds in (30, 61, 90, 130):
        clock.move_to(MORNING + timedelta(seconds=seconds))
        is_open(client)
        row.refresh_from_db()
        written.append((row.last_seen_at - MORNING).total_seconds())
    assert written == [0, 61, 61, 130]


def test_signing_in_late_counts_from_the_second_factor() -> None:
    """The password at 8:00, the code at 8:14, the first page at 8:20."""
    now = time.time()
    client = make.browser(make.user())
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**records[0], "at": now - 20 * 60},
        {"method": "mfa", "type": "totp", "at": now - 6 * 60},
    ]
    session.save()
    assert is_open(client)
