"""The stream of events over real sockets: nothing is lost, nothing comes twice, nothing of the database is held."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.models import User
from live import deadlines
from live import stream as streaming
from live.queries import KEPT, Event, server
from live.services import announce
from live.stream import EventStream
from tests.factories import accounts as make
from tests.live.listening import Listener, OwnValkey, serving
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as number:
        yield number


@pytest.fixture
def lucie(db: None) -> User:
    return make.user()


@pytest.fixture
def session(lucie: User) -> str:
    return make.browser(lucie).cookies["contactcenter"].value


def tell(user: User, *subjects: object) -> None:
    for subject in subjects:
        announce("case", to=[user.pk], subject_id=str(subject))


def test_what_is_committed_arrives(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        announce("case", to=[lucie.pk], subject_id="abc", version=3)
        told = listener.next("case")
    assert (told["data"], told["id"] > "0") == ('{"id": "abc", "version": 3}', True)


def test_a_kind_is_named_before_its_first_event(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        tell(lucie, 1)
        assert listener.next("kind", "case")["data"] == "case"


def test_what_is_another_s_does_not_arrive(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        tell(make.user(), "another's")
        tell(lucie, "own")
        assert listener.subject() == "own"


@pytest.mark.parametrize("cookie", ["", "nothing"])
def test_nobody_hears_without_a_session(port: int, cookie: str) -> None:
    with Listener(port, cookie) as listener:
        assert listener.status == 401


def test_who_comes_back_is_told_what_was_missed(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        tell(lucie, 1)
        listener.subject()
    tell(lucie, 2, 3)
    with Listener(port, session, after=listener.place) as again:
        tell(lucie, 4)
        assert [again.subject(), again.subject(), again.subject()] == ["2", "3", "4"]


def test_who_missed_nothing_is_told_nothing(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        tell(lucie, 1)
        listener.subject()
    with Listener(port, session, after=listener.place) as again:
        assert again.next()["event"] == "open"


def test_what_is_no_longer_kept_is_asked_for_again(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        tell(lucie, 1)
        listener.subject()
    tell(lucie, *range(3 * KEPT))
    with Listener(port, session, after=listener.place) as again:
        assert [again.next()["event"], again.next()["event"]] == ["resync", "open"]


def connections_held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename = current_user"
        )
        return int(cursor.fetchone()[0])


def test_open_streams_hold_no_database_connection(port: int, lucie: User, session: str) -> None:
    sessions = [make.browser(make.user()).cookies["contactcenter"].value for _ in range(40)]
    listeners = [Listener(port, one) for one in sessions]
    for listener in listeners:
        listener.next("open")
    # PostgreSQL's side of a connection ends a moment after ours.
    are_all_closed = until(lambda: connections_held() == 0, within=deadlines.SESSION_CHECK.total_seconds() / 3)
    for listener in listeners:
        listener.__exit__()
    assert are_all_closed


def test_a_process_subscribes_once(port: int, session: str) -> None:
    with Listener(port, session) as one, Listener(port, session) as other:
        one.next("open"), other.next("open")
        assert len(subscriptions()) == 1


def subscriptions() -> list[dict[str, Any]]:
    """Of this worker's database: signals are the whole server's."""
    own = str(server().connection_pool.connection_kwargs["db"])
    clients: Any = server().client_list(_type="pubsub")
    return [client for client in clients if client["db"] == own]


def test_a_subscription_that_was_cut_catches_up(port: int, lucie: User, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        for client in subscriptions():
            server().client_kill_filter(_id=client["id"])
        tell(lucie, 1, 2)
        assert [listener.subject(), listener.subject()] == ["1", "2"]


def test_valkey_started_again_asks_for_everything(lucie: User, session: str, settings: Any) -> None:
    valkey = OwnValkey()
    valkey.start()
    settings.REDIS_URL = valkey.url
    with serving() as port, Listener(port, session) as listener:
        listener.next("open")
        valkey.stop()
        cut = listener.next()["event"]
        valkey.start()
        heard = [cut, listener.next()["event"], listener.next()["event"]]
        tell(lucie, "after")
        heard.append(listener.subject())
    valkey.stop()
    assert heard == ["cut", "resync", "open", "after"]


def test_what_could_not_be_told_is_asked_for_later(port: int, lucie: User, session: str, settings: Any) -> None:
    here = settings.REDIS_URL
    with Listener(port, session) as listener:
        listener.next("open")
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        tell(lucie, "lost")
        settings.REDIS_URL = here
        tell(make.user(), "another's")
        assert listener.next()["event"] == "resync"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "SESSION_CHECK", timedelta(milliseconds=100))
    monkeypatch.setattr(deadlines, "HEARTBEAT", timedelta(milliseconds=100))


def test_a_stream_ends_with_its_session(quick: None, port: int, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        Session.objects.all().delete()
        assert set(listener.until_end()) <= {"beat"}


@pytest.mark.parametrize("change", [{"is_active": False}, {"blocked_at": "2026-11-22T10:00:00Z"}], ids=str)
def test_a_stream_ends_with_its_account(
    quick: None, port: int, lucie: User, session: str, change: dict[str, Any]
) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        User.objects.filter(pk=lucie.pk).update(**change)
        assert set(listener.until_end()) <= {"beat"}


def test_a_silent_stream_beats(quick: None, port: int, session: str) -> None:
    with Listener(port, session) as listener:
        listener.next("open")
        assert listener.next("beat")["data"] == "{}"


def test_an_account_has_a_handful_of_streams(port: int, session: str) -> None:
    listeners = [Listener(port, session) for _ in range(streaming.PER_ACCOUNT + 1)]
    for listener in listeners:
        listener.__exit__()
    assert listeners[-1].status == 429


def test_a_browser_that_takes_nothing_is_cut(lucie: User, session: str) -> None:
    """Its events wait in memory up to a limit; it comes back and is told what it missed."""

    async def scenario() -> None:
        stream = EventStream(admit=lambda keys: dict.fromkeys(keys, lucie.pk))
        started = asyncio.Event()

        async def send(message: dict[str, Any]) -> None:
            started.set()
            if message["type"] == "http.response.body":
                await asyncio.Event().wait()

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/direct/",
            "query_string": b"",
            "headers": [(b"cookie", f"contactcenter={session}".encode())],
        }
        served = asyncio.create_task(stream(scope, asyncio.Event().wait, send))  # type: ignore[arg-type]
        await started.wait()
        (client,) = stream.clients[lucie.pk]
        for number in range(streaming.WAITING + 1):
            client.tell(Event(f"{number}-0", "case", "1", 1))
        await asyncio.wait_for(served, 5)
        for work in stream.work:
            work.cancel()
        await asyncio.gather(*stream.work, return_exceptions=True)
        assert not stream.clients

    asyncio.run(scenario())
