"""What we ask of a telephone system, over a real socket."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.enums import Channel, PresenceState
from contacts.errors import NoCallError, NotDialledError, NoTelephoneError, NotHeldError, NotRemoteError
from contacts.models import Case, Presence, TelephonySystem
from contacts.services import dialling, telephony
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, check
from contacts.telephony.tellings import ref_of
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import LINE, SECRET, telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


class Exchange(HTTPServer):
    """A telephone system that keeps what it is asked, once it has seen the signature."""

    status = 202

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ordres"


class Receiver(BaseHTTPRequestHandler):
    server: Exchange

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        check(SECRET, timestamp=self.headers[TIMESTAMP_HEADER], signature=self.headers[SIGNATURE_HEADER], body=body)
        self.server.asked.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Location", "/ailleurs")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    server = Exchange()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def system(within: Mutual, exchange: Exchange) -> TelephonySystem:
    phones.line(within)
    return phones.system(dial_url=exchange.url)


@pytest.fixture
def claire(adviser: User) -> User:
    adviser.extension = "2001"
    adviser.save()
    return make.trained(adviser)


@pytest.fixture
def case(within: Mutual, claire: User) -> Case:
    return make.case(within, holder=claire, channel=Channel.PHONE)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    kinds: list[str] = []
    monkeypatch.setattr(dialling, "announce", lambda kind, **_: kinds.append(kind))
    return kinds


def call(case: Case, user: User, number: str = "06/39/98/12/34") -> None:
    dialling.place_call(user=user, case_id=case.pk, number=number)


def test_the_telephone_on_the_desk_calls(
    system: TelephonySystem, exchange: Exchange, case: Case, claire: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call(case, claire)
    ref = ref_of(case.mutual_id, case.pk)
    assert exchange.asked == [
        {"action": "dial", "extension": "2001", "number": "+33639981234", "line": LINE, "ref": ref}
    ]


@pytest.mark.parametrize("status", [302, 400, 503])
def test_a_refusal_is_told_to_the_adviser(
    system: TelephonySystem,
    exchange: Exchange,
    case: Case,
    claire: User,
    told: list[str],
    status: int,
    django_capture_on_commit_callbacks: Any,
) -> None:
    exchange.status = status
    with django_capture_on_commit_callbacks(execute=True):
        call(case, claire)
    assert (told, len(exchange.asked)) == (["call_failed"], 1)


def test_silence_is_told_to_the_adviser(
    case: Case, claire: User, told: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    phones.system(dial_url="http://127.0.0.1:1/ordres")
    with django_capture_on_commit_callbacks(execute=True):
        call(case, claire)
    assert told == ["call_failed"]


@pytest.mark.parametrize("number", ["", "bonjour", "0899 12 34 56", "17; rm"])
def test_what_is_no_number_to_call_is_not_called(
    system: TelephonySystem, case: Case, claire: User, number: str
) -> None:
    with pytest.raises(NotDialledError):
        call(case, claire, number)


def test_only_who_has_the_case_calls(system: TelephonySystem, case: Case, other_adviser: User) -> None:
    with pytest.raises(NotHeldError):
        call(case, other_adviser)


def test_without_a_telephone_nothing_is_called(system: TelephonySystem, case: Case, claire: User) -> None:
    claire.extension = ""
    with pytest.raises(NoTelephoneError):
        call(case, claire)


@pytest.mark.parametrize(
    ("action", "to", "number"),
    [("hold", "", None), ("resume", "", None), ("hang_up", "", None), ("transfer", "2001", "2001"),
     ("transfer", "06 39 98 12 35", "+33639981235")],
)  # fmt: skip
def test_the_call_at_the_desk_is_held_handed_on_and_hung_up(
    system: TelephonySystem,
    exchange: Exchange,
    claire: User,
    action: str,
    to: str,
    number: str | None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    telephony.take_event(system=system, telling=telling("answered", extension="2001"))
    with django_capture_on_commit_callbacks(execute=True):
        dialling.ask(user=claire, case_id=Case.objects.get().pk, action=action, to=to)
    asked = {"action": action, "extension": "2001", "call_ref": "c1", "number": number}
    assert exchange.asked == [{name: value for name, value in asked.items() if value}]


def test_a_call_at_another_desk_is_not_touched(system: TelephonySystem, claire: User, other_adviser: User) -> None:
    telephony.take_event(system=system, telling=telling("answered", extension="2001"))
    with pytest.raises(NoCallError):
        dialling.ask(user=other_adviser, case_id=Case.objects.get().pk, action="hang_up")


def test_a_system_that_takes_no_requests_leaves_the_telephone_itself(within: Mutual, claire: User) -> None:
    phones.line(within)
    telephony.take_event(system=phones.system(dial_url=""), telling=telling("answered", extension="2001"))
    with pytest.raises(NotRemoteError):
        dialling.ask(user=claire, case_id=Case.objects.get().pk, action="hold")


def test_a_call_is_not_handed_to_anything(system: TelephonySystem, claire: User) -> None:
    telephony.take_event(system=system, telling=telling("answered", extension="2001"))
    with pytest.raises(NotDialledError):
        dialling.ask(user=claire, case_id=Case.objects.get().pk, action="transfer", to="2001 &bridge(evil)")


def at_work(user: User, extension: str, state: PresenceState) -> User:
    """A colleague with a telephone on the desk."""
    user.extension = extension
    user.save()
    Presence.objects.update_or_create(user=make.trained(user), defaults={"state": state})
    return user


def desks(user: User) -> list[Any]:
    """What the panel that hands the contact on offers for the call."""
    panel = make_accounts.browser(user).get(f"/contacts/{Case.objects.get().pk}/transferer/")
    return [choice for choice, _ in panel.context["desks"]]


def test_the_call_can_be_handed_to_desks_at_work_free_ones_first(
    within: Mutual, system: TelephonySystem, claire: User, other_adviser: User
) -> None:
    at_work(other_adviser, "2002", PresenceState.IN_CALL)
    at_work(make_accounts.user(Role.TELEADVISER, on=[within]), "2003", PresenceState.AVAILABLE)
    at_work(make_accounts.user(Role.TELEADVISER, on=[within]), "", PresenceState.AVAILABLE)
    telephony.take_event(system=system, telling=telling("answered", extension="2001"))
    assert desks(claire) == ["2003", "2002"]


@pytest.mark.parametrize("kinds", [["ringing"], ["answered", "ended"]])
def test_a_call_that_nobody_talks_in_is_not_handed_over(
    system: TelephonySystem, claire: User, other_adviser: User, kinds: list[str]
) -> None:
    at_work(other_adviser, "2002", PresenceState.AVAILABLE)
    for place, kind in enumerate(kinds):
        telephony.take_event(system=system, telling=telling(kind, place, extension="2001"))
    assert desks(claire) == []
