"""The generic JSON: what a telephone system sends that can be taught our words."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from contacts.enums import Direction, TelephonyKind
from contacts.telephony.tellings import (
    Order,
    Telling,
    UnreadableError,
    dialled,
    extension,
    instant,
    number,
    reference,
    text,
)


def read(body: Mapping[str, Any]) -> Telling:
    """`id`, `call`, `kind` and `at` are needed; `from`, `to`, `extension`, `queue`, `direction` and `ref` when known.

    `from` is the member's number in both directions, `to` the line of the mutual.
    """
    kind, direction = text(body, "kind"), text(body, "direction") or Direction.IN
    if kind not in TelephonyKind.values:
        raise UnreadableError("kind")
    if direction not in Direction.values:
        raise UnreadableError("direction")
    return Telling(
        event_ref=reference(body, "id"),
        call_ref=reference(body, "call"),
        kind=TelephonyKind(kind),
        occurred_at=instant(text(body, "at")),
        direction=Direction(direction),
        caller=number(text(body, "from")),
        line=dialled(text(body, "to")),
        extension=extension(text(body, "extension")),
        queue=text(body, "queue")[:30],
        ref=text(body, "ref")[:60],
    )


def word(order: Order) -> dict[str, Any]:
    return {name: value for name, value in asdict(order).items() if value}
