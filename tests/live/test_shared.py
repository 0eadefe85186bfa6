"""What many ask for at once is made once, whatever the process, and is never older than was asked for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any
from uuid import uuid4

import pytest

from live import queries
from live.services import shared

LONG = timedelta(hours=1)


@pytest.fixture
def name() -> str:
    return uuid4().hex


@pytest.fixture
def made() -> Iterator[bytes]:
    return (b"%d" % number for number in count(1))


def test_who_asks_soon_after_is_given_the_same(name: str, made: Iterator[bytes]) -> None:
    assert [shared(name, made.__next__, within=LONG) for _ in range(3)] == [b"1"] * 3


def test_what_differs_is_made_apart(name: str, made: Iterator[bytes]) -> None:
    assert [shared(f"{name}{what}", made.__next__, within=LONG) for what in "ab"] == [b"1", b"2"]


def test_what_began_too_long_ago_is_made_again(
    name: str, made: Iterator[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    instants = iter([1_000, 1_000, 1_400, 1_401, 1_401])
    monkeypatch.setattr("live.services.instant", lambda: next(instants))
    within = timedelta(milliseconds=400)
    assert [shared(name, made.__next__, within=within) for _ in range(3)] == [b"1", b"1", b"2"]


def test_who_comes_while_it_is_made_waits_for_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes."""
    begun, asked, later = Event(), Event(), []

    def slow() -> bytes:
        begun.set()
        assert asked.wait(5)
        return b"slow"

    def looked(*given: Any, **named: Any) -> bytes | None:
        found = look_kept(*given, **named)
        if begun.is_set():
            asked.set()
        return found

    look_kept = queries.look_kept
    monkeypatch.setattr("live.services.look_kept", looked)
    with ThreadPoolExecutor() as threads:
        first = threads.submit(shared, name, slow, within=LONG)
        assert begun.wait(5)
        later.append(threads.submit(shared, name, lambda: b"another", within=LONG).result())
    assert [first.result(), *later] == [b"slow", b"slow"]


def test_what_failed_is_not_waited_for(name: str, made: Iterator[bytes]) -> None:
    def fails() -> bytes:
        raise ValueError("nothing to see")

    with pytest.raises(ValueError, match="nothing to see"):
        shared(name, fails, within=LONG)
    assert shared(name, made.__next__, within=LONG) == b"1"


def test_without_valkey_each_makes_their_own(name: str, made: Iterator[bytes], settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert [shared(name, made.__next__, within=LONG) for _ in range(2)] == [b"1", b"2"]
