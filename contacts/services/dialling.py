"""What we ask of a telephone system for somebody at their desk: to call, to hold, to hand on, to hang up.

The request leaves after the commit, signed as the system's own events are. What comes of it comes back as events.
"""

import json
import re
import time
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener
from uuid import UUID

import structlog
from django.db import transaction

from accounts.models import PublicLine, User
from contacts import deadlines
from contacts.errors import NoCallError, NotDialledError, NoTelephoneError, NotRemoteError
from contacts.models import Call, TelephonySystem
from contacts.services.base import held_case
from contacts.services.systems import secret_of
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from contacts.telephony import Order, adapter_of
from contacts.telephony.tellings import ref_of
from live.services import announce
from territory.phones import is_premium, to_e164

logger = structlog.get_logger(__name__)

ACTIONS = ("hold", "resume", "transfer", "hang_up")
_EXTENSION = re.compile(r"[\w.+-]{1,20}", re.ASCII).fullmatch


@transaction.atomic
def place_call(*, user: User, case_id: UUID, number: str) -> None:
    """Have USER's telephone call NUMBER, in any writing, about a case in their hands.

    Raises NotHeldError, NoTelephoneError, NotDialledError. A system that does not answer is told to the adviser as `call_failed`.
    """
    case = held_case(user, case_id)
    dialled = to_e164(number)
    if dialled is None or is_premium(dialled):
        raise NotDialledError
    system = TelephonySystem.objects.filter(is_active=True).exclude(dial_url="").first()
    if system is None or not user.extension:
        raise NoTelephoneError
    line = PublicLine.objects.filter(mutual_id=case.mutual_id).order_by("label").first()
    order = Order(
        action="dial",
        extension=user.extension,
        number=dialled,
        line=str(line.number) if line else "",
        ref=ref_of(case.mutual_id, case.pk),
    )
    _after_commit(user, system, order, case.pk)


@transaction.atomic
def ask(*, user: User, case_id: UUID, action: str, to: str = "") -> None:
    """Hold, resume, transfer TO an extension or a number, or hang up the call at USER's desk about a case.

    Raises NoCallError, NotRemoteError, NotDialledError.
    """
    call = (
        Call.objects.filter(adviser=user, case_id=case_id, ended_at__isnull=True)
        .select_related("system")
        .order_by("-rang_at")
        .first()
    )
    if call is None or action not in ACTIONS:
        raise NoCallError
    if not call.system.dial_url or not call.system.is_active:
        raise NotRemoteError
    target = _target(to) if action == "transfer" else ""
    order = Order(action=action, extension=user.extension, call_ref=call.call_ref, number=target)
    _after_commit(user, call.system, order, case_id)


def _target(to: str) -> str:
    """An extension as it is, a number in E.164; nothing that could say something else to the telephone system."""
    bare = to.strip()
    if _EXTENSION(bare) and User.objects.filter(extension=bare, is_active=True).exists():
        return bare
    number = to_e164(bare)
    if number is None or is_premium(number):
        raise NotDialledError
    return number


def _after_commit(user: User, system: TelephonySystem, order: Order, case_id: UUID) -> None:
    transaction.on_commit(partial(_send, user.pk, system, order, case_id), robust=True)


def _send(user_id: int, system: TelephonySystem, order: Order, case_id: UUID) -> None:
    body = json.dumps(adapter_of(system.make).word(order), ensure_ascii=False).encode()
    failure = _post(system.dial_url, secret_of(system), body)
    if failure:
        logger.warning("telephone_did_not_answer", state=order.action, reason=failure)
        announce("call_failed", to=[user_id], subject_id=case_id)


class _NoRedirect(HTTPRedirectHandler):
    """A signed request goes where the administration says, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect, ProxyHandler({}))


def _post(url: str, secret: str, body: bytes) -> str:
    """The kind of failure, empty when the request was accepted."""
    if urlsplit(url).scheme not in {"http", "https"}:
        return "address"
    now = int(time.time())
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: str(now),
        SIGNATURE_HEADER: signed(secret, now, body),
    }
    try:
        request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310  the scheme is looked at above
        with _opener().open(request, timeout=deadlines.TELEPHONE_ANSWER.total_seconds()):
            return ""
    except HTTPError as error:
        error.close()
        return f"status {error.code}"
    except (OSError, HTTPException) as error:
        return type(error).__name__
