"""What each make of telephone system says, in our words; and what we ask of it, in its own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contacts.enums import Direction, Make, TelephonyKind
from contacts.telephony import Order, Telling, UnreadableError, adapter_of
from contacts.telephony.tellings import extension, instant, number

AT = "1795338000.250000"


def read(make: Make, body: dict[str, Any]) -> tuple[Any, ...] | None:
    told = adapter_of(make).read(body)
    return None if told is None else (told.kind, told.call_ref, told.caller, told.line, told.extension, told.queue)


def generic(**fields: Any) -> Telling | None:
    body = {"id": "e1", "call": "c1", "kind": "ringing", "at": "2026-11-20T10:00:00+01:00", **fields}
    return adapter_of(Make.GENERIC).read(body)


def test_the_generic_words() -> None:
    told = generic(**{"from": "06 39 98 12 34", "to": "01 99 00 12 34", "extension": "2001", "queue": "dentaire"})
    assert told == Telling(
        event_ref="e1",
        call_ref="c1",
        kind=TelephonyKind.RINGING,
        occurred_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        caller="+33639981234",
        line="+33199001234",
        extension="2001",
        queue="dentaire",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": "x" * 81},
        {"id": ["e1"]},
        {"call": "c\n1"},
        {"kind": "exploded"},
        {"at": "demain"},
        {"at": "2026-11-20T10:00:00"},
        {"direction": "up"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_said_so(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        generic(**wrong)


@pytest.mark.parametrize(
    "written",
    ["06 39 98 12 34", "06/39/98/12/34", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234", "tel: 06 39 98 12 34",
     "sip:+33639981234@trunk.exemple.fr", "06-39-98-12-34 poste 12"],
)  # fmt: skip
def test_any_writing_of_a_number_is_that_number(written: str) -> None:
    assert number(written) == "+33639981234"


@pytest.mark.parametrize(
    "written", ["", "anonymous", "Restricted", "unknown", "sip:anonymous@anonymous.invalid", "2001", "x" * 900]
)
def test_what_is_no_number_is_kept_out(written: str) -> None:
    assert number(written) == ""


@pytest.mark.parametrize(
    ("written", "desk"),
    [("PJSIP/2001-0000002a", "2001"), ("Local/2001@agents-00000001;2", "2001"), ("user/2001", "2001"), ("2001@site.fr", "2001"),
     ("2001", "2001"), ("a b", ""), ("", "")],
)  # fmt: skip
def test_a_desk_by_any_name(written: str, desk: str) -> None:
    assert extension(written) == desk


@pytest.mark.parametrize("written", [AT, "1795338000250000", "2026-11-22T10:20:00.250+01:00"])
def test_an_instant_by_any_clock(written: str) -> None:
    assert instant(written).microsecond == 250_000


AMI = {"Timestamp": AT, "Uniqueid": "17.1", "Linkedid": "17.1"}
LEG = {
    "Timestamp": AT,
    "Uniqueid": "17.1",
    "Linkedid": "17.1",
    "DestUniqueid": "17.2",
    "DestChannel": "PJSIP/2001-0000002a",
}
ATTENDED = {
    "Event": "AttendedTransfer",
    "Timestamp": AT,
    "Result": "Success",
    "OrigTransfererLinkedid": "17.1",
    "SecondTransfererChannel": "PJSIP/2001-0000002b",
}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**AMI, "Event": "Newchannel", "CallerIDNum": "0639981234", "Exten": "0199001234"},
         ("ringing", "17.1", "+33639981234", "+33199001234", "", "")),
        ({**AMI, "Event": "Newchannel", "Uniqueid": "17.2", "CallerIDNum": "2001"}, None),
        ({**AMI, "Event": "QueueCallerJoin", "Queue": "dentaire"}, ("ringing", "17.1", "", "", "", "dentaire")),
        ({**LEG, "Event": "DialBegin"}, ("ringing", "17.1", "", "", "2001", "")),
        ({**LEG, "Event": "AgentCalled", "Queue": "dentaire"}, ("ringing", "17.1", "", "", "2001", "dentaire")),
        ({**LEG, "Event": "DialEnd", "DialStatus": "ANSWER"}, ("answered", "17.1", "", "", "2001", "")),
        ({**LEG, "Event": "DialEnd", "DialStatus": "NOANSWER"}, ("missed", "17.1", "", "", "2001", "")),
        ({**LEG, "Event": "AgentConnect", "HoldTime": "12"}, ("answered", "17.1", "", "", "2001", "")),
        ({**AMI, "Event": "Hold"}, ("held", "17.1", "", "", "", "")),
        ({**AMI, "Event": "Unhold"}, ("resumed", "17.1", "", "", "", "")),
        ({"Event": "BlindTransfer", "Timestamp": AT, "Result": "Success", "TransfererLinkedid": "17.1", "Extension": "2002"},
         ("transferred", "17.1", "", "", "2002", "")),
        ({**ATTENDED, "TransferTargetChannel": "PJSIP/2002-0000002c"}, ("transferred", "17.1", "", "", "2002", "")),
        ({**ATTENDED, "SecondTransfererConnectedLineNum": "2002"}, ("transferred", "17.1", "", "", "2002", "")),
        ({**ATTENDED, "Result": "Fail", "TransferTargetChannel": "PJSIP/2002-0000002c"}, None),
        ({**AMI, "Event": "QueueCallerAbandon"}, ("abandoned", "17.1", "", "", "", "")),
        ({**AMI, "Event": "Hangup", "Cause": "16"}, ("ended", "17.1", "", "", "", "")),
        ({**AMI, "Event": "Hangup", "Uniqueid": "17.2"}, None),
        ({**AMI, "Event": "RTCPSent"}, None),
    ],
)  # fmt: skip
def test_asterisk_s_manager(event: dict[str, Any], told: tuple[Any, ...] | None) -> None:
    assert read(Make.ASTERISK, event) == told


CHANNEL = {
    "id": "17.1",
    "name": "PJSIP/trunk-00000029",
    "caller": {"number": "0639981234"},
    "dialplan": {"exten": "0199001234"},
}
ARI = {"timestamp": "2026-11-22T10:20:00.250+0100", "channel": CHANNEL}
DESK = {"id": "17.2", "name": "PJSIP/2001-0000002a", "channelvars": {"CHANNEL(linkedid)": "17.1"}}
BLIND = {**ARI, "type": "BridgeBlindTransfer", "channel": DESK, "exten": "2002", "result": "Success"}
HANDED = {
    "timestamp": ARI["timestamp"],
    "type": "BridgeAttendedTransfer",
    "result": "Success",
    "transferer_first_leg": DESK,
    "transferer_second_leg": {"id": "17.3", "name": "PJSIP/2001-0000002b", "connected": {"number": "2002"}},
}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**ARI, "type": "StasisStart"}, ("ringing", "17.1", "+33639981234", "+33199001234", "", "")),
        ({**ARI, "type": "Dial", "caller": CHANNEL, "peer": {"id": "17.2", "name": "PJSIP/2001-0000002a"}, "dialstatus": ""},
         ("ringing", "17.1", "", "", "2001", "")),
        ({**ARI, "type": "Dial", "caller": CHANNEL, "peer": {"name": "PJSIP/2001-0000002a"}, "dialstatus": "ANSWER"},
         ("answered", "17.1", "", "", "2001", "")),
        ({**ARI, "type": "ChannelHold"}, ("held", "17.1", "", "", "", "")),
        (BLIND, ("transferred", "17.1", "", "", "2002", "")),
        ({**BLIND, "result": "Fail"}, None),
        (HANDED, ("transferred", "17.1", "", "", "2002", "")),
        ({**HANDED, "transfer_target": {"name": "PJSIP/2003-0000002c"}}, ("transferred", "17.1", "", "", "2003", "")),
        ({**HANDED, "result": "Not Permitted"}, None),
        ({**ARI, "type": "ChannelDestroyed", "cause": 16}, ("ended", "17.1", "", "", "", "")),
        ({**ARI, "type": "ChannelVarset"}, None),
    ],
)  # fmt: skip
def test_asterisk_s_rest_interface(event: dict[str, Any], told: tuple[Any, ...] | None) -> None:
    assert read(Make.ASTERISK, event) == told


FS = {"Core-UUID": "core", "Event-Sequence": "7", "Event-Date-Timestamp": "1795338000250000", "Unique-ID": "a"}
IN = {
    **FS,
    "Call-Direction": "inbound",
    "Caller-Caller-ID-Number": "0639981234",
    "Caller-Destination-Number": "0199001234",
}
OUT = {
    **FS,
    "Call-Direction": "outbound",
    "Unique-ID": "b",
    "Channel-Call-UUID": "a",
    "Caller-Destination-Number": "2001",
}
QUEUE = {
    **FS,
    "Event-Name": "CUSTOM",
    "Event-Subclass": "callcenter::info",
    "CC-Member-Session-UUID": "a",
    "CC-Queue": "dentaire@site",
}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**IN, "Event-Name": "CHANNEL_CREATE"}, ("ringing", "a", "+33639981234", "+33199001234", "", "")),
        ({**OUT, "Event-Name": "CHANNEL_CREATE"}, ("ringing", "a", "", "", "2001", "")),
        ({**IN, "Event-Name": "CHANNEL_BRIDGE", "Other-Leg-Destination-Number": "2001"}, ("answered", "a", "", "", "2001", "")),
        ({**IN, "Event-Name": "CHANNEL_HOLD"}, ("held", "a", "", "", "", "")),
        ({**OUT, "Event-Name": "CHANNEL_HOLD"}, ("held", "a", "", "", "", "")),
        ({**IN, "Event-Name": "CHANNEL_UNHOLD"}, ("resumed", "a", "", "", "", "")),
        ({**OUT, "Event-Name": "CHANNEL_HANGUP_COMPLETE", "Hangup-Cause": "NO_ANSWER"}, ("missed", "a", "", "", "2001", "")),
        ({**OUT, "Event-Name": "CHANNEL_HANGUP_COMPLETE", "Hangup-Cause": "NORMAL_CLEARING"}, None),
        ({**IN, "Event-Name": "CHANNEL_HANGUP_COMPLETE"}, ("ended", "a", "", "", "", "")),
        ({**QUEUE, "CC-Action": "agent-offering", "CC-Agent": "2001@site"}, ("ringing", "a", "", "", "2001", "dentaire")),
        ({**QUEUE, "CC-Action": "bridge-agent-start", "CC-Agent": "2001"}, ("answered", "a", "", "", "2001", "dentaire")),
        ({**QUEUE, "CC-Action": "member-queue-end", "CC-Cause": "Cancel"}, ("abandoned", "a", "", "", "", "dentaire")),
        ({**IN, "Event-Name": "HEARTBEAT"}, None),
    ],
)  # fmt: skip
def test_freeswitch(event: dict[str, Any], told: tuple[Any, ...] | None) -> None:
    assert read(Make.FREESWITCH, event) == told


@pytest.mark.parametrize(
    ("make", "event"),
    [
        (Make.ASTERISK, {**AMI, "Event": "Newchannel", "Channel": "PJSIP/2001-0000002a", "ChanVariable": {"CC_REF": "3-a"}}),
        (Make.FREESWITCH, {**OUT, "Channel-Call-UUID": "a", "Event-Name": "CHANNEL_CREATE", "variable_cc_ref": "3-a"}),
        (Make.GENERIC, {"id": "e", "call": "c", "kind": "ringing", "at": AT, "direction": "out", "ref": "3-a", "extension": "2001"}),
    ],
)  # fmt: skip
def test_a_call_that_we_asked_for_says_so(make: Make, event: dict[str, Any]) -> None:
    told = adapter_of(make).read(event)
    assert told is not None
    assert (told.direction, told.ref, told.extension) == (Direction.OUT, "3-a", "2001")


@pytest.mark.parametrize("make", Make)
def test_a_body_of_another_make_is_unreadable(make: Make) -> None:
    with pytest.raises(UnreadableError):
        adapter_of(make).read({"hello": "world"})


DIAL = Order(action="dial", extension="2001", number="+33639981234", line="+33199001234", ref="3-a")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Make.GENERIC,
         {"action": "dial", "extension": "2001", "number": "+33639981234", "line": "+33199001234", "ref": "3-a"}),
        (Make.ASTERISK,
         {"method": "POST", "path": "/channels", "body": {"variables": {"CC_REF": "3-a"}},
          "query": {"endpoint": "PJSIP/2001", "extension": "+33639981234", "callerId": "+33199001234"}}),
        (Make.FREESWITCH,
         {"command": "originate",
          "arguments": "{cc_ref=3-a,origination_caller_id_number=+33199001234}user/2001 +33639981234"}),
    ],
)  # fmt: skip
def test_a_call_in_the_words_of_each_make(make: Make, words: dict[str, Any]) -> None:
    assert adapter_of(make).word(DIAL) == words


@pytest.mark.parametrize(
    ("action", "asterisk", "freeswitch"),
    [
        ("hold", ("POST", "/channels/17.1/hold"), ("uuid_hold", "17.1")),
        ("resume", ("DELETE", "/channels/17.1/hold"), ("uuid_hold", "off 17.1")),
        ("transfer", ("POST", "/channels/17.1/redirect"), ("uuid_transfer", "17.1 2002")),
        ("hang_up", ("DELETE", "/channels/17.1"), ("uuid_kill", "17.1")),
    ],
)
def test_a_request_in_the_words_of_each_make(
    action: str, asterisk: tuple[str, str], freeswitch: tuple[str, str]
) -> None:
    order = Order(action=action, extension="2001", call_ref="17.1", number="2002" if action == "transfer" else "")
    rest, api = adapter_of(Make.ASTERISK).word(order), adapter_of(Make.FREESWITCH).word(order)
    assert ((rest["method"], rest["path"]), (api["command"], api["arguments"])) == (asterisk, freeswitch)
