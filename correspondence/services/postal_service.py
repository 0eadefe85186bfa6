"""A postal service's HTTP API: it takes a PDF and an address, prints, posts, and says how far it is. The shape is in docs/production.md.

Every request names the letter by the same Idempotency-Key, so that a letter handed in twice is one letter.
"""

import base64
import hashlib
import http.client
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings

from contacts.web import PORTS, NotAllowedError, connected, path_of
from correspondence import deadlines, sheet
from correspondence.enums import Fault, Progress
from correspondence.models import Message
from correspondence.services.papers import bound
from territory import postal

LARGEST_ANSWER: Final = 64 * 1024
OUR_KEY: Final = frozenset({401, 403})
TRY_LATER: Final = frozenset({408, 409, 423, 425, 429})
UNKNOWN: Final = 404


class NotTakenError(Exception):
    """The service answered something else than a letter's state; `words` are its own."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(status)
        self.status, self.words = status, words


@dataclass(frozen=True, slots=True)
class Status:
    """What the service calls a letter and how far it is; `reason` is its word for a refusal."""

    reference: str
    progress: Progress
    reason: str = ""


def letter_of(message: Message) -> dict[str, Any]:
    """What is handed in. Raises as `papers.bound` does."""
    content = bound(message)
    return {
        "key": sheet.reference_of(message),
        "recipient": list(postal.block(message.to)),
        "options": {"colour": True, "both_sides": True},
        "sha256": hashlib.sha256(content).hexdigest(),
        "document": base64.b64encode(content).decode(),
    }


def hand_in(letter: dict[str, Any]) -> Status:
    """Raises NotTakenError, NotAllowedError, OSError, HTTPException."""
    return _read(_asked("POST", "/letters", letter["key"], json.dumps(letter).encode()))


def ask(message: Message) -> Status:
    """How far the service is with a letter that it has. Raises as `hand_in`."""
    return _read(_asked("GET", f"/letters/{quote(message.carrier_ref, safe='')}", sheet.reference_of(message)))


def status_in(told: Any) -> Status:
    """Reads what the service says of a letter, asked or by itself. Raises ValueError."""
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not 0 < len(told["id"]) <= 80:
        raise ValueError("id")
    if told.get("state") not in Progress.values:
        raise ValueError("state")
    reason = told.get("reason", "")
    return Status(told["id"], Progress(told["state"]), _plain(reason) if isinstance(reason, str) else "")


def judged(error: Exception) -> tuple[Fault, bool, str]:
    """What an error of the service means: the fault, whether trying again is vain, and its own words."""
    if isinstance(error, NotTakenError):
        words = _plain(f"{error.status} {error.words}")
        if error.status in OUR_KEY:
            return Fault.POST_ACCESS, False, words
        is_final = 400 <= error.status < 500 and error.status not in TRY_LATER
        return (Fault.POST_REFUSED if is_final else Fault.POST_AWAY), is_final, words
    if isinstance(error, FileNotFoundError | PermissionError | NotAllowedError):
        return Fault.OTHER, False, ""
    if isinstance(error, OSError | http.client.HTTPException):
        return Fault.POST_AWAY, False, ""
    return Fault.OTHER, isinstance(error, ValueError), ""


def _asked(method: str, path: str, key: str, body: bytes | None = None) -> bytes:
    target = urlsplit(settings.POST_SERVICE_URL.rstrip("/") + path)
    headers = {
        "Authorization": f"Bearer {settings.POST_SERVICE_TOKEN}",
        "Idempotency-Key": key,
        "User-Agent": "contactcenter",
        "Accept": "application/json",
    }
    if body is not None:
        headers["Content-Type"] = "application/json"
    # The address is the installation's own, so it may be on its own network; letters never leave without TLS.
    schemes = PORTS if settings.WEBHOOKS_PRIVATE else {"https": PORTS["https"]}
    waits, lasts = deadlines.POST_ANSWERS.total_seconds(), deadlines.POST_LASTS.total_seconds()
    with connected(target, schemes=schemes, may_be_ours=True, waits=waits, lasts=lasts) as caller:
        caller.request(method, path_of(target), body, headers)
        answer = caller.getresponse()
        content = answer.read(LARGEST_ANSWER)
    if answer.status not in range(200, 300):
        raise NotTakenError(answer.status, content[:200].decode("utf-8", "replace"))
    return content


def _read(content: bytes) -> Status:
    try:
        return status_in(json.loads(content))
    except (ValueError, RecursionError):
        # It may have taken the letter in: the next attempt bears the same key.
        raise NotTakenError(502) from None


def _plain(words: str) -> str:
    return " ".join(words.replace(chr(0), "").split())[:200]
