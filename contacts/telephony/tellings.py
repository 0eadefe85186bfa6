"""One thing that a telephone system tells of one call, and one thing that we ask of it."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from contacts.enums import Direction, TelephonyKind
from territory.phones import to_e164

_REFERENCE = re.compile(r"[\w.:@+=/-]{1,80}", re.ASCII).fullmatch
_EXTENSION = re.compile(r"[\w.+-]{1,20}", re.ASCII).fullmatch
_UNKEPT = re.compile("[\x00\ud800-\udfff]").search
_LONGEST_TEXT = 60


class UnreadableError(ValueError):
    """The body is not what its make sends. `args` names what is missing or wrong, never what stood there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """`event_ref` names the telling itself, `call_ref` the call; numbers in E.164, empty when they are hidden or unreadable.

    `direction` is told with `line`, the number of ours that was dialled or is shown, or with `ref`, the case that we called for.
    """

    event_ref: str
    call_ref: str
    kind: TelephonyKind
    occurred_at: datetime
    direction: Direction = Direction.IN
    caller: str = ""
    line: str = ""
    extension: str = ""
    queue: str = ""
    ref: str = ""

    def canonical(self) -> bytes:
        """The same bytes for the same telling, however it was written."""
        return json.dumps(asdict(self), sort_keys=True, default=str).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What we ask of a telephone system. `action` is dial, hold, resume, transfer or hang_up."""

    action: str
    extension: str
    call_ref: str = ""
    number: str = ""
    line: str = ""
    ref: str = ""


class Adapter(NamedTuple):
    """`read` gives None for what is about nothing that we follow, and raises UnreadableError; `word` gives the request's body."""

    read: Callable[[Mapping[str, Any]], Telling | None]
    word: Callable[[Order], dict[str, Any]]


def text(body: Mapping[str, Any], *names: str) -> str:
    """The first of these that is given, as text; nothing for a list, an object, an endless text or what cannot be kept."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            found = str(value).strip()
            if found and len(found) <= 1000 and not _UNKEPT(found):
                return found
    return ""


def reference(body: Mapping[str, Any], *names: str) -> str:
    """Raises UnreadableError unless one is there and short enough to be kept."""
    found = text(body, *names)
    if not _REFERENCE(found):
        raise UnreadableError(names[0])
    return found


def part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def number(written: str) -> str:
    """E.164 of `01/23 45…`, `sip:0123…@trunk`, `tel:+33…`; empty for what hides itself or cannot be read."""
    bare = written.removeprefix("sip:").removeprefix("sips:").split("@", maxsplit=1)[0]
    return (to_e164(bare[:_LONGEST_TEXT]) or "") if bare else ""


def dialled(written: str) -> str:
    """The public line, which hides itself never: raises UnreadableError for one that is given and cannot be read."""
    found = number(written)
    if written and not found:
        raise UnreadableError("to")
    return found


def extension(written: str) -> str:
    """`PJSIP/2001-0000002a`, `Local/2001@agents`, `user/2001` and `2001@site.fr` are 2001; empty for what is none."""
    bare = written.rsplit("/", maxsplit=1)[-1].split("@", maxsplit=1)[0].split(";", maxsplit=1)[0]
    bare = re.sub(r"-[0-9a-f]{8}$", "", bare)
    return bare if _EXTENSION(bare) else ""


def instant(written: str) -> datetime:
    """An ISO instant with its zone, or Unix time in seconds or microseconds. Raises UnreadableError."""
    try:
        if re.fullmatch(r"\d{9,11}(\.\d+)?", written, re.ASCII):
            return datetime.fromtimestamp(float(written), tz=UTC)
        if re.fullmatch(r"\d{15,17}", written, re.ASCII):
            return datetime.fromtimestamp(int(written) / 1_000_000, tz=UTC)
        found = datetime.fromisoformat(written)
    except (ValueError, OverflowError, OSError):
        raise UnreadableError("occurred_at") from None
    if found.tzinfo is None:
        raise UnreadableError("occurred_at")
    return found.astimezone(UTC)


def name_of(*parts: str) -> str:
    """A name for an event of a make that gives its events none: the same event sent again has the same name."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def ref_of(mutual_id: int, case_id: UUID) -> str:
    """What a call that we ask for carries, so that its events find its case."""
    return f"{mutual_id}-{case_id.hex}"


def read_ref(written: str) -> tuple[int, UUID] | None:
    found = re.fullmatch(r"(\d{1,9})-([0-9a-f]{32})", written, re.ASCII)
    return (int(found[1]), UUID(hex=found[2])) if found else None
