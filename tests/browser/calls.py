"""A telephone system beside the program: it rings at desks by signed events over HTTP, as a real one does."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from urllib.request import Request, urlopen

from accounts.models import User
from contacts.enums import Make, PresenceState
from contacts.models import Presence, Queue, QueueMember, TelephonySystem
from contacts.services.systems import seal_secret
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed

CODE, SECRET = "standard", "un secret de standard pour les essais"
EXTENSIONS = {"claire": "201", "karim": "202", "agathe": "203"}
LINE = "+33199002700"
_numbers = count(1)


def install() -> None:
    """The system, who has which extension, and who is trained for everything."""
    system = TelephonySystem(code=CODE, label="Standard", make=Make.GENERIC)
    seal_secret(system, SECRET)
    system.save(force_insert=True)
    queue = Queue.objects.get(code="generale")
    for username, extension in EXTENSIONS.items():
        user = User.objects.get(username=username)
        User.objects.filter(pk=user.pk).update(extension=extension)
        QueueMember.objects.create(queue=queue, user=user)
        Presence.objects.create(user=user, state=PresenceState.AVAILABLE)


@dataclass(slots=True)
class Telephone:
    """One call from NUMBER to the desk of a colleague."""

    address: str
    number: str
    username: str
    ref: str = ""

    def __post_init__(self) -> None:
        self.ref = f"essai-{next(_numbers)}"

    def tell(self, kind: str) -> None:
        """Send an event of this call, signed as the system does."""
        event = {
            "id": f"{self.ref}-{kind}-{next(_numbers)}",
            "call": self.ref,
            "kind": kind,
            "at": datetime.now(UTC).isoformat(),
            "from": self.number,
            "to": LINE,
            "extension": EXTENSIONS[self.username],
        }
        body, now = json.dumps(event).encode(), int(time.time())
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: str(now),
            SIGNATURE_HEADER: signed(SECRET, now, body),
        }
        with urlopen(Request(f"{self.address}/api/v1/telephonie/{CODE}/evenements/", body, headers), timeout=10):
            pass
