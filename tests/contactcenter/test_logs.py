"""Logs keep what helps and nothing about a person: a canary put everywhere a person may write is found nowhere."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contactcenter import logs
from tests.factories import accounts as make
from tests.factories import members as make_members

CANARY = "Zzcanari"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What every logger writes through the program's own formatter, debugging lines of libraries included."""
    stream, root = StringIO(), logging.getLogger()
    formatter = next(
        one.formatter for one in root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_leaves_one_line_by_route(client: Client, written: StringIO, db: None) -> None:
    client.get("/compte/connexion/", headers={"X-Request-ID": "abcd-1234"})
    (line,) = lines(written)
    assert set(line) == {
        "event",
        "level",
        "logger",
        "timestamp",
        "request_id",
        "method",
        "route",
        "status",
        "user_id",
        "duration_ms",
    }
    assert (line["event"], line["method"], line["request_id"]) == ("request", "GET", "abcd-1234")


def test_the_line_says_which_account_and_not_who(written: StringIO, adviser: User) -> None:
    make.browser(adviser).get("/")
    assert [line["user_id"] for line in lines(written)] == [adviser.pk]
    assert adviser.username not in written.getvalue()


def test_the_request_id_goes_back(client: Client, written: StringIO, db: None) -> None:
    given_back = client.get("/nulle-part").headers["X-Request-ID"]
    assert [line["request_id"] for line in lines(written)] == [given_back]


@pytest.mark.parametrize("given_id", ["", "court", "x" * 65, "avec espace", CANARY + "<script>"])
def test_a_strange_request_id_is_replaced(client: Client, written: StringIO, db: None, given_id: str) -> None:
    given_back = client.get("/nulle-part", headers={"X-Request-ID": given_id}).headers["X-Request-ID"]
    assert len(given_back) == 32


@pytest.mark.parametrize(
    "asked",
    [
        {"path": f"/{CANARY}"},
        {"path": "/", "query_params": {"q": f"{CANARY} 0639981234"}},
        {"path": "/api/v1/members/", "query_params": {"number": CANARY}},
        {"path": "/api/v1/members/", "headers": {"Authorization": f"Bearer {CANARY}"}},
        {"path": "/", "headers": {"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}", "Host": CANARY}},
    ],
)
def test_what_is_asked_is_not_written(client: Client, written: StringIO, db: None, asked: dict[str, Any]) -> None:
    client.get(**asked)
    assert (len(lines(written)) > 0, CANARY in written.getvalue()) == (True, False)


@pytest.mark.attack(22)
def test_what_a_form_sends_is_not_written(client: Client, written: StringIO, db: None) -> None:
    client.post("/compte/connexion/", {"login": CANARY, "password": CANARY})
    assert (len(lines(written)) > 0, CANARY in written.getvalue()) == (True, False)


@pytest.mark.parametrize(
    "typed", ["Zzcanari Hélène 14/03/1958", "1 58 03 34 000 084 36", "06 39 98 12 34", "zzcanari@exemple.fr"]
)
@pytest.mark.attack(22)
def test_what_is_searched_is_not_written(written: StringIO, adviser: User, mutual: Mutual, typed: str) -> None:
    with within_mutuals([mutual.pk]):
        make_members.member(mutual, birth_name=CANARY, phone="+33639981234", email="zzcanari@exemple.fr")
    assert make.browser(adviser).post(reverse("workstation:search"), {"q": typed}).status_code == 200
    said = written.getvalue().lower()
    assert [piece for piece in (CANARY.lower(), typed.lower(), typed.replace(" ", "")) if piece in said] == []


def failure() -> RuntimeError:
    """An error as it reaches a log: raised, from another, both with a message that quotes what was typed."""
    try:
        int(CANARY)
    except ValueError as cause:
        error = RuntimeError(CANARY)
        error.__cause__ = cause
    return error


@pytest.mark.attack(22)
def test_an_error_keeps_its_type_and_place_and_loses_its_message(written: StringIO) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/{CANARY}", exc_info=failure())
    (line,) = lines(written)
    assert (line["event"], CANARY in written.getvalue()) == ("Internal Server Error: %s", False)
    assert line["exception"][:3] == ["RuntimeError", "from", "ValueError"]
    assert line["exception"][3].endswith(" failure")


def test_a_sentence_that_is_the_error_s_message_becomes_its_type(written: StringIO) -> None:
    logging.getLogger("django.security").error(CANARY, exc_info=failure())
    assert [line["event"] for line in lines(written)] == ["RuntimeError"]


def test_a_failed_task_loses_its_message(written: StringIO) -> None:
    error = failure()
    logger = structlog.get_logger("django_structlog.celery.receivers")
    logger.error("task_failed", exc_info=error, error=str(error), exception=error, task_id="1", args=[CANARY])
    (line,) = lines(written)
    assert set(line) == {"event", "level", "logger", "timestamp", "task_id", "exception"}
    assert (line["exception"][0], CANARY in written.getvalue()) == ("RuntimeError", False)


def test_operators_see_what_servers_say(written: StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Uvicorn running on %s", "http://127.0.0.1:8000")
    assert [line["event"] for line in lines(written)] == ["Uvicorn running on http://127.0.0.1:8000"]


def test_the_address_of_a_websocket_is_not_written(written: StringIO) -> None:
    logging.getLogger("uvicorn.error").warning('%s - "WebSocket %s" 403', "127.0.0.1:1", f"/{CANARY}?q={CANARY}")
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("path", ["/sante/vivant", "/sante/pret", "/metrics"])
def test_probes_leave_no_line(client: Client, written: StringIO, db: None, path: str) -> None:
    with connection.execute_wrapper(refuse):
        client.get(path)
    assert lines(written) == []


def refuse(*_: Any) -> None:
    raise OperationalError


@pytest.mark.parametrize("logger", ["celery.worker.request", "celery.worker.consumer.consumer", "kombu.connection"])
@pytest.mark.attack(30)
def test_celery_shows_no_message_of_the_broker(written: StringIO, logger: str) -> None:
    logging.getLogger(logger).error("Received unregistered task, body %s", CANARY)
    assert [line["event"] for line in lines(written)] == ["Received unregistered task, body %s"]


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_only_known_keys_remain(line: dict[str, str]) -> None:
    assert set(logs.known_only(None, "", dict(line))) == set(line) & logs.KNOWN
