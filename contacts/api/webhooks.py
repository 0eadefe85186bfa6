"""What other systems send signed, without a key: events of telephone systems, and e-mails as they came. Each is taken once."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import Counter

from audit.actors import acting, job
from contacts import deadlines, imap
from contacts.errors import EventChangedError, UnknownLineError
from contacts.models import Mailbox, TelephonySystem
from contacts.services import intake, mailboxes, systems, telephony
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, BadSignatureError, check
from contacts.telephony import UnreadableError, adapter_of

LARGEST_EVENT = 64 * 1024
UNAUTHORIZED, CONFLICT, TOO_LARGE, UNPROCESSABLE = 401, 409, 413, 422

events_counted = Counter(
    "contactcenter_telephone_events", "Events of telephone systems, by what became of them", ["answer"]
)


def _check_signature(request: HttpRequest, body: bytes, secret: str) -> None:
    """Raises BadSignatureError."""
    stamp, signature = (request.headers.get(name, "") for name in (TIMESTAMP_HEADER, SIGNATURE_HEADER))
    check(secret, timestamp=stamp, signature=signature, body=body)


@csrf_exempt
@require_POST
def telephone_event(request: HttpRequest, code: str) -> JsonResponse:
    """202 for an event that is new, 200 for one that was taken before or tells nothing that we follow.

    A system that nobody knows and a wrong signature have the same answer: who guesses learns nothing.
    """
    system = TelephonySystem.objects.filter(code=code, is_active=True).first()
    body = request.read(LARGEST_EVENT + 1)
    if system is None:
        return _answer("forged", UNAUTHORIZED)
    if len(body) > LARGEST_EVENT:
        return _refused(system, "too_large", TOO_LARGE)
    try:
        _check_signature(request, body, systems.secret_of(system))
    except BadSignatureError as error:
        return _refused(system, error.reason, UNAUTHORIZED)
    with acting(job("telephone_event")):
        return _take(system, body)


def _take(system: TelephonySystem, body: bytes) -> JsonResponse:
    try:
        telling = adapter_of(system.make).read(_parsed(body))
        if telling is None:
            return _answer("ignored", 200)
        if telling.occurred_at > timezone.now() + deadlines.WEBHOOK_SKEW:
            raise UnreadableError("occurred_at")  # noqa: TRY301  a refusal like those below
        return _answer("taken", 202) if telephony.take_event(system=system, telling=telling) else _answer("known", 200)
    except UnreadableError as error:
        return _refused(system, "unreadable", UNPROCESSABLE, what=str(error))
    except UnknownLineError as error:
        return _refused(system, error.reason, UNPROCESSABLE, what=str(error))
    except EventChangedError as error:
        return _refused(system, error.reason, CONFLICT, what=str(error))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("JSON") from None
    if not isinstance(parsed, dict):
        raise UnreadableError("JSON")
    return parsed


def _refused(system: TelephonySystem, answer: str, status: int, *, what: str = "") -> JsonResponse:
    systems.refuse(system=system)
    return _answer(answer, status, what=what)


def _answer(answer: str, status: int, *, what: str = "") -> JsonResponse:
    events_counted.labels(answer).inc()
    if status == UNAUTHORIZED:
        what = _("The signature or its moment is wrong.")
    return JsonResponse({"answer": answer, **({"detail": what} if what else {})}, status=status)


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def email(request: HttpRequest, mailbox_id: int) -> JsonResponse:
    """201 for a message that is new, 200 for one that was taken before; the body is the message as it came.

    A mailbox that is not there and a wrong signature have the same answer: who guesses learns nothing.
    """
    mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True, mutual__is_active=True).first()
    raw = request.read(imap.LARGEST + 1)
    if mailbox is None:
        return _unknown()
    if len(raw) > imap.LARGEST:
        mailboxes.refuse(mailbox=mailbox)
        return JsonResponse({"detail": _("This message is larger than 60 MB.")}, status=TOO_LARGE)
    try:
        _check_signature(request, raw, mailboxes.secret_of(mailbox))
    except BadSignatureError:
        mailboxes.refuse(mailbox=mailbox)
        return _unknown()
    with acting(job("deliver_mail")):
        kept, is_new = intake.receive(mailbox=mailbox, raw=raw, received_at=timezone.now())
    return JsonResponse({"id": str(kept.pk), "new": is_new}, status=201 if is_new else 200)


def _unknown() -> JsonResponse:
    return JsonResponse(
        {"detail": _("Unknown mailbox, wrong signature, or a message of too long ago.")}, status=UNAUTHORIZED
    )
