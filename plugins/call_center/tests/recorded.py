"""What exchanges send, in the shape of their public documentation."""

import json

# A caller rings a number of ours; it is answered by a TwiML that dials a client.
# https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent
_PARENT, _CHILD = "CA0000000000000000000000000000000a", "CA0000000000000000000000000000000b"
_IN = {"AccountSid": "AC01", "ApiVersion": "2010-04-01", "From": "+34911234567"}
_IN |= {"To": "+34900100200", "Direction": "inbound", "CallSid": _PARENT}
_TO_CLIENT = {"AccountSid": "AC01", "From": "+34911234567", "To": "client:ana"}
_TO_CLIENT |= {"Direction": "outbound-dial", "CallSid": _CHILD, "ParentCallSid": _PARENT}


def _at(second: int) -> dict[str, str]:
    return {"Timestamp": f"Wed, 20 May 2026 10:00:{second:02d} +0000"}


TWILIO_INCOMING = [
    {**_IN, "CallStatus": "ringing", "SequenceNumber": "0", **_at(0)},
    {**_IN, "CallStatus": "in-progress", "SequenceNumber": "1", **_at(1)},
    {**_TO_CLIENT, "CallStatus": "initiated", "SequenceNumber": "0", **_at(2)},
    {**_TO_CLIENT, "CallStatus": "ringing", "SequenceNumber": "1", **_at(3)},
    {**_TO_CLIENT, "CallStatus": "in-progress", "SequenceNumber": "2", **_at(9)},
    {**_TO_CLIENT, "CallStatus": "completed", "CallDuration": "40", **_at(49)},
    {**_IN, "CallStatus": "completed", "CallDuration": "49", "SequenceNumber": "2", **_at(50)},
    {
        "AccountSid": "AC01",
        "CallSid": _PARENT,
        "RecordingSid": "RE01",
        "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC01/Recordings/RE01",
        "RecordingStatus": "completed",
        **_at(55),
    },
]
TWILIO_UNREACHED = [
    {
        "CallSid": _PARENT,
        "From": "+34900100200",
        "To": "+34911234567",
        "Direction": "outbound-api",
        "CallStatus": status,
        **_at(second),
    }
    for status, second in (("initiated", 0), ("ringing", 2), ("no-answer", 32))
]

# A caller joins a queue; PJSIP/204 does not answer, PJSIP/205 does.
# https://docs.asterisk.org/Latest_API/API_Documentation/AMI_Events/
_NOON = 1779271200


def _ami(event: str, second: float, **said: str) -> dict[str, str]:
    return {
        "Event": event,
        "Privilege": "call,all",
        "Timestamp": f"{_NOON + second:.6f}",
        "Linkedid": "1779271200.1",
        **said,
    }


_CALLER = {"Uniqueid": "1779271200.1", "Channel": "PJSIP/trunk-00000001"}
_FIRST = {"DestUniqueid": "1779271200.2", "DestChannel": "PJSIP/204-00000002"}
_SECOND = {"DestUniqueid": "1779271200.3", "DestChannel": "PJSIP/205-00000003"}

ASTERISK_QUEUE = [
    _ami("Newchannel", 0, **_CALLER, CallerIDNum="911234567", Exten="900100200"),
    _ami("QueueCallerJoin", 1, **_CALLER, Queue="ventas", Position="1", Count="1"),
    _ami("AgentCalled", 2, **_CALLER, **_FIRST, Queue="ventas", Interface="PJSIP/204"),
    _ami("DialBegin", 2, **_CALLER, **_FIRST, DialString="204"),
    _ami("DialEnd", 12, **_CALLER, **_FIRST, DialStatus="NOANSWER"),
    _ami("Hangup", 12.1, Uniqueid="1779271200.2", Channel="PJSIP/204-00000002", Cause="26"),
    _ami("AgentCalled", 13, **_CALLER, **_SECOND, Queue="ventas", Interface="PJSIP/205"),
    _ami("DialBegin", 13, **_CALLER, **_SECOND, DialString="205"),
    _ami("AgentConnect", 18, **_CALLER, **_SECOND, Queue="ventas", HoldTime="17"),
    _ami("DialEnd", 18, **_CALLER, **_SECOND, DialStatus="ANSWER"),
    _ami("BridgeEnter", 18.1, BridgeUniqueid="b1", **_CALLER),
    _ami("Hold", 30, Uniqueid="1779271200.3", Channel="PJSIP/205-00000003"),
    _ami("Unhold", 40, Uniqueid="1779271200.3", Channel="PJSIP/205-00000003"),
    _ami("AgentComplete", 78, **_CALLER, **_SECOND, Queue="ventas", TalkTime="60"),
    _ami("Hangup", 78, Uniqueid="1779271200.3", Channel="PJSIP/205-00000003", Cause="16"),
    _ami("Hangup", 78.2, **_CALLER, Cause="16", **{"Cause-txt": "Normal Clearing"}),
]
ASTERISK_OUTGOING = [
    _ami(
        *("Newchannel", 0),
        Uniqueid="1779271200.1",
        Channel="PJSIP/204-00000001",
        Exten="911234567",
        CallerIDNum="204",
    ),
    _ami(
        *("DialBegin", 1),
        DestUniqueid="1779271200.2",
        DestChannel="PJSIP/trunk-00000002",
        Uniqueid="1779271200.1",
    ),
    _ami(
        *("DialEnd", 9),
        DestUniqueid="1779271200.2",
        DestChannel="PJSIP/trunk-00000002",
        DialStatus="ANSWER",
    ),
    _ami("Hangup", 69, Uniqueid="1779271200.2", Channel="PJSIP/trunk-00000002"),
    _ami("Hangup", 69, Uniqueid="1779271200.1", Channel="PJSIP/204-00000001"),
]
GENERIC = [
    {"id": "e1", "call_id": "g1", "type": "offered", "timestamp": "2026-05-20T10:00:00Z"}
    | {"direction": "inbound", "customer_number": "+34911234567"},
    {"id": "e2", "call_id": "g1", "leg_id": "l2", "type": "ringing", "extension": "204"}
    | {"timestamp": 1779271202},
    {"id": "e3", "call_id": "g1", "leg_id": "l2", "type": "answered", "extension": "204"}
    | {"timestamp": 1779271206},
    {"id": "e4", "call_id": "g1", "type": "ended", "timestamp": "2026-05-20T12:01:00+02:00"},
    {"id": "e5", "call_id": "g1", "type": "what.nobody.knows"},
]


def lines(events: list[dict[str, str]]) -> bytes:
    """As the bridge sends them."""
    return "\n".join(json.dumps(one) for one in events).encode()
