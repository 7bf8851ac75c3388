"""Events of Asterisk's manager interface, sent on by a bridge as lines of JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from .errors import MappingError
from .receiving import Told
from .state import CallEvent, Direction, EventKind

SOURCE = "asterisk"
# A line as the bridge sends it.
SAMPLE = json.dumps(
    {"Event": "Newchannel", "Linkedid": "1.1", "Uniqueid": "1.1", "Channel": "PJSIP/trunk-00000001"}
)
_ANSWERED = "ANSWER"
IsLine = Callable[[str], bool]


def read_asterisk(body: str, *, now: datetime, is_line: IsLine) -> list[Told]:
    """What the lines tell; events that say nothing of a call are passed over."""
    return [
        told
        for line in body.splitlines()
        if line.strip()
        for told in _read(_parsed(line), now, is_line)
    ]


def _parsed(line: str) -> dict[str, str]:
    try:
        found = json.loads(line)
    except ValueError:
        raise MappingError(problem="JSON") from None
    if not isinstance(found, dict):
        raise MappingError(problem="JSON")
    return {str(name): str(value) for name, value in found.items()}


def _read(sent: dict[str, str], now: datetime, is_line: IsLine) -> Iterator[Told]:
    read = _READERS.get(sent.get("Event", ""))
    call_key = sent.get("Linkedid") or sent.get("DestLinkedid") or ""
    said = read(sent, is_line) if read is not None and call_key else None
    if not said:
        return
    # The same line sent again has the same key.
    key = sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()[:40]
    event = CallEvent(key=f"{sent['Event']}:{key}", at=_moment(sent, now), **said)
    yield Told(call_key=call_key, event=event, payload=sent)


def _moment(sent: Mapping[str, str], now: datetime) -> datetime:
    """Told with `timestampevents = yes`; else when it came."""
    try:
        return datetime.fromtimestamp(float(sent["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return now


def _endpoint(channel: str) -> str:
    """PJSIP/204-0000001a → 204."""
    return channel.rpartition("-")[0].rpartition("/")[2] or channel


def _dialled(sent: Mapping[str, str], kind: EventKind, is_line: IsLine) -> dict[str, Any]:
    """About the channel that was called: somebody's at the desk, or the customer's."""
    leg = sent.get("DestUniqueid", "")
    name = _endpoint(sent.get("DestChannel", ""))
    is_agent = is_line(name)
    said: dict[str, Any] = {"kind": kind, "leg": leg, "is_agent": is_agent}
    if is_agent:
        said["extension"] = name
    return said


def _new_channel(sent: Mapping[str, str], is_line: IsLine) -> dict[str, Any]:
    name = _endpoint(sent.get("Channel", ""))
    is_agent, leg = is_line(name), sent.get("Uniqueid", "")
    said: dict[str, Any] = {"kind": EventKind.OFFERED, "leg": leg, "is_agent": is_agent}
    if is_agent:
        said["extension"] = name
    if leg != sent.get("Linkedid"):
        return said
    if is_agent:
        number = sent.get("Exten", "")
        return {**said, "direction": Direction.OUT, "number": "" if number == "s" else number}
    number = sent.get("CallerIDNum", "")
    return {
        **said,
        "direction": Direction.IN,
        "number": number,
        "own_number": sent.get("Exten", ""),
        "is_withheld": number in ("", "<unknown>", "anonymous"),
    }


def _dial_begin(sent: Mapping[str, str], is_line: IsLine) -> dict[str, Any]:
    return _dialled(sent, EventKind.RINGING, is_line)


def _dial_end(sent: Mapping[str, str], is_line: IsLine) -> dict[str, Any]:
    was_taken = sent.get("DialStatus") == _ANSWERED
    return _dialled(sent, EventKind.ANSWERED if was_taken else EventKind.LEFT, is_line)


def _queue_join(sent: Mapping[str, str], _is_line: IsLine) -> dict[str, Any]:
    queue = sent.get("Queue", "")
    return {"kind": EventKind.QUEUED, "leg": sent.get("Uniqueid", ""), "queue": queue}


def _agent_called(sent: Mapping[str, str], is_line: IsLine) -> dict[str, Any]:
    return {**_dialled(sent, EventKind.RINGING, is_line), "queue": sent.get("Queue", "")}


def _agent_connect(sent: Mapping[str, str], is_line: IsLine) -> dict[str, Any]:
    return {**_dialled(sent, EventKind.ANSWERED, is_line), "queue": sent.get("Queue", "")}


def _hold(sent: Mapping[str, str], _is_line: IsLine) -> dict[str, Any]:
    return {"kind": EventKind.HELD, "leg": sent.get("Uniqueid", "")}


def _unhold(sent: Mapping[str, str], _is_line: IsLine) -> dict[str, Any]:
    return {"kind": EventKind.RESUMED, "leg": sent.get("Uniqueid", "")}


def _hangup(sent: Mapping[str, str], _is_line: IsLine) -> dict[str, Any]:
    leg = sent.get("Uniqueid", "")
    is_first = leg == sent.get("Linkedid")
    return {"kind": EventKind.ENDED if is_first else EventKind.LEFT, "leg": leg}


_READERS: Mapping[str, Callable[[Mapping[str, str], IsLine], dict[str, Any]]] = {
    "Newchannel": _new_channel,
    "DialBegin": _dial_begin,
    "DialEnd": _dial_end,
    "QueueCallerJoin": _queue_join,
    "AgentCalled": _agent_called,
    "AgentConnect": _agent_connect,
    "Hold": _hold,
    "Unhold": _unhold,
    "Hangup": _hangup,
}
