"""Signed messages between machines: an HMAC of the moment and the raw body under a shared secret. Plain Python.

Whoever sends puts Unix seconds in `X-Contactcenter-Timestamp` and what `signed` gives in `X-Contactcenter-Signature`.
"""

import hmac
import time

from contacts import deadlines

TIMESTAMP_HEADER = "X-Contactcenter-Timestamp"
SIGNATURE_HEADER = "X-Contactcenter-Signature"
_VERSION = "v1="
_LONGEST = 20


class BadSignatureError(Exception):
    """The message is not its sender's (`forged`), or not of now (`stale`). Holds nothing of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signed(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of a raw BODY sent at TIMESTAMP: `v1=` and the HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal."""
    return _VERSION + hmac.digest(secret.encode(), b"%d." % timestamp + body, "sha256").hex()


def check(secret: str, *, timestamp: str, signature: str, body: bytes, now: float | None = None) -> None:
    """Raises BadSignatureError unless the message is signed with SECRET within `deadlines.WEBHOOK_SKEW` of NOW.

    Several signatures may stand in the header, comma separated, while a secret is being changed. The same message again
    is a good signature too: who takes messages takes each once, by its own id.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < _LONGEST):
        raise BadSignatureError("forged")
    expected = signed(secret, int(timestamp), body).encode()
    offered = [one.strip().encode("utf-8", "replace") for one in signature.split(",")]
    if not secret or not any(hmac.compare_digest(expected, one) for one in offered):
        raise BadSignatureError("forged")
    if abs((time.time() if now is None else now) - int(timestamp)) > deadlines.WEBHOOK_SKEW.total_seconds():
        raise BadSignatureError("stale")
