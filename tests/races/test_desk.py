"""The pages are killed while a note is kept, Valkey dies while a call is on: nothing is lost, and nothing is there twice."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contactcenter.embedded.process import free_port
from contactcenter.embedded.unprivileged import die_with_parent
from contactcenter.supervisor import answers, pages_at
from contacts.enums import CallState, EntryKind, PresenceState
from contacts.models import Call, Case, Draft, Entry, Presence, TelephonyEvent, TelephonySystem
from contacts.services import drafts
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.live.listening import OwnValkey
from tests.waiting import PATIENCE, until
from ui.typesetting import ROOT

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

TEXT = "Elle demande un devis pour ses lunettes.\nÀ rappeler l’après-midi."
CSRF = "a" * 32


@pytest.fixture
def mutual(transactional_db: None) -> Mutual:
    return make_accounts.mutual()


@pytest.fixture
def adviser(mutual: Mutual) -> User:
    return make.trained(make_accounts.user(on=[mutual], extension="2001"))


@contextmanager
def seen(mutual: Mutual) -> Iterator[None]:
    """What is kept, as a transaction of this mutual sees it."""
    with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
        yield


# ---- the pages are killed


class Web:
    """The server of the pages in processes of their own, on this test's database, to be killed and started again."""

    def __init__(self, session: str) -> None:
        self.port, self.session = free_port(), session
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
        self.process = subprocess.Popen(
            [sys.executable, *pages_at("--host", "127.0.0.1", "--port", str(self.port), processes=1)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "CRITICAL"},
            process_group=0,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509  it only sets a flag of the kernel
        )
        assert until(lambda: answers(self.port, "/sante/vivant"))

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def sent(self, case: Case) -> http.client.HTTPConnection:
        """A connection on which the note was sent, and whose answer nobody has read."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Cookie": f"contactcenter={self.session}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request("POST", f"/contacts/{case.pk}/note/", urlencode({"note": TEXT}), headers)
        return line

    def keep(self, case: Case) -> int:
        line = self.sent(case)
        status = line.getresponse().status
        line.close()
        return status


@pytest.fixture
def web(adviser: User) -> Iterator[Web]:
    session = make_accounts.browser(adviser).session
    session["_csrftoken"] = CSRF
    session.save()
    running = Web(str(session.session_key))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def case(mutual: Mutual, adviser: User) -> Case:
    with seen(mutual):
        made = make.case(mutual, holder=adviser)
        drafts.keep(user=adviser, case_id=made.pk, field="note", text=TEXT, version=0)
    return made


def written(mutual: Mutual) -> tuple[list[str], str]:
    """The notes of the case, and what is still a draft."""
    with seen(mutual):
        notes = Entry.objects.filter(kind=EntryKind.NOTE).values_list("text", flat=True)
        return list(notes), Draft.objects.get().text


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_pages_killed_before_a_note_is_kept_leave_the_draft(web: Web, mutual: Mutual, case: Case) -> None:
    with seen(mutual):
        Case.objects.select_for_update().get(pk=case.pk)
        line = web.sent(case)
        assert until(somebody_waits_for_us)
        web.kill()
    line.close()
    left = written(mutual)
    web.start()
    assert (left, web.keep(case), written(mutual)) == (([], TEXT), 302, ([TEXT], ""))


def test_pages_killed_before_they_answer_keep_a_note_once(web: Web, mutual: Mutual, case: Case) -> None:
    line = web.sent(case)
    assert until(lambda: written(mutual)[0] != [])
    web.kill()
    line.close()
    left = written(mutual)
    web.start()
    assert (left, web.keep(case), written(mutual)) == (([TEXT], ""), 302, ([TEXT], ""))


# ---- Valkey dies


@pytest.fixture
def valkey(settings: Any) -> Iterator[OwnValkey]:
    own = OwnValkey()
    own.start()
    settings.REDIS_URL = own.url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": own.url}}
    yield own
    own.stop()


@pytest.fixture
def system(mutual: Mutual) -> TelephonySystem:
    phones.line(mutual)
    return phones.system()


def asked(desk: Client, place: str = "") -> Any:
    return desk.get("/direct/etat/", {"apres": place}).json()


def a_call(system: TelephonySystem) -> list[int]:
    """What a telephone system is answered that tells everything of a call, and its answer twice."""
    rings, answered, ends = (phones.body(kind, extension="2001") for kind in ("ringing", "answered", "ended"))
    return [phones.post(system, event).status_code for event in (rings, answered, answered, ends)]


def test_a_call_without_valkey_is_whole_and_once(
    valkey: OwnValkey, mutual: Mutual, adviser: User, system: TelephonySystem
) -> None:
    valkey.stop()
    told = a_call(system)
    with seen(mutual):
        counted = (TelephonyEvent.objects.count(), Case.objects.count(), Entry.objects.count())
        call = Call.objects.select_related("case").get()
        state = Presence.objects.get(user=adviser).state
    assert (told, counted) == ([202, 202, 200, 202], (3, 1, 1))
    assert (call.state, call.case.holder, state) == (CallState.ENDED, adviser, PresenceState.WRAP_UP)


def test_a_desk_hears_of_a_call_that_came_without_valkey(
    valkey: OwnValkey, mutual: Mutual, adviser: User, system: TelephonySystem
) -> None:
    desk = make_accounts.browser(adviser)
    place = asked(desk)["last"]
    valkey.stop()
    a_call(system)
    away = asked(desk, place)
    valkey.start()
    back = asked(desk, away["last"])
    with seen(mutual):
        case = Case.objects.get()
    shown = desk.get("/").content.decode()
    assert (away["resync"], back["resync"], f"/contacts/{case.pk}/" in shown) == (True, True, True)
