"""Signed webhooks of any exchange: an administrator says which of their fields are ours."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .errors import MappingError
from .receiving import Told
from .state import CallEvent, Direction, EventKind

SOURCE = "generic"
_TEXTS = ("number", "own_number", "extension", "queue", "recording")
FIELDS = ("id", "call", "leg", "kind", "at", "direction", *_TEXTS, "seconds")
_IN, _OUT = ("in", "inbound", "incoming"), ("out", "outbound", "outgoing")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Our field → the path of theirs; and their word for a kind of event → ours."""

    paths: Mapping[str, str]
    kinds: Mapping[str, EventKind]

    @classmethod
    def of(cls, text: str) -> "FieldMapping":
        """Lines `ours = theirs`, such as `number = from.phone`; and `kind:their.word = answered`.

        Raises MappingError for a line that says nothing.
        """
        paths: dict[str, str] = {}
        kinds: dict[str, EventKind] = {}
        for line in filter(None, (one.strip() for one in text.splitlines())):
            ours, sign, theirs = (one.strip() for one in line.partition("="))
            if ours.startswith("kind:") and theirs in tuple(EventKind):
                kinds[ours.removeprefix("kind:")] = EventKind(theirs)
            elif sign and ours in FIELDS and theirs:
                paths[ours] = theirs
            else:
                raise MappingError(problem=line)
        return cls(paths, kinds)

    def kind_of(self, said: str) -> EventKind | None:
        if said in self.kinds:
            return self.kinds[said]
        return EventKind(said) if said in tuple(EventKind) else None


def read_generic(
    body: str, mapping: FieldMapping, *, now: datetime, is_line: Callable[[str], bool]
) -> list[Told]:
    """One event, or a list of them; kinds that nobody knows are passed over."""
    try:
        sent = json.loads(body)
    except ValueError:
        raise MappingError(problem="JSON") from None
    events = sent if isinstance(sent, list) else [sent]
    found = [_read(one, mapping, now, is_line) for one in events if isinstance(one, dict)]
    return [one for one in found if one is not None]


def sample_of(mapping: FieldMapping) -> str:
    """An event as an exchange with these fields would send it.

    Raises MappingError where one field would stand within another that is no group of fields.
    """
    paths = mapping.paths.values()
    for group in paths:
        if any(path.startswith(f"{group}.") for path in paths):
            raise MappingError(problem=group)
    word = next((one for one, kind in mapping.kinds.items() if kind == EventKind.OFFERED), "")
    values = {"kind": word or str(EventKind.OFFERED), "direction": str(Direction.IN)}
    sent: dict[str, Any] = {}  # Any: as their JSON has it
    for name, path in mapping.paths.items():
        *outer, last = path.split(".")
        place = sent
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = values.get(name, "1")
    return json.dumps(sent)


def _read(
    sent: dict[str, Any],  # Any: as their JSON has it
    mapping: FieldMapping,
    now: datetime,
    is_line: Callable[[str], bool],
) -> Told | None:
    said = {name: _at(sent, path) for name, path in mapping.paths.items()}
    call, kind = str(said.get("call") or ""), mapping.kind_of(str(said.get("kind") or ""))
    if not call:
        raise MappingError(problem="call")
    if kind is None:
        return None
    texts = {name: str(said.get(name) or "") for name in _TEXTS}
    seconds = str(said.get("seconds") or "")
    leg = str(said.get("leg") or call)
    event = CallEvent(
        key=str(said.get("id") or f"{leg}:{kind}:{said.get('at')}"),
        kind=kind,
        at=_moment(said.get("at"), now),
        leg=leg,
        direction=_direction(str(said.get("direction") or "").lower()),
        is_agent=bool(texts["extension"]) or is_line(texts["extension"]),
        seconds=int(seconds) if seconds.isdigit() else None,
        number=texts["number"],
        own_number=texts["own_number"],
        extension=texts["extension"],
        queue=texts["queue"],
        recording=texts["recording"],
    )
    return Told(call_key=call, event=event, payload=sent)


def _at(sent: Any, path: str) -> Any:  # Any: as their JSON has it
    for part in path.split("."):
        sent = sent.get(part) if isinstance(sent, dict) else None
    return sent


def _direction(said: str) -> str:
    return Direction.IN if said in _IN else Direction.OUT if said in _OUT else ""


def _moment(said: Any, now: datetime) -> datetime:  # Any: as their JSON has it
    """Seconds since 1970, or an ISO moment; one without a zone is in UTC."""
    try:
        if isinstance(said, int | float) or str(said).replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(said), UTC)
        found = datetime.fromisoformat(str(said))
    except (ValueError, OverflowError, OSError):
        return now
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
