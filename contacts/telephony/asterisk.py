"""Asterisk: events of its manager (AMI) as JSON objects, and of its REST interface (ARI); requests in ARI's words.

A call of several channels is one call by its `Linkedid`, which is the caller's own channel; ARI gives it as the channel variable
`CHANNEL(linkedid)` when `channelvars` in `ari.conf` names it. A call that we asked for carries `CC_REF`.
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
    name_of,
    number,
    part,
    reference,
    text,
)

LINKED = "CHANNEL(linkedid)"
_UNANSWERED = {"NOANSWER", "BUSY", "CANCEL", "CONGESTION", "CHANUNAVAIL", "DONTCALL"}


def read(body: Mapping[str, Any]) -> Telling | None:
    if "Event" in body:
        return _manager(body)
    if "type" in body:
        return _rest(body)
    raise UnreadableError("Event")


# ---- AMI

_SIMPLE = {
    "QueueCallerJoin": TelephonyKind.RINGING,
    "QueueCallerAbandon": TelephonyKind.ABANDONED,
    "Hold": TelephonyKind.HELD,
    "Unhold": TelephonyKind.RESUMED,
}
_AT_DESK = {
    "DialBegin": TelephonyKind.RINGING,
    "AgentCalled": TelephonyKind.RINGING,
    "AgentConnect": TelephonyKind.ANSWERED,
    "AgentRingNoAnswer": TelephonyKind.MISSED,
}


def _manager(body: Mapping[str, Any]) -> Telling | None:
    event = text(body, "Event")
    own = text(body, "Uniqueid") == text(body, "Linkedid")
    found: tuple[TelephonyKind, str] | None = None
    if event in _SIMPLE:
        found = _SIMPLE[event], ""
    elif event in _AT_DESK:
        found = _AT_DESK[event], extension(text(body, "DestChannel", "Interface", "MemberName"))
    elif event == "Newchannel" and own:
        # The first channel of a call that we asked for is the adviser's own.
        asked = text(part(body, "ChanVariable"), "CC_REF")
        found = TelephonyKind.RINGING, extension(text(body, "Channel")) if asked else ""
    elif event == "Hangup" and own:
        found = TelephonyKind.ENDED, ""
    elif event == "DialEnd":
        found = _dialled(text(body, "DialStatus"), text(body, "DestChannel"))
    elif event == "BlindTransfer" and text(body, "Result") == "Success":
        found = TelephonyKind.TRANSFERRED, extension(text(body, "Extension"))
    elif event == "AttendedTransfer" and text(body, "Result") == "Success":
        # Without a channel of its own, the target is who the second call of the one who hands over was connected to.
        found = (
            TelephonyKind.TRANSFERRED,
            extension(text(body, "TransferTargetChannel", "SecondTransfererConnectedLineNum")),
        )
    return None if found is None else _of_manager(body, *found)


def _dialled(status: str, channel: str) -> tuple[TelephonyKind, str] | None:
    if status == "ANSWER":
        return TelephonyKind.ANSWERED, extension(channel)
    return (TelephonyKind.MISSED, extension(channel)) if status in _UNANSWERED else None


def _of_manager(body: Mapping[str, Any], kind: TelephonyKind, at_desk: str) -> Telling:
    call_ref = reference(body, "Linkedid", "DestLinkedid", "TransfererLinkedid", "OrigTransfererLinkedid", "Uniqueid")
    when = text(body, "Timestamp")
    ref = text(part(body, "ChanVariable"), "CC_REF")
    # Only the caller's own channel says who called which line: the others say which desk was tried.
    is_first = text(body, "Event") in {"Newchannel", "QueueCallerJoin"}
    return Telling(
        event_ref=name_of(
            text(body, "Event"), call_ref, text(body, "Uniqueid"), text(body, "DestUniqueid"), when, kind
        ),
        call_ref=call_ref,
        kind=kind,
        occurred_at=instant(when),
        direction=Direction.OUT if ref else Direction.IN,
        caller=number(text(body, "CallerIDNum")) if is_first and not ref else "",
        line=number(text(body, "CC_LINE", "Exten")) if is_first and not ref else "",
        extension=at_desk,
        queue=text(body, "Queue")[:30],
        ref=ref[:60],
    )


# ---- ARI

_REST = {
    "StasisStart": TelephonyKind.RINGING,
    "ChannelHold": TelephonyKind.HELD,
    "ChannelUnhold": TelephonyKind.RESUMED,
    "ChannelDestroyed": TelephonyKind.ENDED,
    "BridgeBlindTransfer": TelephonyKind.TRANSFERRED,
    "BridgeAttendedTransfer": TelephonyKind.TRANSFERRED,
}


def _rest(body: Mapping[str, Any]) -> Telling | None:
    event = text(body, "type")
    if event == "Dial":
        return _dial(body)
    if event not in _REST or text(body, "result") not in {"", "Success"}:
        return None
    channel = part(body, "channel") or part(body, "transferer_first_leg")
    variables = part(channel, "channelvars")
    linked = text(variables, LINKED)
    if event in {"StasisStart", "ChannelDestroyed"} and linked and linked != text(channel, "id"):
        return None  # a desk's channel: `Dial` tells of it
    at_desk = _handed_to(body) if _REST[event] is TelephonyKind.TRANSFERRED else ""
    if event == "StasisStart" and text(variables, "CC_REF"):
        at_desk = extension(text(channel, "name"))
    return _of_rest(body, _REST[event], channel, at_desk=at_desk)


def _handed_to(body: Mapping[str, Any]) -> str:
    """The desk of a transfer: dialled, or spoken with beforehand in the second call of the one who hands over."""
    second = part(part(body, "transferer_second_leg"), "connected")
    target = text(part(body, "transfer_target"), "name")
    return extension(text(body, "exten")) or extension(target or text(second, "number"))


def _dial(body: Mapping[str, Any]) -> Telling | None:
    status, peer = text(body, "dialstatus"), text(part(body, "peer"), "name")
    caller = part(body, "caller") or part(body, "peer")
    found = (TelephonyKind.RINGING, extension(peer)) if status in {"", "RINGING"} else _dialled(status, peer)
    return None if found is None else _of_rest(body, found[0], caller, at_desk=found[1])


def _of_rest(body: Mapping[str, Any], kind: TelephonyKind, channel: Mapping[str, Any], *, at_desk: str) -> Telling:
    variables = part(channel, "channelvars")
    call_ref = reference({"channel.id": text(variables, LINKED) or text(channel, "id")}, "channel.id")
    when, ref = text(body, "timestamp"), text(variables, "CC_REF")
    is_first = text(body, "type") == "StasisStart" and not ref
    return Telling(
        event_ref=name_of(text(body, "type"), call_ref, text(part(body, "peer"), "id"), when, kind),
        call_ref=call_ref,
        kind=kind,
        occurred_at=instant(when),
        direction=Direction.OUT if ref else Direction.IN,
        caller=number(text(part(channel, "caller"), "number")) if is_first else "",
        line=number(text(part(channel, "dialplan"), "exten")) if is_first else "",
        extension=at_desk,
        ref=ref[:60],
    )


# ---- requests, in ARI's words


def word(order: Order) -> dict[str, Any]:
    """`method`, `path` and `query` of one request to ARI; whoever receives it there adds ARI's own credentials."""
    channel = f"/channels/{order.call_ref}"
    if order.action == "dial":
        asked = {"endpoint": f"PJSIP/{order.extension}", "extension": order.number, "callerId": order.line}
        return {
            "method": "POST", "path": "/channels", "query": asked, "body": {"variables": {"CC_REF": order.ref}},
        }  # fmt: skip
    if order.action == "transfer":
        return {"method": "POST", "path": f"{channel}/redirect", "query": {"endpoint": f"PJSIP/{order.number}"}}
    if order.action == "hang_up":
        return {"method": "DELETE", "path": channel, "query": {"reason": "normal"}}
    return {"method": "POST" if order.action == "hold" else "DELETE", "path": f"{channel}/hold", "query": {}}
