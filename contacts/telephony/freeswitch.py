"""FreeSWITCH: its events in JSON, those of its call centre included; requests as its API commands.

A call of several legs is one call by its first leg. A call that we asked for carries the channel variable `cc_ref`.
"""

from collections.abc import Mapping
from typing import Any

from contacts.enums import Direction, TelephonyKind
from contacts.telephony.tellings import (
    Order,
    Telling,
    UnreadableError,
    extension,
    instant,
    number,
    reference,
    text,
)

_ON_FIRST_LEG = {
    "CHANNEL_CREATE": TelephonyKind.RINGING,
    "CHANNEL_HOLD": TelephonyKind.HELD,
    "CHANNEL_UNHOLD": TelephonyKind.RESUMED,
    "CHANNEL_HANGUP_COMPLETE": TelephonyKind.ENDED,
}
_AT_DESK = {"CHANNEL_CREATE": TelephonyKind.RINGING, "CHANNEL_HANGUP_COMPLETE": TelephonyKind.MISSED}
_IN_QUEUE = {
    "member-queue-start": TelephonyKind.RINGING,
    "agent-offering": TelephonyKind.RINGING,
    "bridge-agent-start": TelephonyKind.ANSWERED,
    "bridge-agent-fail": TelephonyKind.MISSED,
}
_UNANSWERED = {"NO_ANSWER", "USER_BUSY", "CALL_REJECTED", "ORIGINATOR_CANCEL", "LOSE_RACE", "NO_USER_RESPONSE"}


def read(body: Mapping[str, Any]) -> Telling | None:
    event = text(body, "Event-Name")
    if not event:
        raise UnreadableError("Event-Name")
    if event == "CUSTOM":
        return _queued(body) if text(body, "Event-Subclass") == "callcenter::info" else None
    if event == "CHANNEL_BRIDGE":
        return _telling(body, TelephonyKind.ANSWERED, desk=text(body, "Other-Leg-Destination-Number"))
    if text(body, "Call-Direction") == "outbound" and not text(body, "variable_cc_ref"):
        return _at_desk(body, event)
    kind = _ON_FIRST_LEG.get(event)
    # The first leg of a call that we asked for is the adviser's own.
    own = text(body, "Caller-Destination-Number") if text(body, "variable_cc_ref") else ""
    return None if kind is None else _telling(body, kind, desk=own, is_first=event == "CHANNEL_CREATE")


def _at_desk(body: Mapping[str, Any], event: str) -> Telling | None:
    """A leg to a desk. One that ends after it was answered ends nothing: the first leg says so."""
    if event not in _AT_DESK:
        return _telling(body, _ON_FIRST_LEG[event]) if event in _ON_FIRST_LEG else None
    if event == "CHANNEL_HANGUP_COMPLETE" and text(body, "Hangup-Cause") not in _UNANSWERED:
        return None
    return _telling(body, _AT_DESK[event], desk=text(body, "variable_dialed_user", "Caller-Destination-Number"))


def _queued(body: Mapping[str, Any]) -> Telling | None:
    action = text(body, "CC-Action")
    kind = _IN_QUEUE.get(action)
    if action == "member-queue-end" and text(body, "CC-Cause") == "Cancel":
        kind = TelephonyKind.ABANDONED
    return None if kind is None else _telling(body, kind, desk=text(body, "CC-Agent"))


def _telling(body: Mapping[str, Any], kind: TelephonyKind, *, desk: str = "", is_first: bool = False) -> Telling:
    ref = text(body, "variable_cc_ref")
    event_ref = reference(body, "Core-UUID") + ":" + reference(body, "Event-Sequence")
    member = "" if ref else text(body, "CC-Member-CID-Number")
    if is_first and not ref:
        member = text(body, "Caller-Caller-ID-Number")
    return Telling(
        event_ref=event_ref[:80],
        call_ref=_call_ref(body),
        kind=kind,
        occurred_at=instant(text(body, "Event-Date-Timestamp")),
        direction=Direction.OUT if ref else Direction.IN,
        caller=number(member),
        line=number(text(body, "Caller-Destination-Number")) if is_first and not ref else "",
        extension=extension(desk),
        queue=text(body, "CC-Queue").split("@", maxsplit=1)[0][:30],
        ref=ref[:60],
    )


def _call_ref(body: Mapping[str, Any]) -> str:
    """The first leg's name, which every leg carries, and the call centre under a name of its own."""
    names = ("CC-Member-Session-UUID", "Channel-Call-UUID", "Bridge-A-Unique-ID", "Unique-ID")
    return reference({"Unique-ID": text(body, *names)}, "Unique-ID")


def word(order: Order) -> dict[str, Any]:
    """One `command` for `api`, with its arguments."""
    if order.action == "dial":
        carried = f"{{cc_ref={order.ref},origination_caller_id_number={order.line}}}"
        return {"command": "originate", "arguments": f"{carried}user/{order.extension} {order.number}"}
    if order.action == "transfer":
        return {"command": "uuid_transfer", "arguments": f"{order.call_ref} {order.number}"}
    if order.action == "hang_up":
        return {"command": "uuid_kill", "arguments": order.call_ref}
    off = "" if order.action == "hold" else "off "
    return {"command": "uuid_hold", "arguments": f"{off}{order.call_ref}"}
