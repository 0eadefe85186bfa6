"""Telephone systems, lines, and what they tell, for tests. Numbers are of the ranges that nobody has."""

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client

from accounts.models import Mutual, PublicLine
from contacts.enums import Make, TelephonyKind
from contacts.models import TelephonySystem
from contacts.services.systems import seal_secret
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from contacts.telephony import Telling

SECRET = "un secret que seul le standard connaît"
LINE = "+33199001234"
CALLER = "+33639981234"
BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

_numbers = count(1)


def system(**fields: Any) -> TelephonySystem:
    made = TelephonySystem(
        **{"code": f"standard-{next(_numbers)}", "label": "Standard", "make": Make.GENERIC, **fields}
    )
    seal_secret(made, SECRET)
    made.save()
    return made


def line(mutual: Mutual, number: str = LINE, **fields: Any) -> PublicLine:
    return PublicLine.objects.create(**{"mutual": mutual, "number": number, "label": "Adhérents", **fields})


def telling(kind: TelephonyKind | str, after: float = 0, *, call: str = "c1", **fields: Any) -> Telling:
    """What is told AFTER so many seconds of a call that began at `BEGAN`, of a caller and a line that are known."""
    told = {
        "event_ref": f"{call}-{kind}-{after}-{fields.get('extension', '')}",
        "call_ref": call,
        "kind": TelephonyKind(kind),
        "occurred_at": BEGAN + timedelta(seconds=after),
        "caller": CALLER,
        "line": LINE,
    }
    return Telling(**{**told, **fields})


def body(kind: str, **fields: Any) -> dict[str, Any]:
    """The generic JSON of an event of now."""
    told = {"id": f"e{next(_numbers)}", "call": "c1", "kind": kind, "at": datetime.now(UTC).isoformat()}
    return {**told, "from": "06 39 98 12 34", "to": "01 99 00 12 34", **fields}


def post(
    system: TelephonySystem, content: dict[str, Any] | bytes, *, secret: str = SECRET, at: float | None = None
) -> Any:
    """One signed request of SYSTEM, as its webhook sends it."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    stamp = int(time.time() if at is None else at)
    headers = {TIMESTAMP_HEADER: str(stamp), SIGNATURE_HEADER: signed(secret, stamp, raw)}
    return Client().post(
        f"/api/v1/telephonie/{system.code}/evenements/", raw, content_type="application/json", headers=headers
    )
